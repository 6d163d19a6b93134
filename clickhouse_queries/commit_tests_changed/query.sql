-- What changed in a commit's tests since its base. Only jobs of which both have reports are compared: a job that has not
-- reported yet, or does not run on this branch, would else seem to have lost all of its tests. Tests are compared by
-- hashes; names are read for those that are given out.
WITH
    reports AS
    (
        SELECT workflow_id, run_attempt, job_id, workflow_name, job_name, runs.head_sha = {sha:String} AS is_head
        FROM test_report FINAL
        INNER JOIN
        (
            SELECT DISTINCT run_id, head_sha
            FROM commit_run
            WHERE repo = {repo:String} AND head_sha IN ({sha:String}, {base:String})
        ) AS runs ON runs.run_id = workflow_id
        WHERE repo = {repo:String}
            AND state = 'complete'
            AND job_name != ''
            AND workflow_id IN
            (
                SELECT run_id
                FROM commit_run
                WHERE repo = {repo:String} AND head_sha IN ({sha:String}, {base:String})
            )
    ),

    compared AS
    (
        SELECT workflow_name, job_name
        FROM reports
        GROUP BY workflow_name, job_name
        HAVING uniqExact(is_head) = 2
    ),

    newest AS
    (
        SELECT max((run_attempt, workflow_id, job_id)) AS attempt, is_head
        FROM reports
        WHERE (workflow_name, job_name) IN (SELECT workflow_name, job_name FROM compared)
        GROUP BY workflow_name, job_name, is_head
    ),

    tests AS
    (
        SELECT
            workflow_name,
            job_name,
            cityHash64(name, classname, file) AS test,
            min(if(head, indexOf(['failure', 'error', 'flaky', 'success', 'skipped'], status), 9)) AS at_head,
            min(if(head, 9, indexOf(['failure', 'error', 'flaky', 'success', 'skipped'], status))) AS at_base,
            min((workflow_id, run_attempt, job_id, report, case_number)) AS place
        FROM
        (
            SELECT
                workflow_id, run_attempt, job_id, report, case_number, workflow_name, job_name, name, classname, file, status,
                (run_attempt, workflow_id, job_id) IN (SELECT attempt FROM newest WHERE is_head) AS head
            FROM test_run FINAL
            WHERE repo = {repo:String}
                AND workflow_id IN (SELECT attempt.2 FROM newest)
                AND (run_attempt, workflow_id, job_id) IN (SELECT attempt FROM newest)
        )
        GROUP BY workflow_name, job_name, test
        HAVING at_head != at_base
    ),

    changes AS
    (
        SELECT
            multiIf(
                at_base = 9, 'new',
                at_head = 9, 'removed',
                at_head = 5, 'newly_skipped',
                at_head <= 2 AND at_base > 2, 'newly_failing',
                at_base <= 2 AND at_head IN (3, 4), 'fixed',
                '') AS change,
            test,
            -- Never any(): this is asked twice below, and must answer the same.
            argMin(tests.at_head, tests.place) AS head_status,
            argMin(tests.at_base, tests.place) AS base_status,
            argMin(tests.workflow_name, tests.place) AS workflow,
            argMin(tests.job_name, tests.place) AS job,
            min(tests.place) AS place,
            count() AS jobs,
            count() OVER (PARTITION BY change) AS of_this_change
        FROM tests
        GROUP BY change, test
        HAVING change != ''
        ORDER BY indexOf(['newly_failing', 'new', 'removed', 'newly_skipped', 'fixed'], change), test
        LIMIT {limit:UInt32} BY change
    )

SELECT
    run.name AS name,
    run.classname AS classname,
    run.file AS file,
    changes.change AS change,
    if(changes.head_status = 9, NULL, ['failure', 'error', 'flaky', 'success', 'skipped'][changes.head_status]) AS status,
    if(changes.base_status = 9, NULL, ['failure', 'error', 'flaky', 'success', 'skipped'][changes.base_status]) AS base_status,
    changes.workflow AS workflow_name,
    changes.job AS job_name,
    changes.jobs AS jobs,
    changes.of_this_change AS of_this_change
FROM changes
INNER JOIN
(
    SELECT name, classname, file, (workflow_id, run_attempt, job_id, report, case_number) AS place
    FROM test_run FINAL
    WHERE repo = {repo:String}
        AND (workflow_id, run_attempt, job_id, report, case_number) IN
        (SELECT place.1, place.2, place.3, place.4, place.5 FROM changes)
) AS run ON run.place = changes.place
ORDER BY indexOf(['newly_failing', 'new', 'removed', 'newly_skipped', 'fixed'], change), file, classname, name
