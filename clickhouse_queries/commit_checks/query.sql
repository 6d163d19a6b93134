-- What CI systems other than GitHub Actions report on one commit.
SELECT
    app,
    name,
    status,
    conclusion,
    title,
    url,
    if(completed_at < started_at, 0, dateDiff('second', started_at, completed_at)) AS duration_seconds
FROM external_check FINAL
WHERE repo = {repo:String} AND head_sha = {sha:String}
ORDER BY app, name
-- A few rows: handing them to threads takes longer than reading them.
SETTINGS max_threads = 1
