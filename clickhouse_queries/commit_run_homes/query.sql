-- The runs of the given commits, also those that only their jobs told of: whose they are is then not known.
WITH wanted AS
(
    SELECT DISTINCT run_id, head_sha
    FROM commit_run
    WHERE repo = {repo:String} AND head_sha IN {shas:Array(String)}
)

SELECT
    wanted.run_id AS id,
    wanted.head_sha AS head_sha,
    nullIf(run.home, '') AS head_repo
FROM wanted
LEFT ANY JOIN
(
    SELECT id, argMax(ifNull(head_repo, '?'), run_attempt) AS home
    FROM workflow_run FINAL
    WHERE repo = {repo:String} AND id IN (SELECT run_id FROM wanted)
    GROUP BY id
) AS run ON run.id = wanted.run_id
SETTINGS max_threads = 1
