-- What ran on a commit elsewhere than in GitHub Actions, whoever told of it, in one shape: CircleCI's jobs, checks and
-- statuses that other systems report to GitHub, and out-of-tree backends' jobs by the upstream that they tested.
-- `is_ci`: its failures are the repository's own, and count as trunk's; otherwise it is somebody's report on it.
-- `id` names a row where a number is wanted: 53 bits, which JSON numbers hold exactly. Rows are read whole, a few of each
-- of fifty commits, so parts keep a row's columns together for as long as they are below 1 GiB.
CREATE TABLE IF NOT EXISTS provider_job
(
    repo LowCardinality(String),
    head_sha String,
    head_branch LowCardinality(Nullable(String)),
    provider LowCardinality(String),
    workflow_name LowCardinality(String),
    name LowCardinality(String),
    dynamoKey String,
    id UInt64 MATERIALIZED bitShiftRight(sipHash64(provider, dynamoKey), 11),
    external_id String,
    run_id String,
    run_attempt UInt32,
    status LowCardinality(String),
    conclusion LowCardinality(Nullable(String)),
    created_at Nullable(DateTime64(3, 'UTC')),
    started_at Nullable(DateTime64(3, 'UTC')),
    completed_at Nullable(DateTime64(3, 'UTC')),
    html_url Nullable(String),
    is_ci Bool,
    of_fork Bool,
    revision UInt64,
    is_deleted UInt8 DEFAULT 0,
    _inserted_at DateTime64(3, 'UTC') DEFAULT now64(3),
    INDEX completed_between completed_at TYPE minmax GRANULARITY 1
)
ENGINE = ReplacingMergeTree(revision, is_deleted)
ORDER BY (repo, head_sha, provider, dynamoKey)
SETTINGS index_granularity = 256, min_bytes_for_wide_part = 1073741824;

-- The workflows that such jobs are part of, where their system tells of them: how long they took, and those that
-- failed before they had any job.
CREATE TABLE IF NOT EXISTS provider_run
(
    repo LowCardinality(String),
    head_sha String,
    head_branch LowCardinality(Nullable(String)),
    provider LowCardinality(String),
    workflow_name LowCardinality(String),
    dynamoKey String,
    id UInt64 MATERIALIZED bitShiftRight(sipHash64(provider, dynamoKey), 11),
    run_id String,
    status LowCardinality(String),
    conclusion LowCardinality(Nullable(String)),
    created_at Nullable(DateTime64(3, 'UTC')),
    completed_at Nullable(DateTime64(3, 'UTC')),
    html_url Nullable(String),
    is_ci Bool,
    of_fork Bool,
    revision UInt64,
    is_deleted UInt8 DEFAULT 0,
    _inserted_at DateTime64(3, 'UTC') DEFAULT now64(3)
)
ENGINE = ReplacingMergeTree(revision, is_deleted)
ORDER BY (repo, head_sha, provider, dynamoKey)
SETTINGS index_granularity = 256, min_bytes_for_wide_part = 1073741824;

-- What was there before these tables were. The replicator writes the same rows (lib/model/provider_job.ts).
INSERT INTO provider_job
    (repo, head_sha, head_branch, provider, workflow_name, name, dynamoKey, external_id, run_id, run_attempt, status,
    conclusion, created_at, started_at, completed_at, html_url, is_ci, of_fork, revision, is_deleted)
SELECT
    repo, head_sha, NULL, 'check', app, name, dynamoKey, toString(id), '', 1, status,
    conclusion, NULL, started_at, completed_at, url, false, false, revision, is_deleted
FROM external_check FINAL;

INSERT INTO provider_job
    (repo, head_sha, head_branch, provider, workflow_name, name, dynamoKey, external_id, run_id, run_attempt, status,
    conclusion, created_at, started_at, completed_at, html_url, is_ci, of_fork, revision, is_deleted)
SELECT
    assumeNotNull(upstream_repo), assumeNotNull(head_sha), NULL, 'oot', concat(repo, ' / ', workflow_name), job_name,
    dynamoKey, check_run_id, ifNull(run_id, ''), run_attempt, status, conclusion,
    started_at - toIntervalMillisecond(round(queue_time * 1000)), started_at, completed_at, url, false, false, revision, is_deleted
FROM oot_workflow_job FINAL
WHERE upstream_repo IS NOT NULL AND head_sha IS NOT NULL;

-- Open pages hear of all of it alike. Made only now, so that what is old is no news.
DROP VIEW IF EXISTS external_check_change;

CREATE MATERIALIZED VIEW IF NOT EXISTS provider_job_change TO recent_change AS
SELECT repo, now64(3, 'UTC') AS at, 'cells' AS kind, '' AS branch, head_sha AS sha, cityHash64('provider', provider, dynamoKey, revision) AS fact
FROM provider_job;

CREATE MATERIALIZED VIEW IF NOT EXISTS provider_run_change TO recent_change AS
SELECT repo, now64(3, 'UTC') AS at, 'cells' AS kind, '' AS branch, head_sha AS sha, cityHash64('provider run', provider, dynamoKey, revision) AS fact
FROM provider_run;
