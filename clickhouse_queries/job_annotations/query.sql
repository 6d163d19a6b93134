-- What was said of some jobs' failures: by a person, or by the HUD itself.
SELECT job_id, annotation, note, by, annotated_at, source
FROM job_annotation FINAL
WHERE repo = {repo:String} AND job_id IN {job_ids:Array(UInt64)} AND annotation IS NOT NULL
LIMIT 1000
-- A few rows: handing them to threads takes longer than reading them.
SETTINGS max_threads = 1
