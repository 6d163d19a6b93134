-- How long successful runs of each workflow take, from the start of the attempt to its end.
SELECT
    workflow AS workflow_name,
    provider,
    count() AS runs,
    round(quantileExact(0.5)(seconds)) AS p50_seconds,
    round(quantileExact(0.9)(seconds)) AS p90_seconds,
    round(quantileExact(0.99)(seconds)) AS p99_seconds
FROM
(
    SELECT
        'github' AS provider,
        toString(coalesce(name, path, '')) AS workflow,
        dateDiff('second', assumeNotNull(run_started_at), assumeNotNull(updated_at)) AS seconds
    FROM workflow_run FINAL
    WHERE repo = {repo:String}
        AND ({branch:String} = '' OR (head_branch = {branch:String} AND head_repo = {repo:String}))
        AND status = 'completed'
        AND conclusion = 'success'
        AND run_started_at >= now() - toIntervalDay({days:UInt16})
        AND updated_at >= run_started_at
    UNION ALL
    SELECT
        toString(provider) AS provider,
        toString(workflow_name) AS workflow,
        dateDiff('second', assumeNotNull(created_at), assumeNotNull(completed_at)) AS seconds
    FROM provider_run FINAL
    WHERE repo = {repo:String}
        AND is_ci
        AND ({branch:String} = '' OR (head_branch = {branch:String} AND NOT of_fork))
        AND status = 'completed'
        AND conclusion = 'success'
        AND created_at >= now() - toIntervalDay({days:UInt16})
        AND completed_at >= created_at
)
GROUP BY workflow_name, provider
ORDER BY p90_seconds DESC, workflow_name, provider
LIMIT 1000
