-- How many failures a day have captures that are what is asked for, or much like it; days without any are not there.
WITH
    replaceRegexpAll(lower({capture:String}), '0x[0-9a-f]+|[0-9a-f]{7,}|[0-9]+', '#') AS wanted,
    arrayStringConcat(failure_captures, ' ') AS caught,
    replaceRegexpAll(lower(caught), '0x[0-9a-f]+|[0-9a-f]{7,}|[0-9]+', '#') AS plain,
    has(failure_captures, {capture:String}) OR caught = {capture:String} AS is_exact
SELECT
    toString(toDate(completed_at)) AS day,
    countIf(is_exact) AS exact,
    count() - exact AS similar,
    uniqExact(head_sha) AS commits,
    min(completed_at) AS first_seen,
    max(completed_at) AS last_seen
FROM workflow_job FINAL
WHERE repo = {repo:String}
    AND completed_at >= now() - toIntervalDay({days:UInt16})
    AND failure_rule IS NOT NULL
    AND (is_exact OR plain = wanted OR (length(wanted) >= 12 AND ngramDistanceUTF8(plain, wanted) <= 0.25))
GROUP BY day
ORDER BY day
LIMIT 100
