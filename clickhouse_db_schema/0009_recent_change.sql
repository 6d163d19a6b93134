-- What arrived lately, for pages that are open: which commits' cells changed, and which commits branches were told of.
-- However large the other tables are, asking what is new reads a few rows of this one. Nothing is kept for long.
CREATE TABLE IF NOT EXISTS recent_change
(
    repo LowCardinality(String),
    at DateTime64(3, 'UTC'),
    kind LowCardinality(String),
    branch String,
    sha String,
    -- The same for the same news told twice.
    fact UInt64
)
ENGINE = MergeTree
PARTITION BY toStartOfHour(at)
ORDER BY (repo, at)
TTL toDateTime(at) + INTERVAL 2 HOUR
SETTINGS ttl_only_drop_parts = 1, index_granularity = 1024;

CREATE MATERIALIZED VIEW IF NOT EXISTS workflow_job_change TO recent_change AS
SELECT repo, now64(3, 'UTC') AS at, 'cells' AS kind, '' AS branch, head_sha AS sha, cityHash64('job', dynamoKey, revision) AS fact
FROM workflow_job;

CREATE MATERIALIZED VIEW IF NOT EXISTS workflow_run_change TO recent_change AS
SELECT repo, now64(3, 'UTC') AS at, 'cells' AS kind, '' AS branch, head_sha AS sha, cityHash64('run', dynamoKey, revision) AS fact
FROM workflow_run;

CREATE MATERIALIZED VIEW IF NOT EXISTS external_check_change TO recent_change AS
SELECT repo, now64(3, 'UTC') AS at, 'cells' AS kind, '' AS branch, head_sha AS sha, cityHash64('check', dynamoKey, revision) AS fact
FROM external_check;

CREATE MATERIALIZED VIEW IF NOT EXISTS branch_commit_change TO recent_change AS
SELECT repo, now64(3, 'UTC') AS at, 'commits' AS kind, branch, sha, cityHash64('commit', branch, sha) AS fact
FROM branch_commit;
