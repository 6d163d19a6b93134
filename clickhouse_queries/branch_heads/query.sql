-- A branch's commits, hashes and times alone, newest first. branch_search also filters; but even filters that are not used
-- cost as much to plan as this takes in all.
SELECT sha, time
FROM branch_commit FINAL
WHERE repo = {repo:String} AND branch = {branch:String}
ORDER BY time DESC, heard_at DESC, position DESC, sha DESC
LIMIT {limit:UInt32} OFFSET {offset:UInt32}
-- A few rows: handing them to threads takes longer than reading them.
SETTINGS max_threads = 1
