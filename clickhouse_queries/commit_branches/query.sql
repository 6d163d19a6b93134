-- The branches of a repository that a commit was seen on; the most recently heard of first.
SELECT branch
FROM branch_commit FINAL
WHERE repo = {repo:String} AND sha = {sha:String}
ORDER BY heard_at DESC, branch
LIMIT 100
-- A few rows: handing them to threads takes longer than reading them.
SETTINGS max_threads = 1
