-- Every out-of-tree backend that was heard from within the last days, or one of them. Only pull requests count, unless
-- another scope is asked for; a backend without any has zeros. Of a job that was run again the newest attempt counts.
-- Cancelled jobs, and those that never ended, are no evidence.
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
    argMaxIf(downstream_repo_level, heard_at, downstream_repo_level IS NOT NULL) AS downstream_repo_level,
    countIf(counts AND conclusion = 'success') AS successes,
    countIf(counts AND conclusion IN ('failure', 'startup_failure')) AS failures,
    countIf(counts AND conclusion = 'cancelled') AS cancelled,
    countIf(counts AND conclusion = 'timed_out') AS timed_out,
    countIf(counts AND status != 'completed' AND NOT is_stale) AS in_progress,
    countIf(counts AND status != 'completed' AND is_stale) AS stale,
    countIf(counts) AS total,
    if(successes + failures + timed_out = 0, NULL, successes / (successes + failures + timed_out)) AS pass_rate,
    if(countIf(counts AND duration_s IS NOT NULL) = 0, NULL, avgIf(duration_s, counts)) AS avg_duration_s,
    if(countIf(counts AND duration_s IS NOT NULL) = 0, NULL, quantilesExactIf(0.5, 0.9)(duration_s, counts)[1]) AS p50_duration_s,
    if(countIf(counts AND duration_s IS NOT NULL) = 0, NULL, quantilesExactIf(0.5, 0.9)(duration_s, counts)[2]) AS p90_duration_s,
    if(countIf(counts AND queue_time IS NOT NULL) = 0, NULL, quantilesExactIf(0.5, 0.9)(queue_time, counts)[1]) AS p50_queue_s,
    if(countIf(counts AND queue_time IS NOT NULL) = 0, NULL, quantilesExactIf(0.5, 0.9)(queue_time, counts)[2]) AS p90_queue_s,
    max(heard_at) AS last_run
FROM
(
    SELECT
        repo,
        downstream_repo_level,
        status,
        conclusion,
        queue_time,
        heard_at,
        coalesce(started_at, _inserted_at) < now() - INTERVAL 6 HOUR AS is_stale,
        coalesce(execution_time, toFloat64(if(completed_at < started_at, 0, dateDiff('second', started_at, completed_at)))) AS duration_s,
        multiIf(
            {scope:String} = 'pull_request', pr IS NOT NULL,
            {scope:String} = 'push', pr IS NULL AND event_type = 'push',
            {scope:String} = 'nightly', pr IS NULL AND event_type != 'push',
            true) AND (repo, delivery_id, workflow_name, job_name, run_attempt) NOT IN (superseded) AS counts
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
        AND ({repo:String} = '' OR repo = {repo:String})
        AND ({upstream:String} = '' OR upstream_repo = {upstream:String})
)
GROUP BY repo
ORDER BY repo
LIMIT 10000
