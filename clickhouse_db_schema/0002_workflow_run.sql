-- Workflow runs, one row for each attempt.
CREATE TABLE IF NOT EXISTS workflow_run
(
    dynamoKey String,
    repo LowCardinality(String),
    id UInt64,
    run_attempt UInt32,
    run_number Nullable(UInt64),
    workflow_id Nullable(UInt64),
    name LowCardinality(Nullable(String)),
    display_title Nullable(String),
    path LowCardinality(Nullable(String)),
    event LowCardinality(String),
    status LowCardinality(String),
    conclusion LowCardinality(Nullable(String)),
    head_sha String,
    head_branch LowCardinality(Nullable(String)),
    head_repo LowCardinality(Nullable(String)),
    created_at Nullable(DateTime64(3, 'UTC')),
    updated_at Nullable(DateTime64(3, 'UTC')),
    run_started_at Nullable(DateTime64(3, 'UTC')),
    html_url Nullable(String),
    actor LowCardinality(Nullable(String)),
    pull_numbers Array(UInt64),
    truncated Bool,
    revision UInt64,
    is_deleted UInt8 DEFAULT 0,
    _inserted_at DateTime64(3, 'UTC') DEFAULT now64(3),
    INDEX started_between run_started_at TYPE minmax GRANULARITY 1
)
ENGINE = ReplacingMergeTree(revision, is_deleted)
ORDER BY (repo, id, run_attempt)
SETTINGS index_granularity = 1024;
