-- The titles of some pull requests, where they are known.
SELECT repo, number, ifNull(title, '') AS title
FROM pull_request FINAL
WHERE repo IN {upstreams:Array(String)} AND number IN {prs:Array(UInt64)}
ORDER BY repo, number
LIMIT 10000
