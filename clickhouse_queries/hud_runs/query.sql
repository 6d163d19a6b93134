-- The runs of the given commits, every attempt of each, gathered by what they have in common: a page has more than a
-- thousand. Runs that only their jobs told of are not here; see commit_run_homes.
SELECT
    coalesce(name, path, '') AS workflow,
    ifNull(run.conclusion, '') AS conclusion,
    ifNull(run.head_repo, '') AS head_repo,
    groupArray(id) AS ids,
    groupArray(indexOf({shas:Array(String)}, head_sha) - 1) AS places,
    groupArray(run_attempt) AS attempts
FROM workflow_run AS run FINAL
WHERE repo = {repo:String}
    AND id IN (SELECT run_id FROM commit_run WHERE repo = {repo:String} AND head_sha IN {shas:Array(String)})
GROUP BY workflow, conclusion, head_repo
-- A few thousand rows: handing them to threads takes longer than reading them.
SETTINGS max_threads = 1
