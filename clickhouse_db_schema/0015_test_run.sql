-- Test cases, as reports told them: one row for each case of a report. Ordered by run, whose ids grow with time: a
-- commit's page asks for the runs of one commit, and a report that is sent again finds its own rows together.
-- docs/tests_and_artifacts.md says how long what is kept, docs/performance.md what was measured.
CREATE TABLE IF NOT EXISTS test_run
(
    repo LowCardinality(String),
    workflow_id UInt64,
    run_attempt UInt32,
    job_id UInt64,
    report String,
    case_number UInt32,
    workflow_name LowCardinality(String),
    job_name LowCardinality(String),
    head_sha String,
    head_branch LowCardinality(String),
    invoking_file String,
    file String,
    classname String,
    name String,
    status LowCardinality(String),
    -- How often the case was run within its report: more than once when it was tried again.
    tries UInt16,
    duration_seconds Float64,
    message String CODEC(ZSTD(3)),
    text String CODEC(ZSTD(3)),
    time DateTime64(3, 'UTC'),
    revision UInt64,
    is_deleted UInt8 DEFAULT 0
)
ENGINE = ReplacingMergeTree(revision, is_deleted)
PARTITION BY toYYYYMM(time)
ORDER BY (repo, workflow_id, run_attempt, job_id, report, case_number)
TTL toDateTime(time) + INTERVAL 120 DAY
SETTINGS ttl_only_drop_parts = 1;

-- One row for each report: what it held, and whether all of it is stored.
CREATE TABLE IF NOT EXISTS test_report
(
    repo LowCardinality(String),
    workflow_id UInt64,
    run_attempt UInt32,
    job_id UInt64,
    report String,
    workflow_name LowCardinality(String),
    job_name LowCardinality(String),
    head_sha String,
    head_branch LowCardinality(String),
    -- 'writing' until all rows are stored.
    state LowCardinality(String),
    -- Of the unpacked bytes: the same report sent again is known by it.
    digest String,
    bytes UInt64,
    cases UInt32,
    successes UInt32,
    failures UInt32,
    errors UInt32,
    skipped UInt32,
    flaky UInt32,
    duration_seconds Float64,
    time DateTime64(3, 'UTC'),
    received_at DateTime64(3, 'UTC'),
    revision UInt64,
    INDEX at time TYPE minmax GRANULARITY 1
)
ENGINE = ReplacingMergeTree(revision)
ORDER BY (repo, workflow_id, run_attempt, job_id, report)
TTL toDateTime(time) + INTERVAL 400 DAY
SETTINGS index_granularity = 1024;

-- The same cases by test: one test's history lies together.
CREATE TABLE IF NOT EXISTS test_run_by_name
(
    repo LowCardinality(String),
    name String,
    classname String,
    file String,
    time DateTime64(3, 'UTC'),
    workflow_id UInt64,
    run_attempt UInt32,
    job_id UInt64,
    report String,
    case_number UInt32,
    workflow_name LowCardinality(String),
    job_name LowCardinality(String),
    head_sha String,
    head_branch LowCardinality(String),
    status LowCardinality(String),
    tries UInt16,
    duration_seconds Float64,
    message String CODEC(ZSTD(3)),
    revision UInt64,
    is_deleted UInt8
)
ENGINE = ReplacingMergeTree(revision, is_deleted)
PARTITION BY toYYYYMM(time)
ORDER BY (repo, name, classname, file, time, workflow_id, run_attempt, job_id, report, case_number)
TTL toDateTime(time) + INTERVAL 120 DAY
SETTINGS ttl_only_drop_parts = 1, index_granularity = 1024;

CREATE MATERIALIZED VIEW IF NOT EXISTS test_run_to_name TO test_run_by_name AS
SELECT
    repo, name, classname, file, time, workflow_id, run_attempt, job_id, report, case_number, workflow_name, job_name,
    head_sha, head_branch, status, tries, duration_seconds, message, revision, is_deleted
FROM test_run;

-- The few that did not simply pass: what failures and flakiness are counted from.
CREATE TABLE IF NOT EXISTS test_failure AS test_run_by_name
ENGINE = ReplacingMergeTree(revision, is_deleted)
PARTITION BY toYYYYMM(time)
ORDER BY (repo, time, name, classname, file, workflow_id, run_attempt, job_id, report, case_number)
TTL toDateTime(time) + INTERVAL 120 DAY
SETTINGS ttl_only_drop_parts = 1, index_granularity = 1024;

CREATE MATERIALIZED VIEW IF NOT EXISTS test_run_to_failure TO test_failure AS
SELECT
    repo, name, classname, file, time, workflow_id, run_attempt, job_id, report, case_number, workflow_name, job_name,
    head_sha, head_branch, status, tries, duration_seconds, message, revision, is_deleted
FROM test_run
WHERE status IN ('failure', 'error', 'flaky');

-- Each test's days. What is taken back (is_deleted) is subtracted, so that a report sent again is not counted twice.
CREATE TABLE IF NOT EXISTS test_day
(
    repo LowCardinality(String),
    day Date,
    file String,
    classname String,
    name String,
    runs SimpleAggregateFunction(sum, Int64),
    successes SimpleAggregateFunction(sum, Int64),
    failures SimpleAggregateFunction(sum, Int64),
    skipped SimpleAggregateFunction(sum, Int64),
    flaky SimpleAggregateFunction(sum, Int64),
    total_seconds SimpleAggregateFunction(sum, Float64),
    max_seconds SimpleAggregateFunction(max, Float64)
)
ENGINE = AggregatingMergeTree
PARTITION BY toYYYYMM(day)
ORDER BY (repo, day, file, classname, name)
TTL day + INTERVAL 400 DAY
SETTINGS ttl_only_drop_parts = 1;

CREATE MATERIALIZED VIEW IF NOT EXISTS test_run_to_day TO test_day AS
SELECT
    repo,
    toDate(time) AS day,
    file,
    classname,
    name,
    sum(if(is_deleted = 1, -1, 1)) AS runs,
    sumIf(if(is_deleted = 1, -1, 1), status = 'success') AS successes,
    sumIf(if(is_deleted = 1, -1, 1), status IN ('failure', 'error')) AS failures,
    sumIf(if(is_deleted = 1, -1, 1), status = 'skipped') AS skipped,
    sumIf(if(is_deleted = 1, -1, 1), status = 'flaky') AS flaky,
    sum(if(is_deleted = 1, -duration_seconds, duration_seconds)) AS total_seconds,
    maxIf(duration_seconds, is_deleted = 0) AS max_seconds
FROM test_run
GROUP BY repo, day, file, classname, name;

-- Which tests there are: for search, and for when a test was first seen.
CREATE TABLE IF NOT EXISTS test_name
(
    repo LowCardinality(String),
    name String,
    classname String,
    file String,
    first_seen SimpleAggregateFunction(min, DateTime64(3, 'UTC')),
    last_seen SimpleAggregateFunction(max, DateTime64(3, 'UTC')),
    last_status AggregateFunction(argMax, LowCardinality(String), DateTime64(3, 'UTC'))
)
ENGINE = AggregatingMergeTree
ORDER BY (repo, name, classname, file)
SETTINGS index_granularity = 1024;

CREATE MATERIALIZED VIEW IF NOT EXISTS test_run_to_test_name TO test_name AS
SELECT
    repo,
    name,
    classname,
    file,
    min(time) AS first_seen,
    max(time) AS last_seen,
    argMaxState(status, time) AS last_status
FROM test_run
WHERE is_deleted = 0
GROUP BY repo, name, classname, file;
