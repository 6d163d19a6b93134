-- What has arrived of a repository since a moment, newest first until the limit, gathered by commit; and
-- the moment that this was asked.
WITH recent AS
(
    SELECT kind, branch, sha, fact
    FROM recent_change
    WHERE repo = {repo:String} AND at > fromUnixTimestamp64Milli({since_ms:Int64}, 'UTC')
    ORDER BY at DESC
    LIMIT {limit:UInt32}
)

SELECT
    kind,
    branch,
    sha,
    -- 52 bits, which JSON numbers hold exactly.
    groupUniqArray(bitShiftRight(fact, 12)) AS facts,
    count() AS heard,
    toUnixTimestamp64Milli(now64(3, 'UTC')) AS now_ms
FROM recent
GROUP BY kind, branch, sha
