-- The commits whose hash begins so, wherever they were heard of: a job may be before its commit is.
SELECT DISTINCT sha
FROM
(
    SELECT sha FROM commit WHERE repo = {repo:String} AND startsWith(sha, {prefix:String})
    UNION ALL
    SELECT head_sha AS sha FROM commit_run WHERE repo = {repo:String} AND startsWith(head_sha, {prefix:String})
)
ORDER BY sha
LIMIT 6
