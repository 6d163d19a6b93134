-- The reviews of one pull request, oldest first.
SELECT author, state, submitted_at, html_url
FROM pull_request_review FINAL
WHERE repo = {repo:String} AND pull_number = {number:UInt64}
ORDER BY ifNull(submitted_at, updated_at), id
LIMIT 1000
-- A few rows: handing them to threads takes longer than reading them.
SETTINGS max_threads = 1
