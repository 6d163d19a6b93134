-- What ran on the given commits elsewhere than in GitHub Actions, one row for each job, newest first; name = '': whatever
-- its column is called. A workflow that failed without any job is one of its own.
WITH rows AS
(
    SELECT
        provider, id, external_id, run_id, run_attempt, head_sha, workflow_name, name, status, conclusion, html_url,
        created_at, started_at, completed_at, of_fork, _inserted_at
    FROM provider_job FINAL
    WHERE repo = {repo:String} AND head_sha IN {shas:Array(String)} AND provider IN {providers:Array(String)}
    UNION ALL
    SELECT
        provider, id, '' AS external_id, run_id, 1 AS run_attempt, head_sha, workflow_name, '(no jobs)' AS name, status,
        conclusion, html_url, created_at, NULL AS started_at, completed_at, of_fork, _inserted_at
    FROM provider_run FINAL
    WHERE repo = {repo:String}
        AND head_sha IN {shas:Array(String)}
        AND provider IN {providers:Array(String)}
        AND conclusion IN ('startup_failure', 'failure', 'timed_out', 'action_required', 'stale')
        AND (provider, head_sha, workflow_name) NOT IN
        (
            SELECT provider, head_sha, workflow_name
            FROM provider_job
            WHERE repo = {repo:String} AND head_sha IN {shas:Array(String)}
        )
)

SELECT
    provider,
    id,
    external_id,
    run_id,
    -- A number of the HUD's own for the workflow, too; what is part of none stands for itself.
    if(run_id = '', id, bitShiftRight(sipHash64(provider, run_id), 11)) AS run_number,
    run_attempt,
    head_sha,
    workflow_name,
    name AS job_name,
    status,
    -- What an out-of-tree backend leaves unfinished for so long, it never ends.
    if(
        provider = 'oot' AND status != 'completed' AND coalesce(started_at, _inserted_at) < now() - INTERVAL 6 HOUR,
        'stale', conclusion) AS conclusion,
    html_url,
    created_at,
    started_at,
    completed_at,
    if(completed_at < started_at, 0, round(dateDiff('millisecond', started_at, completed_at) / 1000)) AS duration_seconds,
    if(started_at < created_at, 0, round(dateDiff('millisecond', created_at, started_at) / 1000)) AS queue_seconds,
    of_fork
FROM rows
WHERE {name:String} = '' OR if(workflow_name = '', job_name, concat(workflow_name, ' / ', job_name)) = {name:String}
ORDER BY coalesce(started_at, created_at, completed_at, _inserted_at) DESC, id DESC
LIMIT {limit:UInt32}
-- A few rows: handing them to threads takes longer than reading them.
SETTINGS max_threads = 1
