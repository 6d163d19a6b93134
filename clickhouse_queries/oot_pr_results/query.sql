-- What out-of-tree backends found for one pull request of one upstream; of each job the newest attempt first.
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
FROM oot_subject_job FINAL
WHERE upstream_repo = {repo:String} AND subject = concat('pr/', toString({pr:UInt64}))
ORDER BY repo, workflow_name, job_name, run_attempt DESC, last_heard_at DESC, check_run_id
LIMIT 100000
-- A few hundred rows: sharing them among threads takes longer than reading them.
SETTINGS max_threads = 1
