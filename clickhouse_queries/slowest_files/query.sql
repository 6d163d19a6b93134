-- The slowest test files, from their cases' daily sums.
SELECT
    of_file AS file,
    count() AS tests,
    toInt64(sum(case_runs)) AS runs,
    toInt64(sum(case_failures)) AS failures,
    round(sum(case_mean), 3) AS mean_seconds,
    round(sum(case_seconds), 3) AS total_seconds
FROM
(
    SELECT
        if(test_day.file = '', classname, test_day.file) AS of_file,
        sum(test_day.runs) AS case_runs,
        sum(test_day.failures) AS case_failures,
        sum(test_day.total_seconds) AS case_seconds,
        case_seconds / greatest(1, case_runs - sum(test_day.skipped)) AS case_mean
    FROM test_day
    WHERE repo = {repo:String} AND day >= today() - {days:UInt16}
    GROUP BY test_day.file, classname, name
    HAVING case_runs > 0
)
GROUP BY of_file
ORDER BY total_seconds DESC, file
LIMIT {limit:UInt32}
