-- The state of each repository's default branch: of its newest commit with any job, and the newest green one.
WITH trunk AS
(
    SELECT repo, if(default_branch = '', 'main', default_branch) AS branch FROM repository FINAL
),

newest AS
(
    SELECT branch_commit.repo AS repo, branch_commit.branch AS branch, sha, time
    FROM branch_commit FINAL
    WHERE (repo, branch) IN (SELECT repo, branch FROM trunk)
    ORDER BY time DESC
    LIMIT 20 BY repo
),

runs AS
(
    SELECT repo, run_id FROM commit_run WHERE (repo, head_sha) IN (SELECT repo, sha FROM newest)
),

cells AS
(
    SELECT
        job.repo AS repo,
        job.head_sha AS sha,
        countIf(conclusion = 'success') > 0 AS succeeded,
        countIf(conclusion IN ('failure', 'timed_out', 'startup_failure')) > 0 AS failed,
        countIf(status != 'completed') > 0 AS unfinished
    FROM workflow_job AS job FINAL
    WHERE (repo, run_id) IN (SELECT repo, run_id FROM runs)
    GROUP BY repo, sha, workflow_name, name
),

states AS
(
    SELECT
        repo,
        sha,
        countIf(succeeded) AS success,
        countIf(failed AND NOT succeeded) AS failure,
        countIf(unfinished AND NOT succeeded AND NOT failed) AS pending
    FROM cells
    GROUP BY repo, sha
)

SELECT
    newest.repo AS repo,
    any(newest.branch) AS branch,
    argMax(newest.sha, newest.time) AS head_sha,
    argMax(commit.title, newest.time) AS title,
    max(newest.time) AS time,
    argMax(states.success, newest.time) AS success,
    argMax(states.failure, newest.time) AS failure,
    argMax(states.pending, newest.time) AS pending,
    nullIf(argMaxIf(newest.sha, newest.time, states.failure = 0 AND states.pending = 0 AND states.success > 0), '') AS last_green_sha
FROM newest
INNER JOIN states ON states.repo = newest.repo AND states.sha = newest.sha
LEFT ANY JOIN (SELECT repo, sha, title FROM commit FINAL WHERE (repo, sha) IN (SELECT repo, sha FROM newest)) AS commit
    ON commit.repo = newest.repo AND commit.sha = newest.sha
GROUP BY repo
ORDER BY repo
