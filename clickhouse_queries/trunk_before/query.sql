-- What a branch was at some moment: its commits until then, newest first, as far back as the days say; branch = '' is
-- the repository's default branch.
SELECT sha, time, branch, pull_number
FROM branch_commit FINAL
WHERE repo = {repo:String}
    AND branch = if({branch:String} != '', {branch:String}, (SELECT any(default_branch) FROM repository FINAL WHERE repo = {repo:String}))
    AND branch != ''
    AND time <= parseDateTime64BestEffort({until:String}, 3, 'UTC')
    AND time >= parseDateTime64BestEffort({until:String}, 3, 'UTC') - toIntervalDay({days:UInt16})
ORDER BY time DESC, heard_at DESC, position DESC, sha DESC
LIMIT {limit:UInt32}
-- A few rows: handing them to threads takes longer than reading them.
SETTINGS max_threads = 1
