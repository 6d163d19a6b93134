-- The commits on whatever branch that say they came from a pull request: what its failures are never compared with.
SELECT DISTINCT sha
FROM commit
WHERE repo = {repo:String} AND pull_number = {number:UInt64}
LIMIT 1000
