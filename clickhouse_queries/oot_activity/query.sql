-- When each out-of-tree backend, or one of them, was heard from, and about which upstream: the hours in which it was.
SELECT
    repo,
    ifNull(upstream_repo, '') AS upstream,
    argMaxIf(downstream_repo_level, heard_at, downstream_repo_level IS NOT NULL) AS downstream_repo_level,
    arraySort(groupUniqArray(intDiv(toUnixTimestamp(heard_at), 3600))) AS hours,
    max(heard_at) AS last_run
FROM
(
    SELECT repo, upstream_repo, downstream_repo_level, heard_at
    FROM oot_workflow_job FINAL
    WHERE heard_at >= now() - toIntervalDay({days:UInt16})
        AND ({repo:String} = '' OR repo = {repo:String})
)
GROUP BY repo, upstream
ORDER BY repo, upstream
LIMIT 10000
