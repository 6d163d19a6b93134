-- The state of each repository's default branch: of its newest commit with anything that ran, and the newest green one.
-- What counts is what the grid shows: runs of forks do not, and a run that failed without any job does.
WITH trunk AS
(
    SELECT repo, if(default_branch = '', 'main', default_branch) AS branch FROM repository FINAL
),

newest AS
(
    SELECT repo, branch, sha, time, (time, heard_at, position, sha) AS place
    FROM branch_commit FINAL
    WHERE (repo, branch) IN (SELECT repo, branch FROM trunk)
    ORDER BY place DESC
    LIMIT 20 BY repo
),

runs AS
(
    SELECT repo, run_id FROM commit_run WHERE (repo, head_sha) IN (SELECT repo, sha FROM newest)
),

attempts AS
(
    SELECT repo, id, run_attempt, head_sha, coalesce(name, path, '') AS workflow_name, conclusion, head_repo
    FROM workflow_run FINAL
    WHERE (repo, id) IN (SELECT repo, run_id FROM runs)
    ORDER BY run_attempt DESC
    LIMIT 1 BY repo, id
),

jobs AS
(
    SELECT repo, run_id, run_attempt, head_sha, coalesce(workflow_name, '') AS workflow_name, name, status, conclusion
    FROM workflow_job FINAL
    WHERE (repo, run_id) IN (SELECT repo, run_id FROM runs)
        AND (repo, run_id) NOT IN (SELECT repo, id FROM attempts WHERE head_repo IS NULL OR head_repo != repo)
),

cells AS
(
    SELECT
        repo,
        head_sha AS sha,
        countIf(conclusion = 'success') > 0 AS succeeded,
        countIf(conclusion IN ('failure', 'timed_out', 'startup_failure')) > 0 AS failed,
        countIf(status != 'completed') > 0 AS unfinished
    FROM
    (
        SELECT repo, head_sha, 'github' AS provider, toString(workflow_name) AS workflow, toString(name) AS job, status, conclusion FROM jobs
        UNION ALL
        SELECT repo, head_sha, 'github' AS provider, toString(workflow_name) AS workflow, '(no jobs)' AS job, 'completed' AS status, conclusion
        FROM attempts
        WHERE head_repo = repo
            AND conclusion IN ('startup_failure', 'failure', 'timed_out', 'action_required', 'stale')
            AND (repo, id, run_attempt) NOT IN (SELECT repo, run_id, run_attempt FROM jobs)
        UNION ALL
        SELECT repo, head_sha, toString(provider) AS provider, toString(workflow_name) AS workflow, toString(name) AS job, status, conclusion
        FROM provider_job FINAL
        WHERE (repo, head_sha) IN (SELECT repo, sha FROM newest) AND is_ci AND NOT of_fork
        UNION ALL
        SELECT repo, head_sha, toString(provider) AS provider, toString(workflow_name) AS workflow, '(no jobs)' AS job, status, conclusion
        FROM provider_run FINAL
        WHERE (repo, head_sha) IN (SELECT repo, sha FROM newest)
            AND is_ci
            AND NOT of_fork
            AND conclusion IN ('startup_failure', 'failure', 'timed_out', 'action_required', 'stale')
            AND (repo, head_sha, provider, workflow_name) NOT IN
            (
                SELECT repo, head_sha, provider, workflow_name FROM provider_job WHERE (repo, head_sha) IN (SELECT repo, sha FROM newest)
            )
    )
    GROUP BY repo, sha, provider, workflow, job
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
    argMax(newest.sha, newest.place) AS head_sha,
    argMax(commit.title, newest.place) AS title,
    argMax(newest.time, newest.place) AS time,
    argMax(states.success, newest.place) AS success,
    argMax(states.failure, newest.place) AS failure,
    argMax(states.pending, newest.place) AS pending,
    nullIf(argMaxIf(newest.sha, newest.place, states.failure = 0 AND states.pending = 0 AND states.success > 0), '') AS last_green_sha
FROM newest
INNER JOIN states ON states.repo = newest.repo AND states.sha = newest.sha
LEFT ANY JOIN (SELECT repo, sha, title FROM commit FINAL WHERE (repo, sha) IN (SELECT repo, sha FROM newest)) AS commit
    ON commit.repo = newest.repo AND commit.sha = newest.sha
GROUP BY repo
ORDER BY repo
