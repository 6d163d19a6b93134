-- The slowest tests, from their daily sums. A test that was skipped took no time, and would only seem fast.
SELECT
    name,
    classname,
    file,
    toInt64(sum(test_day.runs) - sum(test_day.skipped)) AS runs,
    round(sum(test_day.total_seconds) / runs, 3) AS mean_seconds,
    round(max(test_day.max_seconds), 3) AS max_seconds,
    round(sum(test_day.total_seconds), 3) AS total_seconds
FROM test_day
WHERE repo = {repo:String} AND day >= today() - {days:UInt16}
GROUP BY file, classname, name
HAVING runs > 0
ORDER BY mean_seconds DESC, name, classname, file
LIMIT {limit:UInt32}
