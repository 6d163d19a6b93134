-- One test's failures by message. What is a number, an address or an identifier differs every time and says nothing.
SELECT
    replaceRegexpAll(substring(test_run_by_name.message, 1, 500), '0x[0-9a-fA-F]+|\\b[0-9a-fA-F]{8,}\\b|[0-9]+', '#') AS pattern,
    argMax(test_run_by_name.message, time) AS message,
    count() AS failures,
    uniqExactIf(test_run_by_name.head_sha, test_run_by_name.head_sha != '') AS commits,
    arraySort(groupUniqArray(20)(toString(head_branch))) AS branches,
    arraySort(groupUniqArray(20)(if(workflow_name = '', toString(job_name), concat(workflow_name, ' / ', job_name)))) AS jobs,
    min(time) AS first_seen,
    max(time) AS last_seen,
    argMax(test_run_by_name.head_sha, time) AS head_sha,
    argMax(test_run_by_name.workflow_id, time) AS workflow_id,
    argMax(test_run_by_name.job_id, time) AS job_id,
    argMax(test_run_by_name.run_attempt, time) AS run_attempt
FROM test_run_by_name FINAL
WHERE repo = {repo:String}
    AND name = {name:String}
    AND ({classname:String} = '' OR classname = {classname:String})
    AND ({file:String} = '' OR file = {file:String})
    AND ({branch:String} = '' OR head_branch = {branch:String})
    AND status IN ('failure', 'error', 'flaky')
    AND time >= now() - toIntervalDay({days:UInt16})
GROUP BY pattern
ORDER BY failures DESC, last_seen DESC, pattern
LIMIT {limit:UInt32}
SETTINGS do_not_merge_across_partitions_select_final = 1
