-- The grid's cells in as few bytes as they fit: one row for each job name, with every job of that name as its run, its id
-- and its state (see query.ts). Ids of one page lie together, so that what they are beyond the least is a small number,
-- which is read several times as quickly. hud_runs says which commit each run is of.
SELECT
    coalesce(workflow_name, '') AS workflow,
    name AS job_name,
    min(run_id) AS first_run,
    arrayMap(run -> run - first_run, groupArray(run_id)) AS runs_after,
    min(id) AS first_id,
    arrayMap(job -> job - first_id, groupArray(id)) AS ids_after,
    groupArray(16 * run_attempt + indexOf(
        ['success', 'failure', 'cancelled', 'timed_out', 'skipped', 'neutral', 'action_required', 'startup_failure', 'stale', 'queued'],
        if(status = 'completed', ifNull(conclusion, 'neutral'), status))) AS states
FROM workflow_job FINAL
WHERE repo = {repo:String}
    AND run_id IN (SELECT run_id FROM commit_run WHERE repo = {repo:String} AND head_sha IN {shas:Array(String)})
GROUP BY workflow, job_name
-- Where several queries of one page run at once, a thread for each is quicker than several for each.
SETTINGS max_threads = 1
