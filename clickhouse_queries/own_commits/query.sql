-- The commits on whatever branch that say they came from a pull request: what its failures are never compared with.
SELECT DISTINCT sha
FROM commit
WHERE repo = {repo:String} AND pull_number = {number:UInt64}
LIMIT 1000
-- A few rows: handing them to threads takes longer than reading them.
SETTINGS max_threads = 1
