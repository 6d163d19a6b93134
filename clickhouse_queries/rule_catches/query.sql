-- The failures in which a rule found the line, newest first. repo = '' means all repositories.
SELECT
    repo,
    id AS job_id,
    run_id,
    if(ifNull(workflow_name, '') = '', job.name, concat(assumeNotNull(workflow_name), ' / ', job.name)) AS name,
    head_sha,
    if(fork.owner = '', job.head_branch, concat(fork.owner, ':', job.head_branch)) AS head_branch,
    conclusion,
    completed_at,
    html_url,
    failure_line AS line,
    failure_line_num AS line_num,
    failure_captures AS captures
FROM workflow_job AS job FINAL
LEFT ANY JOIN
(
    -- A fork's branch is called after its owner, as GitHub does; of a fork that is gone the owner is not known.
    SELECT repo AS of_repo, id AS fork_run, splitByChar('/', ifNull(head_repo, 'unknown'))[1] AS owner
    FROM workflow_run
    WHERE ({repo:String} = '' OR repo = {repo:String})
        AND ifNull(head_repo, '') != repo
        -- A run may be run again for a month.
        AND run_started_at >= now() - toIntervalDay({days:UInt16} + 35)
) AS fork ON fork.of_repo = job.repo AND fork.fork_run = job.run_id
WHERE ({repo:String} = '' OR repo = {repo:String})
    AND completed_at >= now() - toIntervalDay({days:UInt16})
    AND failure_rule = {name:String}
ORDER BY completed_at DESC, job_id DESC
LIMIT {limit:UInt32}
