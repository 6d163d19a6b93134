-- What some commits are called; the most telling source's word, as in commit_query.
SELECT sha, title
FROM commit FINAL
WHERE repo = {repo:String} AND sha IN {shas:Array(String)}
-- A few rows: handing them to threads takes longer than reading them.
SETTINGS max_threads = 1
