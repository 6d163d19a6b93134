-- How often each job of the repository's CI fails, of the times that it came to a verdict: cancelled and skipped are none.
SELECT
    workflow AS workflow_name,
    job AS job_name,
    provider,
    count() AS total,
    countIf(conclusion IN ('failure', 'timed_out', 'startup_failure')) AS failures,
    round(failures / total, 4) AS failure_rate
FROM
(
    SELECT 'github' AS provider, toString(coalesce(workflow_name, '')) AS workflow, toString(name) AS job, conclusion
    FROM workflow_job FINAL
    WHERE repo = {repo:String}
        AND ({branch:String} = '' OR head_branch = {branch:String})
        -- A fork's branch of that name is another branch.
        AND ({branch:String} = '' OR run_id NOT IN
        (
            SELECT id
            FROM workflow_run
            WHERE repo = {repo:String}
                AND head_branch = {branch:String}
                AND (head_repo IS NULL OR head_repo != {repo:String})
                AND run_started_at >= now() - toIntervalDay({days:UInt16} + 35)
        ))
        AND status = 'completed'
        AND conclusion IN ('success', 'failure', 'timed_out', 'startup_failure')
        AND completed_at >= now() - toIntervalDay({days:UInt16})
    UNION ALL
    SELECT toString(provider) AS provider, toString(workflow_name) AS workflow, toString(name) AS job, conclusion
    FROM provider_job FINAL
    WHERE repo = {repo:String}
        AND is_ci
        AND ({branch:String} = '' OR (head_branch = {branch:String} AND NOT of_fork))
        AND status = 'completed'
        AND conclusion IN ('success', 'failure', 'timed_out', 'startup_failure')
        AND completed_at >= now() - toIntervalDay({days:UInt16})
)
GROUP BY workflow_name, job_name, provider
ORDER BY failure_rate DESC, total DESC, workflow_name, job_name, provider
LIMIT 10000
