-- What ran on the given commits elsewhere than in GitHub Actions, one row for each job; name = '': whatever its column is
-- called. A workflow that failed is a row of its own, also beside its jobs. What follows from a row is computed by whoever
-- reads it: an expression takes longer to plan than all its rows to compute.
SELECT
    0 AS is_run, provider, id, external_id, run_id, run_attempt, head_sha, workflow_name, name AS job_name, status,
    conclusion, html_url, created_at, started_at, completed_at, of_fork, _inserted_at AS heard_at
FROM provider_job FINAL
WHERE repo = {repo:String}
    AND head_sha IN {shas:Array(String)}
    AND provider IN {providers:Array(String)}
    AND ({name:String} = '' OR if(workflow_name = '', name, concat(workflow_name, ' / ', name)) = {name:String})
UNION ALL
SELECT
    1 AS is_run, provider, id, '' AS external_id, run_id, 1 AS run_attempt, head_sha, workflow_name, '(no jobs)' AS job_name, status,
    conclusion, html_url, created_at, NULL AS started_at, completed_at, of_fork, _inserted_at AS heard_at
FROM provider_run FINAL
WHERE repo = {repo:String}
    AND head_sha IN {shas:Array(String)}
    AND provider IN {providers:Array(String)}
    AND conclusion IN ('startup_failure', 'failure', 'timed_out', 'action_required', 'stale')
    AND {name:String} IN ('', if(workflow_name = '', '(no jobs)', concat(workflow_name, ' / (no jobs)')))
-- A few rows: handing them to threads takes longer than reading them.
SETTINGS max_threads = 1
