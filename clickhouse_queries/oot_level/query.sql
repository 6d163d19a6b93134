-- The level at which an out-of-tree backend reported on a commit; where its callbacks name several, the last to be heard.
SELECT downstream_repo_level AS level
FROM oot_subject_job FINAL
WHERE upstream_repo = {repo:String}
    AND subject = {sha:String}
    AND repo = {backend:String}
    AND ifNull(downstream_repo_level, '') != ''
ORDER BY coalesce(completed_at, started_at, _inserted_at) DESC, dynamoKey
LIMIT 1
SETTINGS max_threads = 1
