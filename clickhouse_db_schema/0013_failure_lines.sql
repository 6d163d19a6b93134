-- What each job's log was found to say, beside the job; and the lines of failed jobs' logs, to search and to try rules on.
ALTER TABLE workflow_job
    ADD COLUMN IF NOT EXISTS has_log Bool AFTER steps,
    ADD COLUMN IF NOT EXISTS log_lines UInt32 AFTER has_log,
    ADD COLUMN IF NOT EXISTS classified_at Nullable(DateTime64(3, 'UTC')) AFTER log_lines,
    ADD COLUMN IF NOT EXISTS failure_rule LowCardinality(Nullable(String)) AFTER classified_at,
    ADD COLUMN IF NOT EXISTS failure_line Nullable(String) CODEC(ZSTD(1)) AFTER failure_rule,
    ADD COLUMN IF NOT EXISTS failure_line_num Nullable(UInt32) AFTER failure_line,
    ADD COLUMN IF NOT EXISTS failure_captures Array(String) CODEC(ZSTD(1)) AFTER failure_line_num,
    ADD COLUMN IF NOT EXISTS failure_context Array(String) CODEC(ZSTD(1)) AFTER failure_captures;

-- The lines of failed jobs' logs as rules see them, for thirty days. One job's lie together; ids of jobs grow with time.
CREATE TABLE IF NOT EXISTS log_line
(
    repo LowCardinality(String),
    job_id UInt64,
    line_num UInt32 CODEC(Delta, ZSTD(1)),
    line String CODEC(ZSTD(1)),
    run_id UInt64,
    at DateTime('UTC'),
    INDEX line_grams lower(line) TYPE ngrambf_v1(4, 16384, 2, 0) GRANULARITY 1
)
ENGINE = ReplacingMergeTree(at)
PARTITION BY toDate(at)
ORDER BY (repo, job_id, line_num)
TTL at + INTERVAL 30 DAY
SETTINGS ttl_only_drop_parts = 1;

-- Where a log of very many lines lies while it is held against the rules; of these few lines go to log_line.
CREATE TABLE IF NOT EXISTS log_scratch
(
    id String,
    line_num UInt32,
    line String,
    at DateTime('UTC') DEFAULT now()
)
ENGINE = MergeTree
PARTITION BY toStartOfHour(at)
ORDER BY (id, line_num)
TTL at + INTERVAL 2 HOUR
SETTINGS ttl_only_drop_parts = 1;

-- Finds the failures of one rule, and the failures without any, among a repository's jobs of some weeks.
ALTER TABLE workflow_job ADD INDEX IF NOT EXISTS classified_between classified_at TYPE minmax GRANULARITY 1;
