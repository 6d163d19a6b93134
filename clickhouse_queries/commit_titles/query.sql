-- What some commits are called; the most telling source's word, as in commit_query. A pull request knows no title of its
-- head's, only its own: then there is none.
SELECT sha, if(source = 'pull_request', '', title) AS title
FROM commit FINAL
WHERE repo = {repo:String} AND sha IN {shas:Array(String)}
-- A few rows: handing them to threads takes longer than reading them.
SETTINGS max_threads = 1
