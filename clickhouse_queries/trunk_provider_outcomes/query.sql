-- How some jobs of CI systems other than GitHub Actions went on some commits; as trunk_outcomes, a row for each attempt.
SELECT
    concat(workflow_name, ' / ', name) AS full_name,
    id,
    toUInt32(transform(head_sha, {shas:Array(String)}, arrayEnumerate({shas:Array(String)}), 0)) AS place,
    conclusion != 'success' AS failed
FROM provider_job FINAL
WHERE repo = {repo:String}
    AND head_sha IN {shas:Array(String)}
    AND provider = {provider:String}
    AND is_ci
    AND NOT of_fork
    AND status = 'completed'
    AND conclusion IN ('success', 'failure', 'timed_out', 'startup_failure')
    AND full_name IN {names:Array(String)}
LIMIT 100000
-- A few rows: handing them to threads takes longer than reading them.
SETTINGS max_threads = 1
