-- All that ran for one commit or was said of it, whoever told of it, each as JSON.
SELECT kind, doc
FROM commit_fact FINAL
WHERE repo = {repo:String} AND head_sha = {sha:String}
-- A few rows: handing them to threads takes longer than reading them.
SETTINGS max_threads = 1
