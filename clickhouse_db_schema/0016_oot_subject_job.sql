-- The jobs of out-of-tree backends once more, ordered by what they tested: what the page of a pull request or commit asks
-- for lies together here, and a backend's dashboard's in oot_workflow_job. `subject` is 'pr/7', or the commit's hash: a job
-- has a row for each, which is deleted where the job turns out to belong elsewhere. Rows are read whole, a few hundred of
-- them, so parts keep a row's columns together for as long as they are below 1 GiB.
CREATE TABLE IF NOT EXISTS oot_subject_job
(
    dynamoKey String,
    repo LowCardinality(String),
    downstream_repo_level LowCardinality(Nullable(String)),
    upstream_repo LowCardinality(String),
    delivery_id String,
    event_type LowCardinality(String),
    pr Nullable(UInt64),
    head_sha Nullable(String),
    workflow_name LowCardinality(String),
    job_name LowCardinality(String),
    check_run_id String,
    run_id Nullable(String),
    run_attempt UInt32,
    status LowCardinality(String),
    conclusion LowCardinality(Nullable(String)),
    url Nullable(String),
    started_at Nullable(DateTime64(3, 'UTC')),
    completed_at Nullable(DateTime64(3, 'UTC')),
    queue_time Nullable(Float64),
    execution_time Nullable(Float64),
    tests_passed Nullable(UInt64),
    tests_failed Nullable(UInt64),
    tests_skipped Nullable(UInt64),
    tests_total Nullable(UInt64),
    artifact_url Nullable(String),
    environment Nullable(String),
    truncated Bool,
    revision UInt64,
    is_deleted UInt8 DEFAULT 0,
    _inserted_at DateTime64(3, 'UTC') DEFAULT now64(3),
    subject String
)
ENGINE = ReplacingMergeTree(revision, is_deleted)
ORDER BY (upstream_repo, subject, repo, dynamoKey)
SETTINGS index_granularity = 256, min_bytes_for_wide_part = 1073741824;

-- What was there before this table was.
INSERT INTO oot_subject_job
SELECT * REPLACE (assumeNotNull(upstream_repo) AS upstream_repo), concat('pr/', toString(pr)) AS subject
FROM oot_workflow_job FINAL
WHERE upstream_repo IS NOT NULL AND pr IS NOT NULL;
INSERT INTO oot_subject_job
SELECT * REPLACE (assumeNotNull(upstream_repo) AS upstream_repo), assumeNotNull(head_sha) AS subject
FROM oot_workflow_job FINAL
WHERE upstream_repo IS NOT NULL AND head_sha IS NOT NULL;

-- Its forerunners.
DROP TABLE IF EXISTS oot_delivery_job;
DROP TABLE IF EXISTS oot_delivery;

-- By when something was last told of a job: a part of the table has what is of some days.
ALTER TABLE oot_workflow_job
    ADD COLUMN IF NOT EXISTS heard_at DateTime64(3, 'UTC') MATERIALIZED coalesce(completed_at, started_at, _inserted_at);
ALTER TABLE oot_workflow_job ADD INDEX IF NOT EXISTS heard_between heard_at TYPE minmax GRANULARITY 1;
