-- Check runs of other apps, and commit statuses.
CREATE TABLE IF NOT EXISTS external_check
(
    dynamoKey String,
    repo LowCardinality(String),
    head_sha String,
    app LowCardinality(String),
    name LowCardinality(String),
    id UInt64,
    status LowCardinality(String),
    conclusion LowCardinality(Nullable(String)),
    title Nullable(String),
    url Nullable(String),
    started_at Nullable(DateTime64(3, 'UTC')),
    completed_at Nullable(DateTime64(3, 'UTC')),
    updated_at Nullable(DateTime64(3, 'UTC')),
    truncated Bool,
    revision UInt64,
    is_deleted UInt8 DEFAULT 0,
    _inserted_at DateTime64(3, 'UTC') DEFAULT now64(3)
)
ENGINE = ReplacingMergeTree(revision, is_deleted)
ORDER BY (repo, head_sha, app, name)
SETTINGS index_granularity = 256;
