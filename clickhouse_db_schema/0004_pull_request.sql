-- Pull requests, the heads they have had, their labels and reviews.
CREATE TABLE IF NOT EXISTS pull_request
(
    dynamoKey String,
    repo LowCardinality(String),
    number UInt64,
    title Nullable(String),
    body Nullable(String) CODEC(ZSTD(3)),
    state LowCardinality(String),
    draft Bool,
    merged Bool,
    author LowCardinality(Nullable(String)),
    base_ref LowCardinality(Nullable(String)),
    base_sha Nullable(String),
    head_ref Nullable(String),
    head_sha String,
    head_repo LowCardinality(Nullable(String)),
    merge_commit_sha Nullable(String),
    labels Array(LowCardinality(String)),
    html_url Nullable(String),
    created_at Nullable(DateTime64(3, 'UTC')),
    updated_at Nullable(DateTime64(3, 'UTC')),
    closed_at Nullable(DateTime64(3, 'UTC')),
    merged_at Nullable(DateTime64(3, 'UTC')),
    head_shas Array(String),
    truncated Bool,
    revision UInt64,
    is_deleted UInt8 DEFAULT 0,
    _inserted_at DateTime64(3, 'UTC') DEFAULT now64(3),
    INDEX merge_commit merge_commit_sha TYPE bloom_filter GRANULARITY 1
)
ENGINE = ReplacingMergeTree(revision, is_deleted)
ORDER BY (repo, number)
SETTINGS index_granularity = 1024;

CREATE TABLE IF NOT EXISTS pull_head
(
    repo LowCardinality(String),
    sha String,
    number UInt64,
    heard_at DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(heard_at)
ORDER BY (repo, sha, number)
SETTINGS index_granularity = 256;

CREATE TABLE IF NOT EXISTS pull_label_event
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

CREATE TABLE IF NOT EXISTS pull_request_review
(
    dynamoKey String,
    repo LowCardinality(String),
    pull_number UInt64,
    id UInt64,
    state LowCardinality(String),
    body Nullable(String) CODEC(ZSTD(3)),
    author LowCardinality(Nullable(String)),
    author_association LowCardinality(Nullable(String)),
    commit_sha Nullable(String),
    html_url Nullable(String),
    submitted_at Nullable(DateTime64(3, 'UTC')),
    updated_at Nullable(DateTime64(3, 'UTC')),
    truncated Bool,
    revision UInt64,
    is_deleted UInt8 DEFAULT 0,
    _inserted_at DateTime64(3, 'UTC') DEFAULT now64(3)
)
ENGINE = ReplacingMergeTree(revision, is_deleted)
ORDER BY (repo, pull_number, id);

CREATE TABLE IF NOT EXISTS pull_request_review_comment
(
    dynamoKey String,
    repo LowCardinality(String),
    pull_number UInt64,
    id UInt64,
    review_id Nullable(UInt64),
    in_reply_to_id Nullable(UInt64),
    body Nullable(String) CODEC(ZSTD(3)),
    path Nullable(String),
    line Nullable(UInt64),
    author LowCardinality(Nullable(String)),
    author_association LowCardinality(Nullable(String)),
    commit_sha Nullable(String),
    html_url Nullable(String),
    created_at Nullable(DateTime64(3, 'UTC')),
    updated_at Nullable(DateTime64(3, 'UTC')),
    truncated Bool,
    revision UInt64,
    is_deleted UInt8 DEFAULT 0,
    _inserted_at DateTime64(3, 'UTC') DEFAULT now64(3)
)
ENGINE = ReplacingMergeTree(revision, is_deleted)
ORDER BY (repo, id);
