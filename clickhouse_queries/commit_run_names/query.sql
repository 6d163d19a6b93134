-- The runs of a commit and what they and their jobs are called: for whoever has only ids, as artifacts do.
WITH runs AS
(
    SELECT DISTINCT run_id FROM commit_run WHERE repo = {repo:String} AND head_sha = {sha:String}
)

SELECT
    runs.run_id AS workflow_id,
    coalesce(nullIf(run.workflow, ''), job.workflow, '') AS workflow_name,
    nullIf(run.url, '') AS html_url,
    greatest(run.newest_attempt, job.newest_attempt, 1) AS run_attempt,
    job.ids AS job_ids,
    job.names AS job_names
FROM runs
LEFT ANY JOIN
(
    SELECT
        id,
        max(workflow_run.run_attempt) AS newest_attempt,
        argMax(coalesce(name, path, ''), workflow_run.run_attempt) AS workflow,
        argMax(ifNull(workflow_run.html_url, ''), workflow_run.run_attempt) AS url
    FROM workflow_run FINAL
    WHERE repo = {repo:String} AND id IN (SELECT run_id FROM runs)
    GROUP BY id
) AS run ON run.id = runs.run_id
LEFT ANY JOIN
(
    SELECT
        run_id,
        max(workflow_job.run_attempt) AS newest_attempt,
        any(ifNull(workflow_job.workflow_name, '')) AS workflow,
        groupArray(id) AS ids,
        groupArray(toString(name)) AS names
    FROM workflow_job FINAL
    WHERE repo = {repo:String} AND run_id IN (SELECT run_id FROM runs)
    GROUP BY run_id
) AS job ON job.run_id = runs.run_id
ORDER BY workflow_id DESC
LIMIT 1000
