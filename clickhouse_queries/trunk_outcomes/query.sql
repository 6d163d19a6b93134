-- How some jobs went on some commits, in columns: of each job and conclusion the runs that ended so, in one order in all
-- arrays. Who was cancelled or skipped tells nothing and is left out; runs of forks are in it, see fork_runs. The page of a
-- job is not read here: it alone would take a third of the time. A commit's place among those asked for is for the reader to
-- find: here it would take a tenth of the time to plan.
SELECT
    workflow_name AS workflow,
    name AS job_name,
    conclusion,
    groupArray(run_id) AS run_ids,
    groupArray(id) AS ids,
    groupArray(head_sha) AS shas,
    groupArray(ifNull(failure_rule, '')) AS rules,
    groupArray(failure_captures) AS captures
FROM workflow_job FINAL
PREWHERE name IN {job_names:Array(String)}
WHERE repo = {repo:String}
    AND run_id IN (SELECT run_id FROM commit_run WHERE repo = {repo:String} AND head_sha IN {shas:Array(String)})
    AND ifNull(workflow_name, '') IN {workflows:Array(String)}
    AND status = 'completed'
    AND conclusion IN ('success', 'failure', 'timed_out', 'startup_failure')
GROUP BY workflow, job_name, conclusion
-- Where several queries of one page run at once, a thread for each is quicker than several for each.
SETTINGS max_threads = 1
