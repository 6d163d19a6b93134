-- By day: how many of a branch's commits were red, green or still pending. A job that failed and then passed on the
-- same commit is flaky, not red. An empty branch means the repository's default branch.
WITH
    (SELECT any(default_branch) FROM repository FINAL WHERE repo = {repo:String}) AS default_branch,
    if({branch:String} != '', {branch:String}, if(default_branch = '', 'main', default_branch)) AS wanted,

    commits AS
    (
        SELECT sha, time
        FROM branch_commit FINAL
        WHERE repo = {repo:String} AND branch = wanted AND time >= now() - toIntervalDay({days:UInt16})
    ),

    jobs AS
    (
        SELECT head_sha AS sha, 'github' AS provider, toString(ifNull(workflow_name, '')) AS workflow, toString(name) AS job, status, conclusion
        FROM workflow_job FINAL
        WHERE repo = {repo:String}
            AND run_id IN (SELECT run_id FROM commit_run WHERE repo = {repo:String} AND head_sha IN (SELECT sha FROM commits))
        UNION ALL
        SELECT head_sha AS sha, toString(provider) AS provider, toString(workflow_name) AS workflow, toString(name) AS job, status, conclusion
        FROM provider_job FINAL
        WHERE repo = {repo:String} AND head_sha IN (SELECT sha FROM commits) AND is_ci AND NOT of_fork
    ),

    cells AS
    (
        SELECT
            sha,
            countIf(conclusion = 'success') > 0 AS succeeded,
            countIf(conclusion IN ('failure', 'timed_out', 'startup_failure')) > 0 AS failed,
            countIf(status != 'completed') > 0 AS unfinished
        FROM jobs
        GROUP BY sha, provider, workflow, job
    ),

    states AS
    (
        SELECT
            sha,
            max(failed AND NOT succeeded) AS is_red,
            max(unfinished AND NOT succeeded AND NOT failed) AS is_pending,
            max(succeeded) AS has_success
        FROM cells
        GROUP BY sha
    )

SELECT
    toDate(commits.time) AS day,
    countIf(is_red) AS red,
    countIf(NOT is_red AND NOT is_pending AND has_success) AS green,
    countIf(NOT is_red AND is_pending) AS pending,
    count() AS total
FROM commits
INNER JOIN states ON states.sha = commits.sha
GROUP BY day
ORDER BY day DESC
