-- One commit's cases. Of a job that was run again the newest attempt counts; what it passed and an earlier one failed is
-- flaky, and brings the earlier message. Reports of two attempts belong together by their names, but for the numbers that
-- tools put into them. What is sorted is numbers only: texts are read for the rows that are given out.
WITH
    reports AS
    (
        SELECT workflow_id, run_attempt, job_id, if(job_name = '', toString(job_id), job_name) AS job
        FROM test_report FINAL
        WHERE repo = {repo:String}
            AND workflow_id IN (SELECT run_id FROM commit_run WHERE repo = {repo:String} AND head_sha = {sha:String})
    ),

    newest AS
    (
        SELECT workflow_id, max((run_attempt, job_id)) AS attempt
        FROM reports
        GROUP BY workflow_id, job
    ),

    earlier AS
    (
        SELECT
            workflow_id,
            if(job_name = '', toString(job_id), job_name) AS job,
            replaceRegexpAll(test_run.report, '[0-9a-f]{7,}|[0-9]+', '#') AS series,
            cityHash64(name, classname, file) AS test,
            argMax((run_attempt, job_id, message, text), run_attempt) AS failed
        FROM test_run FINAL
        WHERE repo = {repo:String}
            AND status IN ('failure', 'error')
            AND (workflow_id, run_attempt, job_id) IN (SELECT workflow_id, run_attempt, job_id FROM reports)
            AND (workflow_id, (run_attempt, job_id)) NOT IN (SELECT workflow_id, attempt FROM newest)
        GROUP BY workflow_id, job, series, test
    ),

    cases AS
    (
        SELECT
            workflow_id,
            run_attempt,
            job_id,
            report,
            case_number,
            duration_seconds,
            if(
                status = 'success'
                    AND (
                        workflow_id,
                        if(job_name = '', toString(job_id), job_name),
                        replaceRegexpAll(test_run.report, '[0-9a-f]{7,}|[0-9]+', '#'),
                        cityHash64(name, classname, file)) IN (SELECT workflow_id, job, series, test FROM earlier),
                'flaky', toString(status)) AS effective
        FROM test_run FINAL
        WHERE repo = {repo:String}
            AND workflow_id IN (SELECT workflow_id FROM newest)
            AND (workflow_id, (run_attempt, job_id)) IN (SELECT workflow_id, attempt FROM newest)
            AND (empty({statuses:Array(String)}) OR effective IN {statuses:Array(String)})
        ORDER BY
            indexOf(['failure', 'error', 'flaky', 'skipped', 'success'], effective),
            duration_seconds DESC,
            workflow_id,
            job_id,
            report,
            case_number
        LIMIT {limit:UInt32} OFFSET {offset:UInt32}
    )

SELECT
    run.name AS name,
    run.classname AS classname,
    run.file AS file,
    run.invoking_file AS invoking_file,
    cases.effective AS status,
    run.tries AS tries,
    run.duration_seconds AS duration_seconds,
    if(run.message = '' AND earlier.failed.2 != 0, earlier.failed.3, run.message) AS message,
    if(run.text = '' AND earlier.failed.2 != 0, earlier.failed.4, run.text) AS text,
    run.workflow_id AS workflow_id,
    run.workflow_name AS workflow_name,
    run.job_id AS job_id,
    run.job_name AS job_name,
    run.run_attempt AS run_attempt,
    nullIf(if(cases.effective = 'flaky', earlier.failed.1, 0), 0) AS failed_attempt,
    nullIf(if(cases.effective = 'flaky', earlier.failed.2, 0), 0) AS failed_job_id,
    run.time AS time
FROM cases
INNER JOIN
(
    SELECT
        workflow_id, run_attempt, job_id, report, case_number, workflow_name, job_name, name, classname, file, invoking_file,
        tries, duration_seconds, message, text, time,
        if(job_name = '', toString(job_id), job_name) AS job,
        replaceRegexpAll(test_run.report, '[0-9a-f]{7,}|[0-9]+', '#') AS series,
        cityHash64(name, classname, file) AS test
    FROM test_run FINAL
    WHERE repo = {repo:String}
        AND (workflow_id, run_attempt, job_id, report, case_number) IN
        (SELECT workflow_id, run_attempt, job_id, report, case_number FROM cases)
) AS run
    ON run.workflow_id = cases.workflow_id AND run.run_attempt = cases.run_attempt AND run.job_id = cases.job_id
    AND run.report = cases.report AND run.case_number = cases.case_number
LEFT JOIN earlier
    ON earlier.workflow_id = run.workflow_id AND earlier.job = run.job AND earlier.series = run.series AND earlier.test = run.test
ORDER BY
    indexOf(['failure', 'error', 'flaky', 'skipped', 'success'], cases.effective),
    run.duration_seconds DESC,
    workflow_id,
    job_id,
    run.report,
    run.case_number
