-- Every job of one backend within the last days, newest first.
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
WHERE repo = {repo:String} AND coalesce(completed_at, started_at, _inserted_at) >= now() - toIntervalDay({days:UInt16})
ORDER BY last_heard_at DESC, run_attempt DESC, workflow_name, job_name, check_run_id
LIMIT 100000
