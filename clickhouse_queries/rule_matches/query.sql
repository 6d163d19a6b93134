-- What a pattern finds in the newest failed logs: for each log its last matching line, or none. repo = '' means all.
WITH failed AS
(
    SELECT repo, id AS job_id, if(ifNull(workflow_name, '') = '', name, concat(assumeNotNull(workflow_name), ' / ', name)) AS full_name, completed_at
    FROM workflow_job FINAL
    WHERE ({repo:String} = '' OR repo = {repo:String})
        AND completed_at >= now() - toIntervalDay(30)
        AND has_log
        AND conclusion IN ('failure', 'timed_out', 'startup_failure')
    ORDER BY completed_at DESC, job_id DESC
    LIMIT {limit:UInt32}
)

SELECT
    failed.repo AS repo,
    failed.job_id AS job_id,
    failed.full_name AS name,
    found.line AS line,
    found.at_line AS line_num,
    found.captures AS captures
FROM failed
LEFT ANY JOIN
(
    SELECT
        repo,
        job_id,
        toNullable(max(line_num)) AS at_line,
        argMax(one.line, line_num) AS line,
        arrayFilter(group -> group != '', extractGroups(argMax(one.line, line_num), concat('(', {pattern:String}, ')'))) AS groups,
        if(length(groups) > 1, arrayPopFront(groups), groups) AS captures
    FROM log_line AS one
    WHERE (repo, job_id) IN (SELECT repo, job_id FROM failed)
        AND multiMatchAny(one.line, [{pattern:String}])
    GROUP BY repo, job_id
) AS found ON found.repo = failed.repo AND found.job_id = failed.job_id
ORDER BY failed.completed_at DESC, failed.job_id DESC
