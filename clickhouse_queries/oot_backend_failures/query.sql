-- What fails at one out-of-tree backend, newest first: jobs whose newest attempt of the newest delivery for a pull
-- request, or a commit that is of none, failed.
SELECT
    dynamoKey,
    repo,
    downstream_repo_level,
    upstream_repo,
    delivery_id,
    event_type,
    pr,
    head_sha,
    workflow_name,
    job_name,
    check_run_id,
    run_id,
    run_attempt,
    status,
    if(status != 'completed' AND coalesce(started_at, _inserted_at) < now() - INTERVAL 6 HOUR, 'stale', conclusion) AS conclusion,
    url,
    started_at,
    completed_at,
    queue_time,
    execution_time,
    coalesce(execution_time, toFloat64(if(completed_at < started_at, 0, dateDiff('second', started_at, completed_at)))) AS duration_s,
    tests_passed,
    tests_failed,
    tests_skipped,
    tests_total,
    artifact_url,
    environment,
    truncated,
    coalesce(completed_at, started_at, _inserted_at) AS last_heard_at
FROM oot_workflow_job FINAL
WHERE repo = {repo:String} AND dynamoKey IN
(
    SELECT key
    FROM
    (
        SELECT argMax(attempt_key, delivery_at) AS key, argMax(attempt_conclusion, delivery_at) AS job_conclusion, max(heard_at) AS job_heard_at
        FROM
        (
            SELECT
                upstream_repo,
                pr,
                if(pr IS NULL, event_type, '') AS event,
                if(pr IS NULL, head_sha, NULL) AS commit_sha,
                workflow_name,
                job_name,
                argMax(dynamoKey, (run_attempt, coalesce(completed_at, started_at, _inserted_at))) AS attempt_key,
                argMax(ifNull(conclusion, ''), (run_attempt, coalesce(completed_at, started_at, _inserted_at))) AS attempt_conclusion,
                max(coalesce(started_at, completed_at, _inserted_at)) AS delivery_at,
                max(coalesce(completed_at, started_at, _inserted_at)) AS heard_at
            FROM oot_workflow_job FINAL
            WHERE repo = {repo:String}
                AND coalesce(completed_at, started_at, _inserted_at) >= now() - toIntervalDay({days:UInt16})
                AND ({upstream:String} = '' OR upstream_repo = {upstream:String})
                AND ({pr:UInt64} = 0 OR oot_workflow_job.pr = {pr:UInt64})
                AND positionCaseInsensitiveUTF8(concat(workflow_name, ' / ', job_name), {job:String}) > 0
                AND multiIf(
                    {scope:String} = 'pull_request', pr IS NOT NULL,
                    {scope:String} = 'push', pr IS NULL AND event_type = 'push',
                    {scope:String} = 'nightly', pr IS NULL AND event_type != 'push',
                    true)
            GROUP BY upstream_repo, pr, event, commit_sha, workflow_name, job_name, delivery_id
        )
        GROUP BY upstream_repo, pr, event, commit_sha, workflow_name, job_name
    )
    WHERE job_conclusion IN ('failure', 'timed_out', 'startup_failure')
    ORDER BY job_heard_at DESC, key
    LIMIT {limit:UInt32}
)
ORDER BY last_heard_at DESC, workflow_name, job_name, check_run_id
LIMIT {limit:UInt32}
