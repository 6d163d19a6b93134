-- Runs of the given commits whose latest attempt ended badly without any job: a workflow file that does not start.
WITH runs AS
(
    SELECT run_id FROM commit_run WHERE repo = {repo:String} AND head_sha IN {shas:Array(String)}
),

newest AS
(
    SELECT id, run_attempt, head_sha, name, path, conclusion, html_url, event, head_repo
    FROM workflow_run FINAL
    WHERE repo = {repo:String} AND id IN (SELECT run_id FROM runs)
    ORDER BY run_attempt DESC
    LIMIT 1 BY id
)

SELECT
    id,
    run_attempt,
    head_sha,
    coalesce(name, path, '') AS workflow_name,
    conclusion,
    html_url,
    event,
    head_repo
FROM newest
LEFT ANY JOIN
(
    SELECT run_id, max(workflow_job.run_attempt) AS attempt
    FROM workflow_job
    WHERE repo = {repo:String} AND run_id IN (SELECT run_id FROM runs)
    GROUP BY run_id
) AS jobs ON jobs.run_id = newest.id
WHERE conclusion IN ('startup_failure', 'failure', 'timed_out', 'action_required', 'stale')
    -- A job tells that its attempt came to having jobs, also where that attempt itself was not heard of.
    AND newest.run_attempt > jobs.attempt
ORDER BY id
