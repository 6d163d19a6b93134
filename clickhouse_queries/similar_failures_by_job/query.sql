-- The jobs that failed with captures that are what is asked for, or much like it, those with the most failures first.
-- Which failures count is as similar_failures has it; here all of them do.
WITH
    replaceRegexpAll(lower({capture:String}), '0x[0-9a-f]+|[0-9a-f]{7,}|[0-9]+', '#') AS wanted,
    arrayStringConcat(failure_captures, ' ') AS caught,
    replaceRegexpAll(lower(caught), '0x[0-9a-f]+|[0-9a-f]{7,}|[0-9]+', '#') AS plain
SELECT
    if(ifNull(workflow_name, '') = '', job.name, concat(assumeNotNull(workflow_name), ' / ', job.name)) AS name,
    count() AS failures,
    uniqExact(head_sha) AS commits,
    min(completed_at) AS first_seen,
    argMin(id, (completed_at, id)) AS first_job_id,
    argMin(tuple(failure_line_num), (completed_at, id)).1 AS first_line_num,
    max(completed_at) AS last_seen,
    argMax(id, (completed_at, id)) AS last_job_id,
    argMax(tuple(failure_line_num), (completed_at, id)).1 AS last_line_num
FROM workflow_job AS job FINAL
WHERE repo = {repo:String}
    AND completed_at >= now() - toIntervalDay({days:UInt16})
    AND failure_rule IS NOT NULL
    AND
    (
        has(failure_captures, {capture:String})
        OR caught = {capture:String}
        OR plain = wanted
        -- Short captures differ in all that they are.
        OR (length(wanted) >= 12 AND ngramDistanceUTF8(plain, wanted) <= 0.25)
    )
GROUP BY name
ORDER BY failures DESC, name
LIMIT {limit:UInt32}
