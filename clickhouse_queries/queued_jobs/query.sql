-- Jobs that wait for a runner, longest first. A job that has waited for more than a week never will run.
SELECT
    id,
    run_id,
    coalesce(workflow_name, '') AS workflow_name,
    name AS job_name,
    head_sha,
    head_branch,
    html_url,
    labels,
    created_at AS queued_at,
    greatest(0, dateDiff('second', assumeNotNull(created_at), now())) AS queue_seconds
FROM workflow_job FINAL
WHERE repo = {repo:String} AND status = 'queued' AND created_at > now() - INTERVAL 7 DAY
ORDER BY queue_seconds DESC, id
LIMIT {limit:UInt32}
