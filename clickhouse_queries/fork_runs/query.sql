-- The runs of some commits that are a fork's: their branches are not ours, even where they share a commit with ours.
SELECT DISTINCT run_id AS id
FROM fork_run
WHERE repo = {repo:String} AND head_sha IN {shas:Array(String)}
-- A few rows: handing them to threads takes longer than reading them.
SETTINGS max_threads = 1
