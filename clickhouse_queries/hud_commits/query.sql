-- A page of a branch's commits, newest first. What a push says of a commit comes before what a run or a pull
-- request says; a merged pull request's own word on its commit comes before what the message says.
WITH page AS
(
    SELECT sha, time, heard_at, position
    FROM branch_commit FINAL
    WHERE repo = {repo:String} AND branch = {branch:String}
    ORDER BY time DESC, heard_at DESC, position DESC, sha DESC
    LIMIT {limit:UInt32} OFFSET {offset:UInt32}
)

SELECT
    page.sha AS sha,
    page.time AS time,
    known.title AS title,
    known.body AS body,
    known.author_name AS author_name,
    known.author_login AS author_login,
    known.repo_url AS repo_url,
    coalesce(merged.number, known.pull_number, head.number) AS pull_number
FROM page
LEFT ANY JOIN
(
    SELECT sha, title, body, author_name, author_login, repo_url, pull_number
    FROM commit FINAL
    WHERE repo = {repo:String} AND sha IN (SELECT sha FROM page)
) AS known ON known.sha = page.sha
LEFT ANY JOIN
(
    SELECT assumeNotNull(merge_commit_sha) AS sha, toNullable(number) AS number
    FROM pull_request FINAL
    WHERE repo = {repo:String} AND merge_commit_sha IN (SELECT sha FROM page)
) AS merged ON merged.sha = page.sha
LEFT ANY JOIN
(
    SELECT sha, toNullable(max(pull_head.number)) AS number
    FROM pull_head
    WHERE repo = {repo:String} AND sha IN (SELECT sha FROM page)
    GROUP BY sha
) AS head ON head.sha = page.sha
ORDER BY page.time DESC, page.heard_at DESC, page.position DESC, sha DESC
