-- Jobs of the repository's CI that failed, newest first.
SELECT
    provider,
    id,
    run AS run_id,
    run_attempt,
    head_sha,
    branch AS head_branch,
    workflow AS workflow_name,
    job AS job_name,
    conclusion,
    html_url,
    started_at,
    completed_at
FROM
(
    SELECT
        'github' AS provider, id, run_id AS run, run_attempt, head_sha,
        if(fork.owner = '', job.head_branch, concat(fork.owner, ':', job.head_branch)) AS branch,
        toString(coalesce(workflow_name, '')) AS workflow, toString(name) AS job, conclusion, html_url, started_at, completed_at
    FROM workflow_job AS job FINAL
    LEFT ANY JOIN
    (
        -- A fork's branch is called after its owner, as GitHub does; of a fork that is gone the owner is not known.
        SELECT id AS fork_run, splitByChar('/', ifNull(head_repo, 'unknown'))[1] AS owner
        FROM workflow_run
        WHERE repo = {repo:String}
            AND ifNull(head_repo, '') != {repo:String}
            -- A run may be run again for a month.
            AND run_started_at >= now() - toIntervalDay({days:UInt16} + 35)
    ) AS fork ON fork.fork_run = job.run_id
    WHERE repo = {repo:String}
        AND ({branch:String} = '' OR (job.head_branch = {branch:String} AND fork.owner = ''))
        AND conclusion IN ('failure', 'timed_out', 'startup_failure')
        AND completed_at >= now() - toIntervalDay({days:UInt16})
    ORDER BY completed_at DESC, id DESC
    LIMIT {limit:UInt32}
    UNION ALL
    SELECT
        toString(provider) AS provider, id, if(run_id = '', id, bitShiftRight(sipHash64(provider, run_id), 11)) AS run, run_attempt,
        head_sha, head_branch AS branch, toString(workflow_name) AS workflow, toString(name) AS job, conclusion, html_url,
        started_at, completed_at
    FROM provider_job FINAL
    WHERE repo = {repo:String}
        AND is_ci
        AND ({branch:String} = '' OR (head_branch = {branch:String} AND NOT of_fork))
        AND conclusion IN ('failure', 'timed_out', 'startup_failure')
        AND completed_at >= now() - toIntervalDay({days:UInt16})
    ORDER BY completed_at DESC, id DESC
    LIMIT {limit:UInt32}
)
ORDER BY completed_at DESC, id DESC
LIMIT {limit:UInt32}
