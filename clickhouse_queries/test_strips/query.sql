-- Strips of the latest outcomes of some tests on one branch: of each commit, the worst of its jobs. A job that failed a
-- test and then passed it is flaky. An empty branch means the repository's default branch.
WITH
    (SELECT any(default_branch) FROM repository FINAL WHERE repo = {repo:String}) AS default_branch,
    if({branch:String} != '', {branch:String}, if(default_branch = '', 'main', default_branch)) AS wanted,

    jobs AS
    (
        SELECT
            name,
            classname,
            file,
            head_sha,
            max(time) AS at,
            multiIf(
                uniqExact(job_id) > 1
                    AND countIf(status IN ('failure', 'error')) > 0
                    AND countIf(status = 'success') > 0, 'flaky',
                argMin(toString(status), indexOf(['failure', 'error', 'flaky', 'success', 'skipped'], status))) AS outcome
        FROM test_run_by_name FINAL
        WHERE repo = {repo:String}
            AND name IN {names:Array(String)}
            AND (name, classname) IN (SELECT arrayJoin(arrayZip({names:Array(String)}, {classnames:Array(String)})))
            AND head_branch = wanted
            AND head_sha != ''
            AND test_run_by_name.time >= now() - toIntervalDay({days:UInt16})
        GROUP BY name, classname, file, head_sha, workflow_name, job_name
    ),

    commits AS
    (
        SELECT
            name,
            classname,
            file,
            head_sha,
            max(jobs.at) AS newest_at,
            argMin(outcome, indexOf(['failure', 'error', 'flaky', 'success', 'skipped'], outcome)) AS worst
        FROM jobs
        GROUP BY name, classname, file, head_sha
        ORDER BY newest_at DESC
        LIMIT {limit:UInt32} BY name, classname, file
    )

SELECT
    name,
    classname,
    file,
    arrayMap(commit -> commit.2, arrayReverseSort(groupArray((newest_at, head_sha, worst))) AS newest) AS shas,
    arrayMap(commit -> commit.3, newest) AS statuses,
    arrayMap(commit -> commit.1, newest) AS times
FROM commits
GROUP BY name, classname, file
ORDER BY name, classname, file
