-- Every job of one commit, as commit_jobs_query, without what its run tells: a page asks for the runs as well, at the same
-- time, and to join them here would take as long again as reading the jobs.
SELECT
    id,
    run_id,
    run_attempt,
    head_sha,
    workflow_job.name AS job_name,
    nullIf(workflow_job.workflow_name, '') AS workflow_name,
    status,
    conclusion,
    html_url,
    if(completed_at < started_at, 0, dateDiff('second', started_at, completed_at)) AS duration_seconds,
    -- Until a job starts, GitHub gives the moment it was queued as its start.
    multiIf(
        status NOT IN ('in_progress', 'completed'), NULL,
        started_at < created_at, 0,
        dateDiff('second', created_at, started_at)) AS queue_seconds,
    has_log,
    failure_line,
    failure_captures,
    failure_rule,
    failure_line_num,
    failure_context,
    created_at,
    started_at,
    completed_at,
    runner_name,
    labels
FROM workflow_job FINAL
WHERE repo = {repo:String}
    AND run_id IN (SELECT run_id FROM commit_run WHERE repo = {repo:String} AND head_sha = {sha:String})
ORDER BY workflow_name, job_name, run_attempt DESC, id DESC
-- A few rows: handing them to threads takes longer than reading them.
SETTINGS max_threads = 1
