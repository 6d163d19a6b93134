-- Where commits whose hash begins so are in a branch's order: how many commits are newer.
WITH wanted AS
(
    SELECT sha, (time, heard_at, position, sha) AS place
    FROM branch_commit FINAL
    WHERE repo = {repo:String} AND branch = {branch:String} AND startsWith(sha, {prefix:String})
    ORDER BY sha
    LIMIT 5
)

SELECT wanted.sha AS sha, countIf(other.place > wanted.place) AS newer
FROM wanted
CROSS JOIN
(
    SELECT (time, heard_at, position, sha) AS place
    FROM branch_commit FINAL
    WHERE repo = {repo:String} AND branch = {branch:String}
) AS other
GROUP BY sha
ORDER BY sha
