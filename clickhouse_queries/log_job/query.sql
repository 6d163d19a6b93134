-- One job by its id, with what its log was found to say. The newest version is taken by hand: FINAL would merge all of
-- the repository's jobs to find one.
SELECT
    found.id AS id,
    found.run_id AS run_id,
    found.run_attempt AS run_attempt,
    found.name AS job_name,
    coalesce(found.workflow_name, run.name, '') AS workflow_name,
    found.head_sha AS head_sha,
    -- A fork's branch is called after its owner, as GitHub does; of a fork that is gone the owner is not known.
    if(ifNull(run.home, {repo:String}) = {repo:String}, found.head_branch, concat(splitByChar('/', run.home)[1], ':', found.head_branch)) AS head_branch,
    found.status AS status,
    found.conclusion AS conclusion,
    found.started_at AS started_at,
    found.completed_at AS completed_at,
    if(found.completed_at < found.started_at, 0, dateDiff('second', found.started_at, found.completed_at)) AS duration_seconds,
    found.html_url AS html_url,
    found.has_log AS has_log,
    found.failure_rule AS failure_rule,
    found.failure_line AS failure_line,
    found.failure_line_num AS failure_line_num,
    found.failure_captures AS failure_captures,
    found.failure_context AS failure_context,
    pull.number AS pull_number
FROM
(
    SELECT
        id, run_id, run_attempt, name, workflow_name, head_sha, head_branch, status, conclusion, started_at, completed_at,
        html_url, has_log, failure_rule, failure_line, failure_line_num, failure_captures, failure_context, is_deleted
    FROM workflow_job
    WHERE repo = {repo:String} AND id = {job_id:UInt64}
    ORDER BY revision DESC
    LIMIT 1
) AS found
LEFT ANY JOIN
(
    SELECT id, argMax(name, run_attempt) AS name, any(ifNull(head_repo, 'unknown')) AS home
    FROM workflow_run
    WHERE repo = {repo:String}
        AND id IN (SELECT run_id FROM workflow_job WHERE repo = {repo:String} AND id = {job_id:UInt64})
    GROUP BY id
) AS run ON run.id = found.run_id
LEFT ANY JOIN
(
    SELECT sha, max(number) AS number
    FROM pull_head
    WHERE repo = {repo:String}
        AND sha IN (SELECT head_sha FROM workflow_job WHERE repo = {repo:String} AND id = {job_id:UInt64})
    GROUP BY sha
) AS pull ON pull.sha = found.head_sha
WHERE found.is_deleted = 0
SETTINGS join_use_nulls = 1
