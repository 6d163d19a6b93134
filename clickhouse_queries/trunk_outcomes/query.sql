-- How some jobs went on some commits, in columns: of each job the runs that passed or failed, in one order in all arrays;
-- `rules` and `captures` only of those that failed. `places` are those of the commits in the list, from 1. Who was
-- cancelled or skipped tells nothing and is left out; runs of forks are in it, see fork_runs. The page of a job is not read
-- here: it alone would take a third of the time.
SELECT
    ifNull(workflow_name, '') AS workflow,
    name AS job_name,
    groupArray(run_id) AS run_ids,
    groupArray(id) AS ids,
    groupArray(toUInt32(transform(head_sha, {shas:Array(String)}, arrayEnumerate({shas:Array(String)}), 0))) AS places,
    groupArray(toUInt8(conclusion != 'success')) AS failed,
    groupArrayIf(ifNull(failure_rule, ''), conclusion != 'success') AS rules,
    groupArrayIf(failure_captures, conclusion != 'success') AS captures
FROM workflow_job FINAL
PREWHERE name IN {job_names:Array(String)}
WHERE repo = {repo:String}
    AND run_id IN (SELECT run_id FROM commit_run WHERE repo = {repo:String} AND head_sha IN {shas:Array(String)})
    AND ifNull(workflow_name, '') IN {workflows:Array(String)}
    AND status = 'completed'
    AND conclusion IN ('success', 'failure', 'timed_out', 'startup_failure')
GROUP BY workflow, job_name
-- Where several queries of one page run at once, a thread for each is quicker than several for each.
SETTINGS max_threads = 1
