-- How many lines of some jobs' logs are at hand; jobs without any are not there.
SELECT job_id, count() AS lines
FROM log_line
WHERE repo = {repo:String} AND job_id IN {job_ids:Array(UInt64)}
GROUP BY job_id
LIMIT 1000
