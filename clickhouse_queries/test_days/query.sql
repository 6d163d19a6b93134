-- A repository's test cases by day, from what its reports say of themselves.
SELECT
    toDate(time) AS day,
    count() AS reports,
    uniqExactIf(head_sha, head_sha != '') AS commits,
    sum(cases) AS runs,
    sum(test_report.failures + errors) AS failures,
    sum(test_report.skipped) AS skipped,
    sum(test_report.flaky) AS flaky,
    round(sum(duration_seconds), 3) AS total_seconds
FROM test_report FINAL
WHERE repo = {repo:String} AND time >= now() - toIntervalDay({days:UInt16}) AND state = 'complete'
GROUP BY day
ORDER BY day
