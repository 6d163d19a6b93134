-- One cell of the grid: every job of one name on one commit, of forks' runs too, which say so.
WITH runs AS
(
    SELECT run_id FROM commit_run WHERE repo = {repo:String} AND head_sha = {sha:String}
)

SELECT
    job.id AS id,
    job.run_id AS run_id,
    job.run_attempt AS run_attempt,
    job.head_sha AS head_sha,
    job.name AS job_name,
    coalesce(nullIf(job.workflow_name, ''), run.workflow, '') AS workflow_name,
    job.status AS status,
    job.conclusion AS conclusion,
    job.html_url AS html_url,
    if(job.completed_at < job.started_at, 0, dateDiff('second', job.started_at, job.completed_at)) AS duration_seconds,
    -- Until a job starts, GitHub gives the moment it was queued as its start.
    multiIf(
        job.status NOT IN ('in_progress', 'completed'), NULL,
        job.started_at < job.created_at, 0,
        dateDiff('second', job.created_at, job.started_at)) AS queue_seconds,
    job.has_log AS has_log,
    job.failure_line AS failure_line,
    job.failure_captures AS failure_captures,
    job.failure_rule AS failure_rule,
    job.failure_line_num AS failure_line_num,
    job.failure_context AS failure_context,
    nullIf(run.event, '') AS event,
    job.created_at AS created_at,
    job.started_at AS started_at,
    job.completed_at AS completed_at,
    job.runner_name AS runner_name,
    job.labels AS labels,
    run.id != 0 AND run.home != {repo:String} AS of_fork
FROM workflow_job AS job FINAL
LEFT ANY JOIN
(
    SELECT
        id,
        argMax(coalesce(name, path, ''), run_attempt) AS workflow,
        any(event) AS event,
        any(ifNull(head_repo, '')) AS home
    FROM workflow_run FINAL
    WHERE repo = {repo:String} AND id IN (SELECT run_id FROM runs)
    GROUP BY id
) AS run ON run.id = job.run_id
WHERE job.repo = {repo:String}
    AND job.run_id IN (SELECT run_id FROM runs)
    AND endsWith({name:String}, job.name)
    AND if(workflow_name = '', job_name, concat(workflow_name, ' / ', job_name)) = {name:String}
ORDER BY id DESC
LIMIT 1000
-- A few rows: handing them to threads takes longer than reading them.
SETTINGS max_threads = 1
