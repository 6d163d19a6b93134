-- Lines of failed logs that contain a text, in whatever case, or match a regular expression; the newest jobs first, of
-- each the last ten such lines, with the two before and after. The hits are found once, in the table's own order
-- backwards, so that a common word is not looked for any further than the page needs.
WITH
    (
        SELECT arrayDistinct(groupArray((job_id, run_id, line_num, line)))
        FROM
        (
            SELECT job_id, run_id, line_num, line
            FROM log_line
            WHERE repo = {repo:String}
                AND at >= now() - toIntervalDay({days:UInt16})
                -- Of constants: a pattern that is none is refused before anything is read, be there lines or not.
                AND match('', if({regex:Bool}, {q:String}, '')) >= 0
                -- The table's index knows the cases of ASCII letters alone, and to lower all letters takes three times as
                -- long. So other letters are looked at only where some are asked for, and all around them is there.
                AND if({regex:Bool}, match(line, {q:String}), lower(line) LIKE concat('%', replaceRegexpAll(replaceRegexpAll(lower({q:String}), '([%_\\\\])', '\\\\\\1'), '[^\\x00-\\x7f]+', '%'), '%'))
                AND ({regex:Bool} OR length({q:String}) = lengthUTF8({q:String}) OR lowerUTF8(line) LIKE concat('%', replaceRegexpAll(lowerUTF8({q:String}), '([%_\\\\])', '\\\\\\1'), '%'))
            ORDER BY job_id DESC, line_num DESC
            LIMIT 10 BY job_id
            LIMIT {limit:UInt32}
        )
    ) AS hits

SELECT
    hit.1 AS job_id,
    hit.2 AS run_id,
    if(job.workflow = '', job.job_name, concat(job.workflow, ' / ', job.job_name)) AS name,
    job.sha AS head_sha,
    if(fork.owner = '', job.branch, concat(fork.owner, ':', job.branch)) AS head_branch,
    job.ended AS completed_at,
    hit.3 AS line_num,
    hit.4 AS line,
    arrayMap(one -> one.2, arraySort(arrayFilter(one -> one.1 < hit.3 AND one.1 + 2 >= hit.3, near.lines))) AS before,
    arrayMap(one -> one.2, arraySort(arrayFilter(one -> one.1 > hit.3 AND one.1 <= hit.3 + 2, near.lines))) AS after
FROM (SELECT arrayJoin(hits) AS hit) AS found
LEFT ANY JOIN
(
    SELECT
        id,
        toString(ifNull(workflow_name, '')) AS workflow,
        toString(workflow_job.name) AS job_name,
        workflow_job.head_sha AS sha,
        workflow_job.head_branch AS branch,
        workflow_job.completed_at AS ended
    FROM workflow_job FINAL
    WHERE repo = {repo:String} AND run_id IN (SELECT arrayJoin(hits).2) AND id IN (SELECT arrayJoin(hits).1)
) AS job ON job.id = hit.1
LEFT ANY JOIN
(
    -- A fork's branch is called after its owner, as GitHub does; of a fork that is gone the owner is not known.
    SELECT id AS fork_run, splitByChar('/', ifNull(head_repo, 'unknown'))[1] AS owner
    FROM workflow_run
    WHERE repo = {repo:String} AND id IN (SELECT arrayJoin(hits).2) AND ifNull(head_repo, '') != {repo:String}
) AS fork ON fork.fork_run = hit.2
LEFT ANY JOIN
(
    SELECT job_id AS of_job, groupUniqArray(100)((line_num, line)) AS lines
    FROM log_line
    WHERE repo = {repo:String}
        AND (job_id, line_num) IN
        (
            SELECT one.1, arrayJoin(range(toUInt32(greatest(one.3, 3) - 2), one.3 + 3))
            FROM (SELECT arrayJoin(hits) AS one)
        )
    GROUP BY of_job
) AS near ON near.of_job = hit.1
ORDER BY job_id DESC, line_num
