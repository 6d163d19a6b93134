-- The jobs of out-of-tree backends once more, ordered by the upstream's delivery that they answer: what the page of a
-- pull request or commit asks for lies together here, and a backend's dashboard's in oot_workflow_job. A job's delivery
-- is part of its key and never changes, while its pull request may be heard of later than the job itself.
CREATE TABLE IF NOT EXISTS oot_delivery_job AS oot_workflow_job
ENGINE = ReplacingMergeTree(revision, is_deleted)
ORDER BY (delivery_id, repo, dynamoKey)
SETTINGS index_granularity = 256;

-- Which deliveries a pull request or commit of an upstream has. 0 and '': the delivery did not say.
CREATE TABLE IF NOT EXISTS oot_delivery
(
    upstream_repo LowCardinality(String),
    pr UInt64,
    head_sha String,
    delivery_id String,
    INDEX by_sha head_sha TYPE bloom_filter GRANULARITY 1
)
ENGINE = ReplacingMergeTree
ORDER BY (upstream_repo, pr, head_sha, delivery_id)
SETTINGS index_granularity = 256;

-- What was there before these tables were.
INSERT INTO oot_delivery_job SELECT * FROM oot_workflow_job;
INSERT INTO oot_delivery
SELECT DISTINCT assumeNotNull(upstream_repo), ifNull(pr, 0), ifNull(head_sha, ''), delivery_id
FROM oot_workflow_job
WHERE upstream_repo IS NOT NULL;
