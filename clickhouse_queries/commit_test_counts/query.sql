-- One commit's counts, from what its reports say of themselves: a million cases are not read to be counted. Only those
-- that an earlier attempt failed are looked up, since the newest may have passed them: then they are flaky.
WITH
    reports AS
    (
        SELECT
            workflow_id, run_attempt, job_id, report, if(job_name = '', toString(job_id), job_name) AS job,
            state, cases, successes, failures, errors, skipped, flaky, duration_seconds
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

    again AS
    (
        SELECT DISTINCT
            workflow_id,
            if(job_name = '', toString(job_id), job_name) AS job,
            replaceRegexpAll(test_run.report, '[0-9a-f]{7,}|[0-9]+', '#') AS series,
            cityHash64(name, classname, file) AS test
        FROM test_run FINAL
        WHERE repo = {repo:String}
            AND status IN ('failure', 'error')
            AND (workflow_id, run_attempt, job_id) IN (SELECT workflow_id, run_attempt, job_id FROM reports)
            AND (workflow_id, (run_attempt, job_id)) NOT IN (SELECT workflow_id, attempt FROM newest)
    ),

    (
        SELECT count()
        FROM test_run FINAL
        WHERE repo = {repo:String}
            AND status = 'success'
            AND workflow_id IN (SELECT workflow_id FROM again)
            AND (workflow_id, (run_attempt, job_id)) IN (SELECT workflow_id, attempt FROM newest)
            AND (
                workflow_id,
                if(job_name = '', toString(job_id), job_name),
                replaceRegexpAll(test_run.report, '[0-9a-f]{7,}|[0-9]+', '#'),
                cityHash64(name, classname, file)) IN (SELECT workflow_id, job, series, test FROM again)
    ) AS passed_on_retry

SELECT
    sum(cases) AS total,
    toInt64(sum(reports.successes)) - passed_on_retry AS successes,
    sum(reports.failures) AS failures,
    sum(reports.errors) AS errors,
    sum(reports.skipped) AS skipped,
    sum(reports.flaky) + passed_on_retry AS flaky,
    round(sum(reports.duration_seconds), 3) AS duration_seconds,
    uniqExact(workflow_id, job) AS jobs,
    count() AS reports,
    countIf(state != 'complete') AS unfinished_reports
FROM reports
WHERE (workflow_id, (run_attempt, job_id)) IN (SELECT workflow_id, attempt FROM newest)
GROUP BY passed_on_retry
HAVING count() > 0
