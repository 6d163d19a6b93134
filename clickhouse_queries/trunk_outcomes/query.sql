-- How some jobs went on some commits of a branch, in columns: of each job and conclusion the runs that ended so, in one order
-- in all arrays. Who was cancelled or skipped tells nothing and is left out, and so is what ran on the same commits for other
-- branches, as for a pull request before it was merged. Runs of forks are in it, and told once more under the name '' if that
-- is asked for. A commit's place among those asked for is for the reader to find: here it would take a tenth of the time to
-- plan.
SELECT
    workflow_name AS workflow,
    name AS job_name,
    provider,
    conclusion,
    groupArray(run_id) AS run_ids,
    groupArray(id) AS ids,
    groupArray(head_sha) AS shas,
    groupArray(failure_rule) AS rules,
    groupArray(failure_captures) AS captures
FROM job_outcome FINAL
WHERE repo = {repo:String}
    AND name IN {job_names:Array(String)}
    AND workflow_name IN {workflows:Array(String)}
    AND head_sha IN {shas:Array(String)}
    -- A merge queue tests what becomes the branch; what does not tell its branch is not known to be of another.
    AND (head_branch IN ('', {branch:String}) OR startsWith(head_branch, concat('gh-readonly-queue/', {branch:String}, '/')))
    AND conclusion IN ('success', 'failure', 'timed_out', 'startup_failure', 'fork')
    AND at >= parseDateTime64BestEffort({since:String}, 3, 'UTC')
GROUP BY workflow, job_name, provider, conclusion
-- Where several queries of one page run at once, a thread for each is quicker than several for each. All versions of a job
-- have the same `at`, so that an index may skip them without looking whether it skips a newer one.
SETTINGS max_threads = 1, use_skip_indexes_if_final_exact_mode = 0
