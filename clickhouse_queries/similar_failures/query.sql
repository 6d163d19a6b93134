-- Failures whose captures are what is asked for, or much like it, newest first. Numbers and hexadecimal words count as
-- alike: they are addresses, counts and times.
WITH
    replaceRegexpAll(lower({capture:String}), '0x[0-9a-f]+|[0-9a-f]{7,}|[0-9]+', '#') AS wanted,
    arrayStringConcat(failure_captures, ' ') AS caught
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
    failure_captures AS captures,
    failure_rule AS rule,
    has(failure_captures, {capture:String}) OR caught = {capture:String} AS exact
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
    AND completed_at >= now() - toIntervalDay({days:UInt16})
    AND failure_rule IS NOT NULL
    AND
    (
        exact
        OR replaceRegexpAll(lower(caught), '0x[0-9a-f]+|[0-9a-f]{7,}|[0-9]+', '#') = wanted
        -- Short captures differ in all that they are.
        OR (length(wanted) >= 12 AND ngramDistanceUTF8(replaceRegexpAll(lower(caught), '0x[0-9a-f]+|[0-9a-f]{7,}|[0-9]+', '#'), wanted) <= 0.25)
    )
ORDER BY completed_at DESC, job_id DESC
LIMIT {limit:UInt32}
