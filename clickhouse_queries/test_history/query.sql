-- One test's runs, newest first: they lie together in the order that tests are named in.
SELECT
    name,
    classname,
    file,
    time,
    status,
    tries,
    duration_seconds,
    message,
    workflow_id,
    workflow_name,
    job_id,
    job_name,
    run_attempt,
    head_sha,
    head_branch
FROM test_run_by_name FINAL
WHERE repo = {repo:String}
    AND name = {name:String}
    AND ({classname:String} = '' OR classname = {classname:String})
    AND ({file:String} = '' OR file = {file:String})
    AND ({branch:String} = '' OR head_branch = {branch:String})
    AND time >= now() - toIntervalDay({days:UInt16})
ORDER BY time DESC, workflow_id DESC, job_id DESC, report, case_number
LIMIT {limit:UInt32}
SETTINGS do_not_merge_across_partitions_select_final = 1
