-- One test by day. A flaky run passed in the end, and is none of the passes: it shows that the test cannot be relied on.
SELECT
    toDate(time) AS day,
    count() AS runs,
    countIf(status = 'success') AS successes,
    countIf(status IN ('failure', 'error')) AS failures,
    countIf(status = 'flaky') AS flaky,
    countIf(status = 'skipped') AS skipped,
    if(runs = skipped, NULL, round(successes / (runs - skipped), 4)) AS pass_rate,
    if(runs = skipped, NULL, round(quantileExactIf(0.5)(duration_seconds, status != 'skipped'), 4)) AS p50_seconds,
    if(runs = skipped, NULL, round(quantileExactIf(0.9)(duration_seconds, status != 'skipped'), 4)) AS p90_seconds
FROM test_run_by_name FINAL
WHERE repo = {repo:String}
    AND name = {name:String}
    AND ({classname:String} = '' OR classname = {classname:String})
    AND ({file:String} = '' OR file = {file:String})
    AND ({branch:String} = '' OR head_branch = {branch:String})
    AND time >= now() - toIntervalDay({days:UInt16})
GROUP BY day
ORDER BY day
SETTINGS do_not_merge_across_partitions_select_final = 1
