-- The runs of the given commits, each as its newest attempt left it, gathered by what they have in common: a page has more
-- than a thousand. Runs that only their jobs told of are not here; see commit_run_homes.
SELECT
    workflow,
    conclusion,
    head_repo,
    groupArray(id) AS ids,
    groupArray(indexOf({shas:Array(String)}, head_sha) - 1) AS places,
    groupArray(run_attempt) AS attempts
FROM
(
    SELECT
        id,
        any(head_sha) AS head_sha,
        max(run.run_attempt) AS run_attempt,
        argMax(coalesce(name, path, ''), run.run_attempt) AS workflow,
        argMax(ifNull(run.conclusion, ''), run.run_attempt) AS conclusion,
        argMax(ifNull(run.head_repo, ''), run.run_attempt) AS head_repo
    FROM workflow_run AS run FINAL
    WHERE repo = {repo:String}
        AND id IN (SELECT run_id FROM commit_run WHERE repo = {repo:String} AND head_sha IN {shas:Array(String)})
    GROUP BY id
)
GROUP BY workflow, conclusion, head_repo
-- A few thousand rows: handing them to threads takes longer than reading them.
SETTINGS max_threads = 1
