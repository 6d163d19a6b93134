-- How many failures people say are what, by their newest words; what was taken back is not there. repo = '' means all
-- repositories.
SELECT
    assumeNotNull(annotation) AS annotation,
    countIf(annotated_at >= now() - toIntervalDay(14)) AS failures_14d,
    count() AS failures,
    uniqExact(repo, head_sha) AS commits,
    max(annotated_at) AS last_said
FROM job_annotation FINAL
WHERE ({repo:String} = '' OR repo = {repo:String})
    AND annotated_at >= now() - toIntervalDay({days:UInt16})
    AND job_annotation.annotation IS NOT NULL
    AND source = 'person'
GROUP BY annotation
ORDER BY failures DESC, annotation
LIMIT 100
