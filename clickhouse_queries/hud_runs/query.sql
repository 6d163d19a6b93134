-- The runs of the given commits, each as its newest attempt left it; a run that only its jobs told of is not `heard`.
WITH wanted AS
(
    SELECT DISTINCT run_id, head_sha
    FROM commit_run
    WHERE repo = {repo:String} AND head_sha IN {shas:Array(String)}
)

SELECT
    wanted.run_id AS id,
    wanted.head_sha AS head_sha,
    run.id != 0 AS heard,
    run.newest_attempt AS run_attempt,
    run.workflow AS workflow,
    run.newest_conclusion AS conclusion,
    run.home AS head_repo
FROM wanted
LEFT ANY JOIN
(
    SELECT
        id,
        max(run_attempt) AS newest_attempt,
        argMax(coalesce(name, path, ''), run_attempt) AS workflow,
        argMax(ifNull(conclusion, ''), run_attempt) AS newest_conclusion,
        argMax(ifNull(head_repo, ''), run_attempt) AS home
    FROM workflow_run FINAL
    WHERE repo = {repo:String} AND id IN (SELECT run_id FROM wanted)
    GROUP BY id
) AS run ON run.id = wanted.run_id
