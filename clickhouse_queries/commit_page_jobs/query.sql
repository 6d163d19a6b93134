-- Every job of one commit, as its rows are. What follows from a row, and what only its run tells, is put to it by whoever
-- reads this: to plan an expression takes longer than to compute it for all rows.
SELECT
    id, run_id, run_attempt, name AS job_name, workflow_name, status, conclusion, html_url, has_log,
    failure_line, failure_captures, failure_rule, failure_line_num, failure_context,
    created_at, started_at, completed_at, runner_name, labels
FROM workflow_job FINAL
WHERE repo = {repo:String}
    AND run_id IN (SELECT run_id FROM commit_run WHERE repo = {repo:String} AND head_sha = {sha:String})
-- A few rows: handing them to threads takes longer than reading them.
SETTINGS max_threads = 1
