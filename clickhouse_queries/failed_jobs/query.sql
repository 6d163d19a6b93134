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
    AND conclusion IN ('failure', 'timed_out', 'startup_failure')
    AND completed_at >= now() - toIntervalDay({days:UInt16})
ORDER BY completed_at DESC, id DESC
LIMIT {limit:UInt32}
