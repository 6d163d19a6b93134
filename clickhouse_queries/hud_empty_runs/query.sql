-- Runs of the given commits whose latest attempt ended badly without any job: a workflow file that does not start.
WITH runs AS
(
    SELECT run_id FROM commit_run WHERE repo = {repo:String} AND head_sha IN {shas:Array(String)}
)

SELECT
    id,
    max(workflow_run.run_attempt) AS run_attempt,
    any(workflow_run.head_sha) AS head_sha,
    coalesce(argMax(name, workflow_run.run_attempt), argMax(path, workflow_run.run_attempt), '') AS workflow_name,
    argMax(workflow_run.conclusion, workflow_run.run_attempt) AS conclusion,
    argMax(workflow_run.html_url, workflow_run.run_attempt) AS html_url,
    any(workflow_run.event) AS event,
    any(workflow_run.head_repo) AS head_repo
FROM workflow_run FINAL
WHERE repo = {repo:String}
    AND id IN (SELECT run_id FROM runs)
    AND workflow_run.conclusion IN ('startup_failure', 'failure', 'timed_out', 'action_required', 'stale')
    AND (id, workflow_run.run_attempt) NOT IN
    (
        SELECT run_id, run_attempt
        FROM workflow_job
        WHERE repo = {repo:String} AND run_id IN (SELECT run_id FROM runs)
    )
GROUP BY id
