-- The grid's cells in as few bytes as they fit: one row for each job name, with every job of that name as its run, id,
-- attempt and code (see query.ts). hud_runs says which commit each run is of.
SELECT
    coalesce(workflow_name, '') AS workflow,
    name AS job_name,
    groupArray(run_id) AS run_ids,
    groupArray(id) AS ids,
    groupArray(run_attempt) AS attempts,
    groupArray(indexOf(
        ['success', 'failure', 'cancelled', 'timed_out', 'skipped', 'neutral', 'action_required', 'startup_failure', 'stale', 'queued'],
        if(status = 'completed', ifNull(conclusion, 'neutral'), status))) AS codes
FROM workflow_job FINAL
WHERE repo = {repo:String}
    AND run_id IN (SELECT run_id FROM commit_run WHERE repo = {repo:String} AND head_sha IN {shas:Array(String)})
GROUP BY workflow, job_name
