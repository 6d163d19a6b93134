-- The five pull requests that each out-of-tree backend, or one of them, reported on last, and how its jobs stand there:
-- of each job the newest attempt of the newest delivery.
WITH recent AS
(
    SELECT repo, ifNull(upstream_repo, '') AS upstream, assumeNotNull(oot_workflow_job.pr) AS pr
    FROM oot_workflow_job FINAL
    WHERE coalesce(completed_at, started_at, _inserted_at) >= now() - toIntervalDay({days:UInt16})
        AND oot_workflow_job.pr IS NOT NULL
        AND ({repo:String} = '' OR repo = {repo:String})
        AND ({upstream:String} = '' OR upstream_repo = {upstream:String})
    GROUP BY repo, upstream, pr
    ORDER BY repo, max(coalesce(completed_at, started_at, _inserted_at)) DESC, pr DESC
    LIMIT 5 BY repo
)

SELECT
    repo,
    nullIf(upstream, '') AS upstream_repo,
    pr,
    max(job_heard_at) AS last_heard_at,
    groupUniqArray(job_conclusion) AS conclusions
FROM
(
    SELECT
        repo,
        upstream,
        pr,
        argMax(attempt_conclusion, delivery_at) AS job_conclusion,
        max(heard_at) AS job_heard_at
    FROM
    (
        SELECT
            repo,
            ifNull(upstream_repo, '') AS upstream,
            assumeNotNull(oot_workflow_job.pr) AS pr,
            workflow_name,
            job_name,
            argMax(multiIf(
                status = 'completed', ifNull(conclusion, 'neutral'),
                coalesce(started_at, _inserted_at) < now() - INTERVAL 6 HOUR, 'stale',
                status = 'queued', 'queued',
                'pending'), (run_attempt, coalesce(completed_at, started_at, _inserted_at))) AS attempt_conclusion,
            max(coalesce(started_at, completed_at, _inserted_at)) AS delivery_at,
            max(coalesce(completed_at, started_at, _inserted_at)) AS heard_at
        FROM oot_workflow_job FINAL
        WHERE coalesce(completed_at, started_at, _inserted_at) >= now() - toIntervalDay({days:UInt16})
            AND oot_workflow_job.pr IS NOT NULL
            AND (repo, ifNull(upstream_repo, ''), assumeNotNull(oot_workflow_job.pr)) IN (SELECT repo, upstream, pr FROM recent)
        GROUP BY repo, upstream, pr, workflow_name, job_name, delivery_id
    )
    GROUP BY repo, upstream, pr, workflow_name, job_name
)
GROUP BY repo, upstream, pr
ORDER BY repo, last_heard_at DESC, pr DESC
LIMIT 50000
