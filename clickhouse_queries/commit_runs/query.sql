-- The runs of one commit, of forks too, each as its newest attempt left it. Their jobs are commit_jobs_query's.
SELECT
    id,
    run_attempt,
    head_sha,
    coalesce(name, path, '') AS workflow_name,
    conclusion,
    html_url,
    event,
    head_repo,
    created_at
FROM workflow_run FINAL
WHERE repo = {repo:String}
    AND id IN (SELECT run_id FROM commit_run WHERE repo = {repo:String} AND head_sha = {sha:String})
ORDER BY run_attempt DESC
LIMIT 1 BY id
-- A few rows: handing them to threads takes longer than reading them.
SETTINGS max_threads = 1
