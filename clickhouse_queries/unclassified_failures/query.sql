-- Failures with a log in which no rule found anything, newest first. repo = '' means all repositories.
SELECT
    repo,
    id AS job_id,
    run_id,
    if(ifNull(workflow_name, '') = '', job.name, concat(assumeNotNull(workflow_name), ' / ', job.name)) AS name,
    head_sha,
    head_branch,
    conclusion,
    completed_at,
    html_url,
    failure_line AS line,
    failure_line_num AS line_num,
    failure_captures AS captures
FROM workflow_job AS job FINAL
WHERE ({repo:String} = '' OR repo = {repo:String})
    AND completed_at >= now() - toIntervalDay({days:UInt16})
    AND has_log
    AND failure_rule IS NULL
    AND conclusion IN ('failure', 'timed_out', 'startup_failure')
ORDER BY completed_at DESC, job_id DESC
LIMIT {limit:UInt32}
