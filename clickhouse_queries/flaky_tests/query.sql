-- Flaky tests. A failure counts only where the same job passed the same test on the same commit, or a report tells of
-- tries that disagree: what fails every time is broken, not flaky. Failures are few; passes are looked up only of the
-- tests that failed, on the commits on which they did.
WITH
    failed AS
    (
        SELECT
            name, classname, file, time, head_sha, status, message, workflow_id, job_id, run_attempt, workflow_name, job_name
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
        SELECT
            name, classname, file, head_sha, workflow_name, job_name,
            argMin((workflow_id, job_id, run_attempt), run_attempt) AS proof
        FROM test_run_by_name FINAL
        WHERE repo = {repo:String}
            AND (name, classname, file) IN (SELECT name, classname, file FROM suspects)
            AND name IN (SELECT name FROM suspects)
            AND head_sha IN (SELECT head_sha FROM failed)
            AND time >= now() - toIntervalDay({days:UInt16} + 2)
            AND status = 'success'
            -- Where some of a job's reports fail the test and others pass it, it is the job's variants that differ.
            AND (name, classname, file, job_id) NOT IN (SELECT name, classname, file, job_id FROM failed WHERE status != 'flaky')
        GROUP BY name, classname, file, head_sha, workflow_name, job_name
    ),

    evidence AS
    (
        SELECT
            failed.name AS name,
            failed.classname AS classname,
            failed.file AS file,
            failed.time AS time,
            failed.head_sha AS head_sha,
            failed.status AS status,
            failed.message AS message,
            failed.workflow_name AS workflow_name,
            failed.job_name AS job_name,
            (failed.workflow_id, failed.job_id, failed.run_attempt) AS failure,
            if(failed.status = 'flaky', failure, passed.proof) AS proof,
            failed.status = 'flaky' OR passed.proof.2 != 0 AS is_flaky
        FROM failed
        LEFT JOIN passed
            ON passed.name = failed.name AND passed.classname = failed.classname AND passed.file = failed.file
            AND passed.head_sha = failed.head_sha AND passed.workflow_name = failed.workflow_name AND passed.job_name = failed.job_name
        WHERE (failed.name, failed.classname, failed.file) IN (SELECT name, classname, file FROM suspects)
    )

SELECT
    name,
    classname,
    file,
    uniqExactIf(evidence.head_sha, is_flaky) AS commits_hurt,
    countIf(status = 'flaky') AS flaky_runs,
    countIf(is_flaky AND status != 'flaky') AS passed_on_retry,
    countIf(status != 'flaky') AS failures,
    maxIf(time, is_flaky) AS last_flaked_at,
    argMaxIf(evidence.head_sha, time, is_flaky) AS head_sha,
    argMaxIf(evidence.workflow_name, time, is_flaky) AS workflow_name,
    argMaxIf(evidence.job_name, time, is_flaky) AS job_name,
    argMaxIf(failure.1, time, is_flaky) AS failed_workflow_id,
    argMaxIf(failure.2, time, is_flaky) AS failed_job_id,
    argMaxIf(failure.3, time, is_flaky) AS failed_attempt,
    argMaxIf(proof.1, time, is_flaky) AS passed_workflow_id,
    argMaxIf(proof.2, time, is_flaky) AS passed_job_id,
    argMaxIf(proof.3, time, is_flaky) AS passed_attempt,
    argMaxIf(evidence.message, time, is_flaky) AS message,
    arrayMap(
        ago -> length(arrayDistinct(arrayMap(
            hurt -> hurt.2,
            arrayFilter(hurt -> hurt.1 = ago, groupUniqArrayIf((dateDiff('day', toDate(time), today()), evidence.head_sha), is_flaky))))),
        arrayReverse(range({days:UInt16}))) AS trend
FROM evidence
GROUP BY name, classname, file
HAVING commits_hurt > 0
ORDER BY commits_hurt DESC, last_flaked_at DESC, name, classname, file
LIMIT {limit:UInt32}
