-- The newest failed jobs whose logs' lines are at hand, with what was found in them. repo = '' means all repositories.
SELECT
    repo,
    id AS job_id,
    run_id,
    log_lines AS lines,
    failure_rule AS rule,
    failure_line_num AS line_num
FROM workflow_job FINAL
WHERE ({repo:String} = '' OR repo = {repo:String})
    AND completed_at >= now() - toIntervalDay({days:UInt16})
    AND has_log
    AND conclusion NOT IN ('success', 'skipped', 'neutral')
ORDER BY completed_at DESC, job_id DESC
LIMIT {limit:UInt32}
