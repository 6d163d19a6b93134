-- The newest record of each kind that a repository has within 30 days, however it came in. `ended`: the jobs that ended
-- within 7 days, with a log (logs) and without one (workflow_job).
SELECT input, max(newest) AS last_at, sum(jobs) AS ended
FROM
(
    SELECT 'workflow_job' AS input, max(created_at) AS newest, 0 AS jobs
    FROM workflow_job
    WHERE repo = {repo:String} AND created_at >= now() - INTERVAL 30 DAY
    UNION ALL
    SELECT 'logs', max(completed_at), 0
    FROM workflow_job
    WHERE repo = {repo:String} AND has_log AND created_at >= now() - INTERVAL 30 DAY
    UNION ALL
    -- Counting needs each job once; a job that ended within a week was made within eight days.
    SELECT if(has_log, 'logs', 'workflow_job') AS input, max(completed_at), count()
    FROM workflow_job FINAL
    WHERE repo = {repo:String}
        AND created_at >= now() - INTERVAL 8 DAY
        AND completed_at >= now() - INTERVAL 7 DAY
        AND status = 'completed'
        AND conclusion != 'skipped'
    GROUP BY input
    UNION ALL
    SELECT 'workflow_run', max(run_started_at), 0
    FROM workflow_run
    WHERE repo = {repo:String} AND run_started_at >= now() - INTERVAL 30 DAY
    UNION ALL
    SELECT 'push', max(pushed_at), 0
    FROM push
    WHERE repo = {repo:String} AND pushed_at >= now() - INTERVAL 30 DAY
    UNION ALL
    SELECT 'pull_request', max(updated_at), 0
    FROM pull_request
    WHERE repo = {repo:String} AND updated_at >= now() - INTERVAL 30 DAY
    UNION ALL
    SELECT if(app = 'status', 'status', 'check_run') AS input, max(updated_at), 0
    FROM external_check
    WHERE repo = {repo:String} AND updated_at >= now() - INTERVAL 30 DAY
    GROUP BY input
    UNION ALL
    SELECT 'issues', max(updated_at), 0
    FROM issues
    WHERE repo = {repo:String} AND updated_at >= now() - INTERVAL 30 DAY
    UNION ALL
    SELECT 'issue_comment', max(updated_at), 0
    FROM issue_comment
    WHERE repo = {repo:String} AND updated_at >= now() - INTERVAL 30 DAY
    UNION ALL
    SELECT 'pull_request_review', max(updated_at), 0
    FROM pull_request_review
    WHERE repo = {repo:String} AND updated_at >= now() - INTERVAL 30 DAY
    UNION ALL
    SELECT 'pull_request_review_comment', max(updated_at), 0
    FROM pull_request_review_comment
    WHERE repo = {repo:String} AND updated_at >= now() - INTERVAL 30 DAY
    UNION ALL
    SELECT 'test_reports', max(toNullable(received_at)), 0
    FROM test_report
    WHERE repo = {repo:String} AND time >= now() - INTERVAL 30 DAY
    UNION ALL
    SELECT 'circleci', max(created_at), 0
    FROM provider_job
    WHERE repo = {repo:String} AND provider = 'circleci' AND created_at >= now() - INTERVAL 30 DAY
    UNION ALL
    SELECT 'oot', max(started_at), 0
    FROM oot_workflow_job
    WHERE (repo = {repo:String} OR upstream_repo = {repo:String}) AND started_at >= now() - INTERVAL 30 DAY
)
GROUP BY input
HAVING last_at IS NOT NULL
ORDER BY input
