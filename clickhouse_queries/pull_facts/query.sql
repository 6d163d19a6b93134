-- A pull request, its reviews, and all that ran for its newest head or was said of it. One question: to plan and send three
-- takes twice as long, and the last would have to wait for the first. Which head that was is found once, and told: a push
-- may come while this is answered.
WITH
(
    SELECT any(head_sha) FROM pull_request FINAL WHERE repo = {repo:String} AND number = {number:UInt64}
) AS newest

SELECT 'pull' AS kind, formatRowNoNewline('JSONEachRow',
    number, title, body, state, draft, merged, author, base_ref, base_sha, head_ref, head_repo, head_sha, head_shas,
    merge_commit_sha, labels, html_url, newest AS facts_of) AS doc
FROM pull_request FINAL
WHERE repo = {repo:String} AND number = {number:UInt64}
UNION ALL
SELECT 'review' AS kind, formatRowNoNewline('JSONEachRow',
    id, author, state, submitted_at, updated_at, html_url) AS doc
FROM pull_request_review FINAL
WHERE repo = {repo:String} AND pull_number = {number:UInt64}
LIMIT 1000
UNION ALL
SELECT kind, doc
FROM commit_fact FINAL
WHERE repo = {repo:String} AND head_sha = newest
-- A few rows: handing them to threads takes longer than reading them.
SETTINGS max_threads = 1
