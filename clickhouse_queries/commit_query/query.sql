-- What is known of the given commits, wherever it was heard, and which pull requests are theirs: of a pull request there is
-- a row of its own, merged as such a commit or with it as a head. Whoever reads this puts them together: to join them here
-- takes half as long again.
SELECT 'commit' AS told_by, sha, time, title, body, author_name, author_login, repo_url, pull_number
FROM commit FINAL
WHERE repo = {repo:String} AND sha IN {shas:Array(String)}
UNION ALL
SELECT 'merged', assumeNotNull(merge_commit_sha), NULL, '', '', NULL, NULL, NULL, number
FROM pull_request FINAL
WHERE repo = {repo:String} AND merge_commit_sha IN {shas:Array(String)}
UNION ALL
SELECT 'head', sha, NULL, '', '', NULL, NULL, NULL, number
FROM pull_head
WHERE repo = {repo:String} AND sha IN {shas:Array(String)}
-- A few rows: handing them to threads takes longer than reading them.
SETTINGS max_threads = 1
