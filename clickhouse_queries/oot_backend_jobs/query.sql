-- One out-of-tree backend's jobs for some pull requests, and for some commits that are of none; of each job the newest
-- twenty attempts.
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
WHERE repo = {repo:String}
    AND coalesce(completed_at, started_at, _inserted_at) >= now() - toIntervalDay({days:UInt16})
    AND if(pr IS NULL, ifNull(head_sha, '') IN {shas:Array(String)}, pr IN {prs:Array(UInt64)})
    AND ({upstream:String} = '' OR upstream_repo = {upstream:String})
    AND positionCaseInsensitiveUTF8(concat(workflow_name, ' / ', job_name), {job:String}) > 0
ORDER BY last_heard_at DESC, run_attempt DESC, workflow_name, job_name, check_run_id
LIMIT 20 BY upstream_repo, pr, if(pr IS NULL, event_type, ''), if(pr IS NULL, head_sha, ''), workflow_name, job_name
LIMIT 100000
