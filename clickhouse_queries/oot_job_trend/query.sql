-- How each job of one out-of-tree backend did over time, and (is_total) in all of it. Of a job that was run again the
-- newest attempt counts; cancelled jobs, and those that never ended, are no evidence.
-- `superseded`: the attempts before the newest, of jobs that were run again; of an attempt that nobody can have made, a thousand.
WITH superseded AS
(
    SELECT repo, delivery_id, workflow_name, job_name, arrayJoin(range(if(newest > 1000, newest - 1000, 1), newest)) AS run_attempt
    FROM
    (
        SELECT repo, delivery_id, workflow_name, job_name, max(run_attempt) AS newest
        FROM oot_workflow_job
        WHERE run_attempt > 1 AND ({repo:String} = '' OR repo = {repo:String})
        GROUP BY repo, delivery_id, workflow_name, job_name
    )
)

SELECT
    workflow_name,
    job_name,
    intDiv(toUnixTimestamp(coalesce(completed_at, started_at, _inserted_at)), {bucket_hours:UInt16} * 3600) * {bucket_hours:UInt16} * 3600 AS bucket,
    countIf(conclusion = 'success') AS passed,
    count() AS total,
    if(countIf(duration_s IS NOT NULL) = 0, NULL, quantilesExact(0.5, 0.9)(duration_s)[1]) AS p50_duration_s,
    if(countIf(duration_s IS NOT NULL) = 0, NULL, quantilesExact(0.5, 0.9)(duration_s)[2]) AS p90_duration_s,
    grouping(bucket) = 1 AS is_total
FROM
(
    SELECT workflow_name, job_name, conclusion, completed_at, started_at, _inserted_at, coalesce(execution_time, toFloat64(if(completed_at < started_at, 0, dateDiff('second', started_at, completed_at)))) AS duration_s
    FROM oot_workflow_job FINAL
    WHERE repo = {repo:String}
        AND coalesce(completed_at, started_at, _inserted_at) >= now() - toIntervalDay({days:UInt16})
        AND status = 'completed'
        AND conclusion IN ('success', 'failure', 'startup_failure', 'timed_out')
        AND ({upstream:String} = '' OR upstream_repo = {upstream:String})
        AND positionCaseInsensitiveUTF8(concat(workflow_name, ' / ', job_name), {job:String}) > 0
        AND multiIf(
            {scope:String} = 'pull_request', pr IS NOT NULL,
            {scope:String} = 'push', pr IS NULL AND event_type = 'push',
            {scope:String} = 'nightly', pr IS NULL AND event_type != 'push',
            true)
        AND (repo, delivery_id, workflow_name, job_name, run_attempt) NOT IN (superseded)
)
GROUP BY GROUPING SETS ((workflow_name, job_name, bucket), (workflow_name, job_name))
ORDER BY workflow_name, job_name, bucket
LIMIT 100000
