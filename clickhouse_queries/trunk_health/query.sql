-- The state of each repository's default branch: of its newest commit with anything that ran, the newest green one, and
-- how many jobs are failing, by the rule of lib/model/trunk.ts over as many commits. What counts is what the grid shows:
-- runs of forks do not, and a run that failed without any job does.
WITH trunk AS
(
    SELECT repo, if(default_branch = '', 'main', default_branch) AS branch
    FROM repository FINAL
    WHERE empty({repos:Array(String)}) OR repo IN {repos:Array(String)}
),

newest AS
(
    SELECT repo, branch, sha, time, row_number() OVER (PARTITION BY repo ORDER BY place) AS position_from_oldest
    FROM
    (
        SELECT repo, branch, sha, time, (time, heard_at, position, sha) AS place
        FROM branch_commit FINAL
        WHERE (repo, branch) IN (SELECT repo, branch FROM trunk)
        ORDER BY place DESC
        LIMIT 100 BY repo
    )
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
        sha,
        column,
        job = '(no jobs)' AS never_passes,
        concat(repo, '\n', column) NOT IN {unstable:Array(String)} AS counts,
        countIf(conclusion = 'success') > 0 AND counts AS succeeded,
        countIf(conclusion IN ('failure', 'timed_out', 'startup_failure')) > 0 AND counts AND NOT succeeded AS failed,
        countIf(status != 'completed') > 0 AND counts AND NOT succeeded AND NOT failed AS unfinished
    FROM
    (
        SELECT repo, head_sha AS sha, 'github' AS provider, toString(workflow_name) AS workflow, toString(name) AS job, status, conclusion FROM jobs
        UNION ALL
        SELECT repo, head_sha AS sha, 'github' AS provider, toString(workflow_name) AS workflow, '(no jobs)' AS job, 'completed' AS status, conclusion
        FROM attempts
        WHERE head_repo = repo
            AND conclusion IN ('startup_failure', 'failure', 'timed_out', 'action_required', 'stale')
            AND (repo, id, run_attempt) NOT IN (SELECT repo, run_id, run_attempt FROM jobs)
        UNION ALL
        SELECT repo, head_sha AS sha, toString(provider) AS provider, toString(workflow_name) AS workflow, toString(name) AS job, status, conclusion
        FROM provider_job FINAL
        WHERE (repo, head_sha) IN (SELECT repo, sha FROM newest) AND is_ci AND NOT of_fork
        UNION ALL
        SELECT repo, head_sha AS sha, toString(provider) AS provider, toString(workflow_name) AS workflow, '(no jobs)' AS job, status, conclusion
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
    GROUP BY
        repo,
        sha,
        concat(provider, '\n', if(workflow = '', job, concat(workflow, ' / ', job))) AS column,
        job
),

-- Whether a failure is its job's last word.
words AS
(
    SELECT
        cells.repo AS repo,
        cells.sha AS sha,
        column,
        succeeded,
        failed,
        unfinished,
        never_passes,
        position_from_oldest,
        failed AND position_from_oldest = max(if(succeeded OR failed, position_from_oldest, 0)) OVER (PARTITION BY repo, column) AS is_failing
    FROM cells
    INNER JOIN (SELECT repo, sha, position_from_oldest FROM newest) AS placed ON placed.repo = cells.repo AND placed.sha = cells.sha
),

states AS
(
    SELECT
        repo,
        sha,
        countIf(succeeded) AS success,
        countIf(failed) AS failure,
        countIf(unfinished) AS pending,
        countIf(is_failing AND NOT never_passes) AS failing,
        countIf(is_failing AND never_passes) AS not_starting,
        groupUniqArrayIf(column, repo IN {columns_of:Array(String)}) AS columns
    FROM words
    GROUP BY repo, sha
)

SELECT
    newest.repo AS repo,
    any(newest.branch) AS branch,
    argMax(newest.sha, position_from_oldest) AS head_sha,
    argMax(commit.title, position_from_oldest) AS title,
    argMax(newest.time, position_from_oldest) AS time,
    argMax(states.success, position_from_oldest) AS success,
    argMax(states.failure, position_from_oldest) AS failure,
    argMax(states.pending, position_from_oldest) AS pending,
    -- A workflow that did not start is mended at a newer commit where something passed.
    sum(states.failing) + arraySum(
        (count, at) -> if(at < maxIf(position_from_oldest, states.success > 0), 0, count),
        groupArray(states.not_starting),
        groupArray(position_from_oldest)) AS red_job_count,
    nullIf(argMaxIf(newest.sha, position_from_oldest, states.failure = 0 AND states.pending = 0 AND states.success > 0), '') AS last_green_sha,
    arraySort(groupUniqArrayArray(states.columns)) AS columns
FROM newest
INNER JOIN states ON states.repo = newest.repo AND states.sha = newest.sha
LEFT ANY JOIN (SELECT repo, sha, title FROM commit FINAL WHERE (repo, sha) IN (SELECT repo, sha FROM newest)) AS commit
    ON commit.repo = newest.repo AND commit.sha = newest.sha
GROUP BY repo
ORDER BY repo
