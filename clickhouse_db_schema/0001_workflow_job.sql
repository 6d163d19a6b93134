-- Jobs. Ordered by run, whose ids grow with time: a page of the grid asks for the runs of fifty commits, which lie
-- together, while commit hashes would scatter them. docs/performance.md has the measurements.
CREATE TABLE IF NOT EXISTS workflow_job
(
    dynamoKey String,
    repo LowCardinality(String),
    id UInt64,
    run_id UInt64,
    run_attempt UInt32,
    name LowCardinality(String),
    workflow_name LowCardinality(Nullable(String)),
    head_sha String,
    head_branch LowCardinality(Nullable(String)),
    status LowCardinality(String),
    conclusion LowCardinality(Nullable(String)),
    created_at Nullable(DateTime64(3, 'UTC')),
    started_at Nullable(DateTime64(3, 'UTC')),
    completed_at Nullable(DateTime64(3, 'UTC')),
    html_url Nullable(String),
    labels Array(LowCardinality(String)),
    runner_id Nullable(UInt64),
    runner_name Nullable(String),
    runner_group_name LowCardinality(Nullable(String)),
    steps String CODEC(ZSTD(3)),
    truncated Bool,
    revision UInt64,
    is_deleted UInt8 DEFAULT 0,
    _inserted_at DateTime64(3, 'UTC') DEFAULT now64(3),
    -- Runs' ids grow with time, so that what asks for the last days skips most of a repository's jobs.
    INDEX created_between created_at TYPE minmax GRANULARITY 1,
    INDEX started_between started_at TYPE minmax GRANULARITY 1,
    INDEX completed_between completed_at TYPE minmax GRANULARITY 1
)
ENGINE = ReplacingMergeTree(revision, is_deleted)
ORDER BY (repo, run_id, id)
SETTINGS index_granularity = 1024;

-- Which runs a commit has, as workflow_run and workflow_job tell; a job may be heard of before its run.
CREATE TABLE IF NOT EXISTS commit_run
(
    repo LowCardinality(String),
    head_sha String,
    run_id UInt64
)
ENGINE = ReplacingMergeTree
ORDER BY (repo, head_sha, run_id)
SETTINGS index_granularity = 256;
