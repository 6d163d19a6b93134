-- What people, or the HUD, say of failed jobs. A null annotation is one that was taken back.
CREATE TABLE IF NOT EXISTS job_annotation
(
    dynamoKey String,
    repo LowCardinality(String),
    job_id UInt64,
    head_sha String,
    annotation LowCardinality(Nullable(String)),
    note Nullable(String),
    by Nullable(String),
    annotated_at DateTime64(3, 'UTC'),
    source LowCardinality(String),
    revision UInt64,
    is_deleted UInt8 DEFAULT 0,
    _inserted_at DateTime64(3, 'UTC') DEFAULT now64(3),
    INDEX annotated_between annotated_at TYPE minmax GRANULARITY 1
)
ENGINE = ReplacingMergeTree(revision, is_deleted)
ORDER BY (repo, job_id)
SETTINGS index_granularity = 256;

CREATE MATERIALIZED VIEW IF NOT EXISTS job_annotation_change TO recent_change AS
SELECT repo, now64(3, 'UTC') AS at, 'cells' AS kind, '' AS branch, head_sha AS sha, cityHash64('annotation', dynamoKey, revision) AS fact
FROM job_annotation;
