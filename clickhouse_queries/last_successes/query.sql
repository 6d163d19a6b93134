-- The newest successes of a job on the default branch, those with a log first; runs of forks are left out.
WITH home AS
(
    SELECT any(default_branch) AS branch FROM repository FINAL WHERE repo = {repo:String}
)

SELECT id AS job_id, run_id, head_sha, completed_at, has_log
FROM workflow_job FINAL
WHERE repo = {repo:String}
    AND name = {name:String}
    AND ifNull(workflow_name, '') = {workflow:String}
    AND conclusion = 'success'
    AND id != {job_id:UInt64}
    AND head_branch = (SELECT branch FROM home)
    AND completed_at >= now() - toIntervalDay({days:UInt16})
    AND run_id NOT IN
    (
        SELECT id
        FROM workflow_run
        WHERE repo = {repo:String}
            AND ifNull(head_repo, '') != {repo:String}
            AND run_started_at >= now() - toIntervalDay({days:UInt16} + 35)
    )
ORDER BY has_log DESC, completed_at DESC, job_id DESC
LIMIT 5
