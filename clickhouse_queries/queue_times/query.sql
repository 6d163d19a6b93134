-- How long jobs waited for a runner, by day or by the labels that they asked for.
SELECT
    if({by:String} = 'labels', '', toString(toDate(created))) AS day,
    if({by:String} = 'labels', arrayStringConcat(arraySort(labels), ' '), '') AS runner,
    count() AS jobs,
    round(quantileExact(0.5)(seconds)) AS p50_seconds,
    round(quantileExact(0.9)(seconds)) AS p90_seconds,
    max(seconds) AS max_seconds
FROM
(
    SELECT
        assumeNotNull(created_at) AS created,
        arrayMap(label -> toString(label), workflow_job.labels) AS labels,
        dateDiff('second', created, assumeNotNull(started_at)) AS seconds
    FROM workflow_job FINAL
    WHERE repo = {repo:String}
        AND created_at >= now() - toIntervalDay({days:UInt16})
        AND started_at >= created_at
        AND conclusion != 'skipped'
)
GROUP BY day, runner
ORDER BY day DESC, p90_seconds DESC, runner
LIMIT 1000
