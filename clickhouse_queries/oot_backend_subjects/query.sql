-- What one out-of-tree backend reported on, newest activity first, a page at a time: pull requests, or the commits of
-- pushes and nightly runs. With a conclusion, only where a job ended so: of each job the newest attempt of the newest
-- delivery.
SELECT
    upstream_repo,
    pr,
    event AS event_type,
    argMax(sha, delivery_at) AS head_sha,
    max(heard_at) AS last_heard_at,
    count() OVER () AS total
FROM
(
    SELECT
        upstream_repo,
        pr,
        event,
        commit_sha,
        argMax(attempt_conclusion, job.delivery_at) AS job_conclusion,
        argMax(job.sha, job.delivery_at) AS sha,
        max(job.delivery_at) AS delivery_at,
        max(job.heard_at) AS heard_at
    FROM
    (
        SELECT
            upstream_repo,
            pr,
            if(pr IS NULL, event_type, 'pull_request') AS event,
            if(pr IS NULL, head_sha, NULL) AS commit_sha,
            workflow_name,
            job_name,
            any(head_sha) AS sha,
            argMax(multiIf(
                status = 'completed', ifNull(conclusion, 'neutral'),
                coalesce(started_at, _inserted_at) < now() - INTERVAL 6 HOUR, 'stale',
                status = 'queued', 'queued',
                'pending'), (run_attempt, coalesce(completed_at, started_at, _inserted_at))) AS attempt_conclusion,
            max(coalesce(started_at, completed_at, _inserted_at)) AS delivery_at,
            max(coalesce(completed_at, started_at, _inserted_at)) AS heard_at
        FROM oot_workflow_job FINAL
        WHERE repo = {repo:String}
            AND coalesce(completed_at, started_at, _inserted_at) >= now() - toIntervalDay({days:UInt16})
            AND ({upstream:String} = '' OR upstream_repo = {upstream:String})
            AND ({pr:UInt64} = 0 OR oot_workflow_job.pr = {pr:UInt64})
            AND positionCaseInsensitiveUTF8(concat(workflow_name, ' / ', job_name), {job:String}) > 0
            AND multiIf(
                {scope:String} = 'pull_request', pr IS NOT NULL,
                {scope:String} = 'push', pr IS NULL AND event_type = 'push',
                {scope:String} = 'nightly', pr IS NULL AND event_type != 'push',
                true)
        GROUP BY upstream_repo, pr, event, commit_sha, workflow_name, job_name, delivery_id
    ) AS job
    GROUP BY upstream_repo, pr, event, commit_sha, workflow_name, job_name
)
GROUP BY upstream_repo, pr, event, commit_sha
HAVING {conclusion:String} = '' OR has(groupArray(job_conclusion), {conclusion:String})
ORDER BY last_heard_at DESC, upstream_repo, pr DESC, head_sha
LIMIT {limit:UInt32} OFFSET {offset:UInt32}
