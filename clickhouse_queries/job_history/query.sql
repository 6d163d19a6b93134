-- The newest runs of one job on the given commits, each attempt a row of its own; runs of forks are left out. Of each
-- job the newest version is taken by hand: with FINAL, all jobs of these commits would be merged to find a few. A job
-- that does not name its workflow, as GitHub's once did not, is taken for one of the workflow asked for.
WITH runs AS
(
    SELECT run_id FROM commit_run WHERE repo = {repo:String} AND head_sha IN {shas:Array(String)}
)

SELECT
    id,
    job.1 AS head_sha,
    job.2 AS status,
    job.3 AS conclusion,
    if(job.6 < job.5, 0, dateDiff('second', job.5, job.6)) AS duration_seconds,
    multiIf(
        status NOT IN ('in_progress', 'completed'), NULL,
        job.5 < job.4, 0,
        dateDiff('second', job.4, job.5)) AS queue_seconds
FROM
(
    SELECT
        run_id,
        id,
        argMax((head_sha, status, conclusion, created_at, started_at, completed_at, is_deleted), revision) AS job
    FROM workflow_job
    PREWHERE endsWith({name:String}, name)
    WHERE repo = {repo:String}
        AND run_id IN (SELECT run_id FROM runs)
        AND if(
            ifNull(workflow_name, '') = '',
            name = {name:String} OR endsWith({name:String}, concat(' / ', name)),
            concat(assumeNotNull(workflow_name), ' / ', name) = {name:String})
    GROUP BY run_id, id
    HAVING job.7 = 0
)
WHERE run_id NOT IN
(
    SELECT id FROM workflow_run WHERE repo = {repo:String} AND id IN (SELECT run_id FROM runs) AND ifNull(head_repo, '') != {repo:String}
)
ORDER BY run_id DESC, id DESC
LIMIT {limit:UInt32}
