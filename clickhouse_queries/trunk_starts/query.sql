-- Whether some workflows came to having jobs on some commits: of each run the newest attempt. A run that failed without
-- saying that it did not start tells nothing.
SELECT
    coalesce(name, path, '') AS workflow_name,
    id,
    toUInt32(transform(head_sha, {shas:Array(String)}, arrayEnumerate({shas:Array(String)}), 0)) AS place,
    ifNull(conclusion, '') = 'startup_failure' AS failed
FROM workflow_run FINAL
WHERE repo = {repo:String}
    AND id IN (SELECT run_id FROM commit_run WHERE repo = {repo:String} AND head_sha IN {shas:Array(String)})
    AND coalesce(name, path, '') IN {workflows:Array(String)}
    AND head_repo = {repo:String}
    AND (ifNull(head_branch, '') IN ('', {branch:String})
        OR startsWith(ifNull(head_branch, ''), concat('gh-readonly-queue/', {branch:String}, '/')))
    AND status = 'completed'
    AND conclusion IN ('startup_failure', 'success')
ORDER BY run_attempt DESC
LIMIT 1 BY id
LIMIT 10000
-- A few rows: handing them to threads takes longer than reading them.
SETTINGS max_threads = 1
