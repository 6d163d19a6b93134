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
WHERE conclusion IN ('startup_failure', 'failure', 'timed_out', 'action_required', 'stale')
    AND (id, run_attempt) NOT IN
    (
        SELECT run_id, run_attempt
        FROM workflow_job
        WHERE repo = {repo:String} AND run_id IN (SELECT run_id FROM runs)
    )
ORDER BY id
