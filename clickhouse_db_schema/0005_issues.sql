-- Issues, their labels, and the comments on issues and pull requests.
CREATE TABLE IF NOT EXISTS issues
(
    dynamoKey String,
    repo LowCardinality(String),
    number UInt64,
    title Nullable(String),
    body Nullable(String) CODEC(ZSTD(3)),
    state LowCardinality(String),
    state_reason LowCardinality(Nullable(String)),
    author LowCardinality(Nullable(String)),
    labels Array(LowCardinality(String)),
    html_url Nullable(String),
    created_at Nullable(DateTime64(3, 'UTC')),
    updated_at Nullable(DateTime64(3, 'UTC')),
    closed_at Nullable(DateTime64(3, 'UTC')),
    truncated Bool,
    revision UInt64,
    is_deleted UInt8 DEFAULT 0,
    _inserted_at DateTime64(3, 'UTC') DEFAULT now64(3)
)
ENGINE = ReplacingMergeTree(revision, is_deleted)
ORDER BY (repo, number);

CREATE TABLE IF NOT EXISTS issues_label_event
(
    dynamoKey String,
    repo LowCardinality(String),
    number UInt64,
    label LowCardinality(String),
    action LowCardinality(String),
    actor LowCardinality(Nullable(String)),
    updated_at Nullable(DateTime64(3, 'UTC')),
    revision UInt64,
    is_deleted UInt8 DEFAULT 0,
    _inserted_at DateTime64(3, 'UTC') DEFAULT now64(3)
)
ENGINE = ReplacingMergeTree(revision, is_deleted)
ORDER BY (repo, number, dynamoKey);

CREATE TABLE IF NOT EXISTS issue_comment
(
    dynamoKey String,
    repo LowCardinality(String),
    issue_number UInt64,
    id UInt64,
    body Nullable(String) CODEC(ZSTD(3)),
    author LowCardinality(Nullable(String)),
    author_association LowCardinality(Nullable(String)),
    on_pull_request Bool,
    html_url Nullable(String),
    created_at Nullable(DateTime64(3, 'UTC')),
    updated_at Nullable(DateTime64(3, 'UTC')),
    truncated Bool,
    revision UInt64,
    is_deleted UInt8 DEFAULT 0,
    _inserted_at DateTime64(3, 'UTC') DEFAULT now64(3)
)
ENGINE = ReplacingMergeTree(revision, is_deleted)
ORDER BY (repo, issue_number, id);
