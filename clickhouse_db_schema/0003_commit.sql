-- Pushes, and what they and other messages tell of commits and branches. The derived tables' revision grows with
-- how much their source knows, then with time (lib/model/commit.ts).
CREATE TABLE IF NOT EXISTS push
(
    dynamoKey String,
    repo LowCardinality(String),
    ref String,
    before String,
    after String,
    created Bool,
    deleted Bool,
    forced Bool,
    pushed_at Nullable(DateTime64(3, 'UTC')),
    pusher LowCardinality(Nullable(String)),
    compare_url Nullable(String),
    head_sha Nullable(String),
    commit_count UInt32,
    truncated Bool,
    revision UInt64,
    is_deleted UInt8 DEFAULT 0,
    _inserted_at DateTime64(3, 'UTC') DEFAULT now64(3)
)
ENGINE = ReplacingMergeTree(revision, is_deleted)
ORDER BY (repo, ref, after);

CREATE TABLE IF NOT EXISTS commit
(
    repo LowCardinality(String),
    sha String,
    source LowCardinality(String),
    time DateTime64(3, 'UTC'),
    title String,
    body String,
    author_name Nullable(String),
    author_login Nullable(String),
    repo_url LowCardinality(Nullable(String)),
    pull_number Nullable(UInt64),
    revision UInt64,
    _inserted_at DateTime64(3, 'UTC') DEFAULT now64(3)
)
ENGINE = ReplacingMergeTree(revision)
ORDER BY (repo, sha)
SETTINGS index_granularity = 256;

CREATE TABLE IF NOT EXISTS branch_commit
(
    repo LowCardinality(String),
    branch String,
    sha String,
    time DateTime64(3, 'UTC'),
    heard_at DateTime64(3, 'UTC'),
    position UInt32,
    revision UInt64,
    INDEX by_sha sha TYPE bloom_filter GRANULARITY 1
)
ENGINE = ReplacingMergeTree(revision)
ORDER BY (repo, branch, sha);

CREATE TABLE IF NOT EXISTS branch
(
    repo LowCardinality(String),
    name String,
    source LowCardinality(String),
    deleted UInt8,
    heard_at DateTime64(3, 'UTC'),
    revision UInt64
)
ENGINE = ReplacingMergeTree(revision)
ORDER BY (repo, name, source);

CREATE TABLE IF NOT EXISTS repository
(
    repo String,
    default_branch String,
    repo_url Nullable(String),
    heard_at DateTime64(3, 'UTC'),
    revision UInt64
)
ENGINE = ReplacingMergeTree(revision)
ORDER BY repo;
