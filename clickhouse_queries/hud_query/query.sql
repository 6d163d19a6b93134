-- The jobs of the given commits, one row for each job of each run attempt. Runs of forks are left out: their branches
-- are not ours, even where they share a commit or a name with ours. A job whose run is not known yet is shown.
WITH runs AS
(
    SELECT run_id FROM commit_run WHERE repo = {repo:String} AND head_sha IN {shas:Array(String)}
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
    nullIf(run.event, '') AS event
FROM workflow_job AS job FINAL
LEFT ANY JOIN
(
    SELECT id, argMax(coalesce(name, path, ''), run_attempt) AS workflow, any(event) AS event, argMax(ifNull(head_repo, ''), run_attempt) AS head_repo
    FROM workflow_run FINAL
    WHERE repo = {repo:String} AND id IN (SELECT run_id FROM runs)
    GROUP BY id
) AS run ON run.id = job.run_id
WHERE job.repo = {repo:String}
    AND job.run_id IN (SELECT run_id FROM runs)
    AND (run.id = 0 OR run.head_repo = {repo:String})
