-- What the page of a commit or pull request asks for, each in a table that has it together: on a page that asks ten
-- questions, to plan and to send them takes longer than to read the rows. Rows are read whole, so parts keep a row's columns
-- together for as long as they are below 1 GiB.

-- How jobs ended, of GitHub Actions and of other CI systems, once more by the job's name: how some jobs went on trunk lies
-- together here. A job's name, run and id never change. `at`: when it was made, or else first told of. `run_id`: of GitHub
-- Actions; other systems' jobs stand for themselves, and those of forks are left out. `head_branch`: what ran on a commit for
-- a pull request, before it was merged, tells nothing of the branch that it came to. Which runs of GitHub Actions are a
-- fork's, only the run tells: it is here under no name, with the conclusion 'fork'.
CREATE TABLE IF NOT EXISTS job_outcome
(
    repo LowCardinality(String),
    name LowCardinality(String),
    run_id UInt64,
    id UInt64,
    provider LowCardinality(String),
    workflow_name LowCardinality(String),
    head_sha String,
    head_branch LowCardinality(String),
    conclusion LowCardinality(String),
    at DateTime64(3, 'UTC'),
    failure_rule LowCardinality(String),
    failure_captures Array(String) CODEC(ZSTD(1)),
    revision UInt64,
    is_deleted UInt8,
    INDEX between at TYPE minmax GRANULARITY 1
)
ENGINE = ReplacingMergeTree(revision, is_deleted)
ORDER BY (repo, name, run_id, id, provider)
SETTINGS index_granularity = 256, min_bytes_for_wide_part = 1073741824, merge_selector_enable_heuristic_to_remove_small_parts_at_right = 0;

CREATE MATERIALIZED VIEW IF NOT EXISTS workflow_job_outcome TO job_outcome AS
SELECT
    repo, name, run_id, id, 'github' AS provider, ifNull(workflow_name, '') AS workflow_name, head_sha,
    ifNull(head_branch, '') AS head_branch, ifNull(conclusion, '') AS conclusion,
    coalesce(created_at, started_at, completed_at, _inserted_at) AS at,
    ifNull(failure_rule, '') AS failure_rule, failure_captures, revision, is_deleted
FROM workflow_job
WHERE status = 'completed';

CREATE MATERIALIZED VIEW IF NOT EXISTS provider_job_outcome TO job_outcome AS
SELECT
    repo, name, id AS run_id, id, provider, workflow_name, head_sha, ifNull(head_branch, '') AS head_branch,
    ifNull(conclusion, '') AS conclusion, coalesce(created_at, started_at, completed_at, _inserted_at) AS at,
    '' AS failure_rule, emptyArrayString() AS failure_captures, revision, is_deleted
FROM provider_job
WHERE is_ci AND NOT of_fork AND status = 'completed';

CREATE MATERIALIZED VIEW IF NOT EXISTS fork_run_outcome TO job_outcome AS
SELECT
    repo, '' AS name, told.id AS run_id, 0 AS id, 'github' AS provider, '' AS workflow_name, head_sha, '' AS head_branch,
    'fork' AS conclusion, coalesce(run_started_at, created_at, updated_at, _inserted_at) AS at, '' AS failure_rule,
    emptyArrayString() AS failure_captures, revision, is_deleted
FROM workflow_run AS told
WHERE ifNull(head_repo, '') != repo;

-- All that ran for a commit or was said of it, whoever told of it, each as JSON: read whole, in one question that reads two
-- columns. Times are ISO 8601 whatever the session that inserts prefers. Until a job starts, GitHub gives the moment it was
-- queued as its start: what has not begun has not waited. Jobs of out-of-tree backends are in oot_subject_job.
CREATE TABLE IF NOT EXISTS commit_fact
(
    repo LowCardinality(String),
    head_sha String,
    kind LowCardinality(String),
    key String,
    doc String CODEC(ZSTD(1)),
    revision UInt64,
    is_deleted UInt8
)
ENGINE = ReplacingMergeTree(revision, is_deleted)
ORDER BY (repo, head_sha, kind, key)
SETTINGS index_granularity = 256, min_bytes_for_wide_part = 1073741824, merge_selector_enable_heuristic_to_remove_small_parts_at_right = 0;

CREATE MATERIALIZED VIEW IF NOT EXISTS workflow_job_fact TO commit_fact AS
SELECT
    repo, head_sha, 'job' AS kind, toString(id) AS key,
    formatRowNoNewline('JSONEachRow',
        id, run_id, run_attempt, name AS job_name, workflow_name, status, conclusion, html_url, has_log,
        failure_rule, failure_line, failure_line_num, failure_captures, failure_context, runner_name, labels,
        if(told.completed_at < told.started_at, 0, dateDiff('second', told.started_at, told.completed_at)) AS duration_seconds,
        multiIf(
            status NOT IN ('in_progress', 'completed'), NULL,
            told.started_at < told.created_at, 0,
            dateDiff('second', told.created_at, told.started_at)) AS queue_seconds,
        concat(replaceOne(toString(told.created_at), ' ', 'T'), 'Z') AS created_at,
        concat(replaceOne(toString(told.started_at), ' ', 'T'), 'Z') AS started_at,
        concat(replaceOne(toString(told.completed_at), ' ', 'T'), 'Z') AS completed_at) AS doc,
    revision, is_deleted
FROM workflow_job AS told;

CREATE MATERIALIZED VIEW IF NOT EXISTS workflow_run_fact TO commit_fact AS
SELECT
    repo, head_sha, 'run' AS kind, concat(toString(id), '/', toString(run_attempt)) AS key,
    formatRowNoNewline('JSONEachRow',
        id, run_attempt, coalesce(name, path, '') AS workflow_name, conclusion, html_url, event, head_repo,
        concat(replaceOne(toString(told.created_at), ' ', 'T'), 'Z') AS created_at) AS doc,
    revision, is_deleted
FROM workflow_run AS told;

CREATE MATERIALIZED VIEW IF NOT EXISTS external_check_fact TO commit_fact AS
SELECT
    repo, head_sha, 'check' AS kind, concat(app, '/', name) AS key,
    formatRowNoNewline('JSONEachRow',
        app, name, status, conclusion, title, url,
        concat(replaceOne(toString(told.started_at), ' ', 'T'), 'Z') AS started_at,
        concat(replaceOne(toString(told.completed_at), ' ', 'T'), 'Z') AS completed_at) AS doc,
    revision, is_deleted
FROM external_check AS told;

CREATE MATERIALIZED VIEW IF NOT EXISTS provider_job_fact TO commit_fact AS
SELECT
    repo, head_sha, 'provider_job' AS kind, concat(provider, '/', dynamoKey) AS key,
    formatRowNoNewline('JSONEachRow',
        provider, id, external_id, run_id, run_attempt, workflow_name, name AS job_name, status, conclusion, html_url,
        of_fork,
        concat(replaceOne(toString(told.created_at), ' ', 'T'), 'Z') AS created_at,
        concat(replaceOne(toString(told.started_at), ' ', 'T'), 'Z') AS started_at,
        concat(replaceOne(toString(told.completed_at), ' ', 'T'), 'Z') AS completed_at,
        concat(replaceOne(toString(told._inserted_at), ' ', 'T'), 'Z') AS heard_at) AS doc,
    revision, is_deleted
FROM provider_job AS told
WHERE is_ci;

CREATE MATERIALIZED VIEW IF NOT EXISTS provider_run_fact TO commit_fact AS
SELECT
    repo, head_sha, 'provider_run' AS kind, concat(provider, '/', dynamoKey) AS key,
    formatRowNoNewline('JSONEachRow',
        provider, id, run_id, workflow_name, status, conclusion, html_url, of_fork,
        concat(replaceOne(toString(told.created_at), ' ', 'T'), 'Z') AS created_at,
        concat(replaceOne(toString(told.completed_at), ' ', 'T'), 'Z') AS completed_at,
        concat(replaceOne(toString(told._inserted_at), ' ', 'T'), 'Z') AS heard_at) AS doc,
    revision, is_deleted
FROM provider_run AS told
WHERE is_ci;

CREATE MATERIALIZED VIEW IF NOT EXISTS job_annotation_fact TO commit_fact AS
SELECT
    repo, head_sha, 'said' AS kind, toString(job_id) AS key,
    formatRowNoNewline('JSONEachRow',
        job_id, annotation, note, by, source,
        concat(replaceOne(toString(told.annotated_at), ' ', 'T'), 'Z') AS annotated_at) AS doc,
    revision, is_deleted
FROM job_annotation AS told;

-- What was there before these tables were.
INSERT INTO job_outcome
SELECT
    repo, name, run_id, id, 'github' AS provider, ifNull(workflow_name, '') AS workflow_name, head_sha,
    ifNull(head_branch, '') AS head_branch, ifNull(conclusion, '') AS conclusion,
    coalesce(created_at, started_at, completed_at, _inserted_at) AS at,
    ifNull(failure_rule, '') AS failure_rule, failure_captures, revision, is_deleted
FROM workflow_job FINAL
WHERE status = 'completed';
INSERT INTO job_outcome
SELECT
    repo, name, id AS run_id, id, provider, workflow_name, head_sha, ifNull(head_branch, '') AS head_branch,
    ifNull(conclusion, '') AS conclusion, coalesce(created_at, started_at, completed_at, _inserted_at) AS at,
    '' AS failure_rule, emptyArrayString() AS failure_captures, revision, is_deleted
FROM provider_job FINAL
WHERE is_ci AND NOT of_fork AND status = 'completed';
INSERT INTO job_outcome
SELECT
    repo, '' AS name, told.id AS run_id, 0 AS id, 'github' AS provider, '' AS workflow_name, head_sha, '' AS head_branch,
    'fork' AS conclusion, coalesce(run_started_at, created_at, updated_at, _inserted_at) AS at, '' AS failure_rule,
    emptyArrayString() AS failure_captures, revision, is_deleted
FROM workflow_run AS told FINAL
WHERE ifNull(head_repo, '') != repo;
INSERT INTO commit_fact
SELECT
    repo, head_sha, 'job' AS kind, toString(id) AS key,
    formatRowNoNewline('JSONEachRow',
        id, run_id, run_attempt, name AS job_name, workflow_name, status, conclusion, html_url, has_log,
        failure_rule, failure_line, failure_line_num, failure_captures, failure_context, runner_name, labels,
        if(told.completed_at < told.started_at, 0, dateDiff('second', told.started_at, told.completed_at)) AS duration_seconds,
        multiIf(
            status NOT IN ('in_progress', 'completed'), NULL,
            told.started_at < told.created_at, 0,
            dateDiff('second', told.created_at, told.started_at)) AS queue_seconds,
        concat(replaceOne(toString(told.created_at), ' ', 'T'), 'Z') AS created_at,
        concat(replaceOne(toString(told.started_at), ' ', 'T'), 'Z') AS started_at,
        concat(replaceOne(toString(told.completed_at), ' ', 'T'), 'Z') AS completed_at) AS doc,
    revision, is_deleted
FROM workflow_job AS told FINAL;
INSERT INTO commit_fact
SELECT
    repo, head_sha, 'run' AS kind, concat(toString(id), '/', toString(run_attempt)) AS key,
    formatRowNoNewline('JSONEachRow',
        id, run_attempt, coalesce(name, path, '') AS workflow_name, conclusion, html_url, event, head_repo,
        concat(replaceOne(toString(told.created_at), ' ', 'T'), 'Z') AS created_at) AS doc,
    revision, is_deleted
FROM workflow_run AS told FINAL;
INSERT INTO commit_fact
SELECT
    repo, head_sha, 'check' AS kind, concat(app, '/', name) AS key,
    formatRowNoNewline('JSONEachRow',
        app, name, status, conclusion, title, url,
        concat(replaceOne(toString(told.started_at), ' ', 'T'), 'Z') AS started_at,
        concat(replaceOne(toString(told.completed_at), ' ', 'T'), 'Z') AS completed_at) AS doc,
    revision, is_deleted
FROM external_check AS told FINAL;
INSERT INTO commit_fact
SELECT
    repo, head_sha, 'provider_job' AS kind, concat(provider, '/', dynamoKey) AS key,
    formatRowNoNewline('JSONEachRow',
        provider, id, external_id, run_id, run_attempt, workflow_name, name AS job_name, status, conclusion, html_url,
        of_fork,
        concat(replaceOne(toString(told.created_at), ' ', 'T'), 'Z') AS created_at,
        concat(replaceOne(toString(told.started_at), ' ', 'T'), 'Z') AS started_at,
        concat(replaceOne(toString(told.completed_at), ' ', 'T'), 'Z') AS completed_at,
        concat(replaceOne(toString(told._inserted_at), ' ', 'T'), 'Z') AS heard_at) AS doc,
    revision, is_deleted
FROM provider_job AS told FINAL
WHERE is_ci;
INSERT INTO commit_fact
SELECT
    repo, head_sha, 'provider_run' AS kind, concat(provider, '/', dynamoKey) AS key,
    formatRowNoNewline('JSONEachRow',
        provider, id, run_id, workflow_name, status, conclusion, html_url, of_fork,
        concat(replaceOne(toString(told.created_at), ' ', 'T'), 'Z') AS created_at,
        concat(replaceOne(toString(told.completed_at), ' ', 'T'), 'Z') AS completed_at,
        concat(replaceOne(toString(told._inserted_at), ' ', 'T'), 'Z') AS heard_at) AS doc,
    revision, is_deleted
FROM provider_run AS told FINAL
WHERE is_ci;
INSERT INTO commit_fact
SELECT
    repo, head_sha, 'said' AS kind, toString(job_id) AS key,
    formatRowNoNewline('JSONEachRow',
        job_id, annotation, note, by, source,
        concat(replaceOne(toString(told.annotated_at), ' ', 'T'), 'Z') AS annotated_at) AS doc,
    revision, is_deleted
FROM job_annotation AS told FINAL;

-- Which of a branch's commits came from which pull request, beside when they came. Open pages are told of new rows by the
-- view, and these are none.
DROP VIEW IF EXISTS branch_commit_change;
ALTER TABLE branch_commit ADD COLUMN IF NOT EXISTS pull_number Nullable(UInt64) AFTER position;
INSERT INTO branch_commit (repo, branch, sha, time, heard_at, position, pull_number, revision)
SELECT told.repo, told.branch, told.sha, told.time, told.heard_at, told.position, known.pull_number, told.revision
FROM branch_commit AS told FINAL
INNER ANY JOIN (SELECT repo, sha, pull_number FROM commit FINAL WHERE pull_number IS NOT NULL) AS known
    ON known.repo = told.repo AND known.sha = told.sha;
CREATE MATERIALIZED VIEW IF NOT EXISTS branch_commit_change TO recent_change AS
SELECT repo, now64(3, 'UTC') AS at, 'commits' AS kind, branch, sha, cityHash64('commit', branch, sha) AS fact
FROM branch_commit;
