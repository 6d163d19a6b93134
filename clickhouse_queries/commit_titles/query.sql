-- What some commits are called; the most telling source's word, as in commit_query.
SELECT sha, title
FROM commit FINAL
WHERE repo = {repo:String} AND sha IN {shas:Array(String)}
