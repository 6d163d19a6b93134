-- How long each of the grid's jobs usually takes: the median of its successes on a branch's newest commits, or of its
-- failures while nothing succeeded. branch = '' is the default branch. Forks' runs are on no branch of ours.
WITH heads AS
(
    SELECT sha
    FROM branch_commit FINAL
    WHERE repo = {repo:String}
        AND branch = if({branch:String} != '', {branch:String}, (SELECT any(default_branch) FROM repository FINAL WHERE repo = {repo:String}))
        AND branch != ''
    ORDER BY time DESC, heard_at DESC, position DESC, sha DESC
    LIMIT {commits:UInt32}
),

runs AS
(
    SELECT run_id FROM commit_run WHERE repo = {repo:String} AND head_sha IN (SELECT sha FROM heads)
)

SELECT
    if(workflow = '', job_name, concat(workflow, ' / ', job_name)) AS name,
    round(if(
        countIf(succeeded) > 0,
        quantileExactIf(0.5)(seconds, succeeded),
        quantileExact(0.5)(seconds))) AS p50_seconds,
    count() AS runs
FROM
(
    SELECT
        coalesce(nullIf(job.workflow_name, ''), run.workflow, '') AS workflow,
        job.name AS job_name,
        job.conclusion = 'success' AS succeeded,
        if(job.completed_at < job.started_at, 0, dateDiff('second', assumeNotNull(job.started_at), assumeNotNull(job.completed_at))) AS seconds
    FROM workflow_job AS job FINAL
    LEFT ANY JOIN
    (
        SELECT id, argMax(coalesce(name, path, ''), run_attempt) AS workflow, any(ifNull(head_repo, '')) AS home
        FROM workflow_run FINAL
        WHERE repo = {repo:String} AND id IN (SELECT run_id FROM runs)
        GROUP BY id
    ) AS run ON run.id = job.run_id
    WHERE job.repo = {repo:String}
        AND job.run_id IN (SELECT run_id FROM runs)
        AND job.status = 'completed'
        AND job.conclusion IN ('success', 'failure')
        AND job.started_at IS NOT NULL
        AND job.completed_at IS NOT NULL
        AND (run.id = 0 OR run.home = {repo:String})
    UNION ALL
    SELECT
        toString(workflow_name) AS workflow,
        toString(name) AS job_name,
        conclusion = 'success' AS succeeded,
        if(completed_at < started_at, 0, dateDiff('second', assumeNotNull(started_at), assumeNotNull(completed_at))) AS seconds
    FROM provider_job FINAL
    WHERE repo = {repo:String}
        AND head_sha IN (SELECT sha FROM heads)
        AND NOT of_fork
        AND status = 'completed'
        AND conclusion IN ('success', 'failure')
        AND started_at IS NOT NULL
        AND completed_at IS NOT NULL
)
GROUP BY workflow, job_name
ORDER BY name
LIMIT 20000
