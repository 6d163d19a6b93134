-- Failed jobs with a log, newest first, with what was found in them. repo = '' means all repositories; with before_ms only
-- those that completed before that moment, or at it with a lesser id: a page ends where the next one begins.
SELECT
    repo,
    id AS job_id,
    run_id,
    completed_at,
    log_lines AS lines,
    failure_rule AS rule,
    failure_line_num AS line_num,
    failure_captures AS captures,
    count() OVER () AS remaining
FROM workflow_job FINAL
WHERE ({repo:String} = '' OR repo = {repo:String})
    AND completed_at >= now() - toIntervalDay({days:UInt16})
    AND
    (
        {before_ms:Int64} = 0
        OR completed_at < fromUnixTimestamp64Milli({before_ms:Int64}, 'UTC')
        OR (completed_at = fromUnixTimestamp64Milli({before_ms:Int64}, 'UTC') AND id < {before_id:UInt64})
    )
    AND has_log
    AND conclusion NOT IN ('success', 'skipped', 'neutral')
ORDER BY completed_at DESC, job_id DESC
LIMIT {limit:UInt32}
