-- How long a commit's author waits: from its first run's start until its first failure (signal_seconds) and until its
-- last job ended (total_seconds), by day.
SELECT
    toDate(began_at) AS day,
    count() AS commits,
    round(quantileExact(0.5)(signal_seconds)) AS p50_signal_seconds,
    round(quantileExact(0.9)(signal_seconds)) AS p90_signal_seconds,
    round(quantileExact(0.5)(total_seconds)) AS p50_total_seconds,
    round(quantileExact(0.9)(total_seconds)) AS p90_total_seconds
FROM
(
    SELECT
        head_sha,
        min(assumeNotNull(started_at)) AS began_at,
        max(assumeNotNull(completed_at)) AS ended_at,
        minIf(assumeNotNull(completed_at), conclusion IN ('failure', 'timed_out', 'startup_failure')) AS first_failure_at,
        countIf(conclusion IN ('failure', 'timed_out', 'startup_failure')) AS failures,
        dateDiff('second', began_at, ended_at) AS total_seconds,
        if(failures > 0, dateDiff('second', began_at, first_failure_at), total_seconds) AS signal_seconds
    FROM
    (
        SELECT head_sha, started_at, completed_at, conclusion
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
            AND conclusion NOT IN ('skipped', 'cancelled')
            AND started_at >= now() - toIntervalDay({days:UInt16})
            AND completed_at >= started_at
            AND run_attempt = 1
        UNION ALL
        -- Elsewhere a retry is a new run like any other: the first of each job is its first attempt.
        SELECT head_sha, started_at, completed_at, conclusion
        FROM provider_job FINAL
        WHERE repo = {repo:String}
            AND is_ci
            AND ({branch:String} = '' OR (head_branch = {branch:String} AND NOT of_fork))
            AND status = 'completed'
            AND conclusion NOT IN ('skipped', 'cancelled')
            AND started_at >= now() - toIntervalDay({days:UInt16})
            AND completed_at >= started_at
        ORDER BY started_at
        LIMIT 1 BY head_sha, provider, workflow_name, name
    )
    GROUP BY head_sha
)
GROUP BY day
ORDER BY day DESC
