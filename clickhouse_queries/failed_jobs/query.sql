-- Jobs that failed, newest first.
SELECT
    id,
    run_id,
    run_attempt,
    head_sha,
    head_branch,
    coalesce(workflow_name, '') AS workflow_name,
    name AS job_name,
    conclusion,
    html_url,
    started_at,
    completed_at
FROM workflow_job FINAL
WHERE repo = {repo:String}
    AND ({branch:String} = '' OR head_branch = {branch:String})
    AND conclusion IN ('failure', 'timed_out', 'startup_failure')
    AND completed_at >= now() - toIntervalDay({days:UInt16})
ORDER BY completed_at DESC, id DESC
LIMIT {limit:UInt32}
