-- Jobs that wait for a runner, longest first. A job that has waited for more than a week never will run.
SELECT
    job.id AS id,
    run_id,
    coalesce(workflow_name, '') AS workflow_name,
    job.name AS job_name,
    job.head_sha AS head_sha,
    if(fork.owner = '', job.head_branch, concat(fork.owner, ':', job.head_branch)) AS head_branch,
    html_url,
    labels,
    created_at AS queued_at,
    greatest(0, dateDiff('second', assumeNotNull(created_at), now())) AS queue_seconds
FROM workflow_job AS job FINAL
LEFT ANY JOIN
(
    -- A fork's branch is called after its owner, as GitHub does; of a fork that is gone the owner is not known.
    SELECT id AS fork_run, splitByChar('/', ifNull(head_repo, 'unknown'))[1] AS owner
    FROM workflow_run
    WHERE repo = {repo:String}
        AND ifNull(head_repo, '') != {repo:String}
        -- A run may be run again for a month.
        AND run_started_at >= now() - toIntervalDay(42)
) AS fork ON fork.fork_run = job.run_id
WHERE repo = {repo:String} AND status = 'queued' AND created_at > now() - INTERVAL 7 DAY
ORDER BY queue_seconds DESC, id
LIMIT {limit:UInt32}
