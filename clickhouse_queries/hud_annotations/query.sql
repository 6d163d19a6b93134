-- What was said of a repository's failures lately, by the commit and the column of the grid that they are in.
WITH said AS
(
    SELECT job_id, head_sha, annotation, note, by, annotated_at
    FROM job_annotation FINAL
    WHERE repo = {repo:String}
        AND annotated_at > now() - toIntervalDay({days:UInt16})
        AND annotation IS NOT NULL
    ORDER BY annotated_at DESC
    LIMIT 2000
)

SELECT
    said.head_sha AS sha,
    if(job.workflow = '', job.name, concat(job.workflow, ' / ', job.name)) AS name,
    said.annotation AS annotation,
    said.note AS note,
    said.by AS by,
    said.annotated_at AS annotated_at
FROM said
INNER JOIN
(
    SELECT id, ifNull(workflow_name, '') AS workflow, name
    FROM workflow_job FINAL
    WHERE repo = {repo:String}
        AND run_id IN (SELECT run_id FROM commit_run WHERE repo = {repo:String} AND head_sha IN (SELECT head_sha FROM said))
        AND id IN (SELECT job_id FROM said)
) AS job ON job.id = said.job_id
ORDER BY annotated_at DESC
