-- What CircleCI tells: jobs and workflows that have ended. Each is of one commit for good, so that a commit's lie together.
CREATE TABLE IF NOT EXISTS circleci_job
(
    dynamoKey String,
    repo LowCardinality(String),
    id String,
    project_slug LowCardinality(String),
    number Nullable(UInt64),
    name LowCardinality(String),
    workflow_id String,
    workflow_name LowCardinality(String),
    workflow_url Nullable(String),
    pipeline_id Nullable(String),
    pipeline_number Nullable(UInt64),
    trigger_type LowCardinality(Nullable(String)),
    head_sha String,
    head_branch LowCardinality(Nullable(String)),
    tag Nullable(String),
    of_fork Bool,
    status LowCardinality(String),
    conclusion LowCardinality(Nullable(String)),
    created_at Nullable(DateTime64(3, 'UTC')),
    started_at Nullable(DateTime64(3, 'UTC')),
    completed_at Nullable(DateTime64(3, 'UTC')),
    happened_at Nullable(DateTime64(3, 'UTC')),
    html_url Nullable(String),
    truncated Bool,
    revision UInt64,
    is_deleted UInt8 DEFAULT 0,
    _inserted_at DateTime64(3, 'UTC') DEFAULT now64(3)
)
ENGINE = ReplacingMergeTree(revision, is_deleted)
ORDER BY (repo, head_sha, dynamoKey)
SETTINGS index_granularity = 1024;

CREATE TABLE IF NOT EXISTS circleci_workflow
(
    dynamoKey String,
    repo LowCardinality(String),
    id String,
    project_slug LowCardinality(String),
    name LowCardinality(String),
    pipeline_id Nullable(String),
    pipeline_number Nullable(UInt64),
    trigger_type LowCardinality(Nullable(String)),
    head_sha String,
    head_branch LowCardinality(Nullable(String)),
    tag Nullable(String),
    of_fork Bool,
    status LowCardinality(String),
    conclusion LowCardinality(Nullable(String)),
    created_at Nullable(DateTime64(3, 'UTC')),
    completed_at Nullable(DateTime64(3, 'UTC')),
    happened_at Nullable(DateTime64(3, 'UTC')),
    html_url Nullable(String),
    truncated Bool,
    revision UInt64,
    is_deleted UInt8 DEFAULT 0,
    _inserted_at DateTime64(3, 'UTC') DEFAULT now64(3)
)
ENGINE = ReplacingMergeTree(revision, is_deleted)
ORDER BY (repo, head_sha, dynamoKey)
SETTINGS index_granularity = 1024;
