-- The commits of a branch, hashes and times alone, newest first; branch = '' is the repository's default branch.
SELECT sha, time
FROM branch_commit FINAL
WHERE repo = {repo:String}
    AND branch = if({branch:String} != '', {branch:String}, (SELECT any(default_branch) FROM repository FINAL WHERE repo = {repo:String}))
    AND branch != ''
ORDER BY time DESC, heard_at DESC, position DESC, sha DESC
LIMIT {limit:UInt32} OFFSET {offset:UInt32}
