-- How each out-of-tree backend's jobs ended over time, or one backend's: evidence per stretch of time. Of a job that was
-- run again the newest attempt counts; cancelled jobs, and those that never ended, are no evidence.
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
    repo,
    intDiv(toUnixTimestamp(heard_at), {bucket_hours:UInt16} * 3600) * {bucket_hours:UInt16} * 3600 AS bucket,
    countIf(conclusion = 'success') AS passed,
    count() AS total
FROM oot_workflow_job FINAL
-- Only jobs since the first of which something was told within the time are merged at all: a few of many.
PREWHERE toUInt64OrZero(check_run_id) >=
(
    SELECT min(toUInt64OrZero(check_run_id))
    FROM oot_workflow_job
    WHERE heard_at >= now() - toIntervalDay({days:UInt16})
        AND ({repo:String} = '' OR repo = {repo:String})
)
WHERE heard_at >= now() - toIntervalDay({days:UInt16})
    AND status = 'completed'
    AND conclusion IN ('success', 'failure', 'startup_failure', 'timed_out')
    AND ({repo:String} = '' OR repo = {repo:String})
    AND ({upstream:String} = '' OR upstream_repo = {upstream:String})
    AND multiIf(
        {scope:String} = 'pull_request', pr IS NOT NULL,
        {scope:String} = 'push', pr IS NULL AND event_type = 'push',
        {scope:String} = 'nightly', pr IS NULL AND event_type != 'push',
        true)
    AND (repo, delivery_id, workflow_name, job_name, run_attempt) NOT IN (superseded)
GROUP BY repo, bucket
ORDER BY repo, bucket
LIMIT 1000000
