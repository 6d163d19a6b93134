-- Flaky tests by day, by the same evidence as flaky_tests.
WITH
    failed AS
    (
        SELECT name, classname, file, time, head_sha, status, workflow_name, job_name, job_id
        FROM test_failure FINAL
        WHERE repo = {repo:String}
            AND time >= now() - toIntervalDay({days:UInt16})
            AND ({branch:String} = '' OR head_branch = {branch:String})
            AND head_sha != ''
    ),

    suspects AS
    (
        SELECT name, classname, file
        FROM failed
        GROUP BY name, classname, file
        ORDER BY uniqExact(head_sha) DESC, name, classname, file
        LIMIT 2000
    ),

    passed AS
    (
        SELECT DISTINCT name, classname, file, head_sha, workflow_name, job_name
        FROM test_run_by_name FINAL
        WHERE repo = {repo:String}
            AND name IN (SELECT name FROM suspects)
            AND (name, classname, file) IN (SELECT name, classname, file FROM suspects)
            AND head_sha IN (SELECT head_sha FROM failed)
            AND time >= now() - toIntervalDay({days:UInt16} + 2)
            AND status = 'success'
            -- Where some of a job's reports fail the test and others pass it, it is the job's variants that differ.
            AND (name, classname, file, job_id) NOT IN (SELECT name, classname, file, job_id FROM failed WHERE status != 'flaky')
    )

SELECT
    toDate(time) AS day,
    uniqExact(name, classname, file) AS flaky_tests,
    uniqExact(head_sha) AS commits_hurt
FROM failed
WHERE status = 'flaky'
    OR (name, classname, file, head_sha, workflow_name, job_name) IN
    (SELECT name, classname, file, head_sha, workflow_name, job_name FROM passed)
GROUP BY day
ORDER BY day
