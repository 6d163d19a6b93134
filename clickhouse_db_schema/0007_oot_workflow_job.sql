-- Jobs of out-of-tree backends. `repo` is the backend's repository; the change that was tested is the upstream's.
-- `check_run_id` is part of `dynamoKey`; GitHub's grow with time, so that what is of one week lies together.
CREATE TABLE IF NOT EXISTS oot_workflow_job
(
    dynamoKey String,
    repo LowCardinality(String),
    downstream_repo_level LowCardinality(Nullable(String)),
    upstream_repo LowCardinality(Nullable(String)),
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
    _inserted_at DateTime64(3, 'UTC') DEFAULT now64(3)
)
ENGINE = ReplacingMergeTree(revision, is_deleted)
ORDER BY (repo, toUInt64OrZero(check_run_id), dynamoKey)
SETTINGS index_granularity = 1024;
