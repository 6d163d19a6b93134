-- What is known of the given commits, wherever it was heard; their pull requests as in hud_commits.
SELECT
    known.sha AS sha,
    known.time AS time,
    known.title AS title,
    known.body AS body,
    known.author_name AS author_name,
    known.author_login AS author_login,
    known.repo_url AS repo_url,
    coalesce(merged.number, known.pull_number, head.number) AS pull_number
FROM
(
    SELECT sha, time, title, body, author_name, author_login, repo_url, pull_number
    FROM commit FINAL
    WHERE repo = {repo:String} AND sha IN {shas:Array(String)}
) AS known
LEFT ANY JOIN
(
    SELECT assumeNotNull(merge_commit_sha) AS sha, toNullable(number) AS number
    FROM pull_request FINAL
    WHERE repo = {repo:String} AND merge_commit_sha IN {shas:Array(String)}
) AS merged ON merged.sha = known.sha
LEFT ANY JOIN
(
    SELECT sha, toNullable(max(pull_head.number)) AS number
    FROM pull_head
    WHERE repo = {repo:String} AND sha IN {shas:Array(String)}
    GROUP BY sha
) AS head ON head.sha = known.sha
-- A few rows: handing them to threads takes longer than reading them.
SETTINGS max_threads = 1
