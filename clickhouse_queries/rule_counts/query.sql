-- How often each rule found the line of a failure; '' stands for failures with a log in which none did. repo = '' means all
-- repositories.
SELECT
    toString(ifNull(failure_rule, '')) AS rule,
    count() AS jobs,
    max(completed_at) AS last_fired
FROM workflow_job FINAL
WHERE ({repo:String} = '' OR repo = {repo:String})
    AND completed_at >= now() - toIntervalDay({days:UInt16})
    AND has_log
    AND conclusion IN ('failure', 'timed_out', 'startup_failure', 'cancelled')
    -- Somebody stops a job without the log having to say why.
    AND (failure_rule IS NOT NULL OR conclusion != 'cancelled')
GROUP BY rule
ORDER BY jobs DESC, rule
LIMIT 2000
