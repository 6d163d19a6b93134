-- Repositories with tests, and how many they have.
SELECT repo, uniqExact(name, classname, file) AS tests, max(last_seen) AS last_report_at
FROM test_name
GROUP BY repo
ORDER BY last_report_at DESC, repo
LIMIT 10000
