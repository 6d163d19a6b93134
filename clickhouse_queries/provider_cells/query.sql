-- The grid's cells of all but GitHub Actions in as few bytes as they fit: one row for each column, with the place of the
-- commit among those asked for, the id, the start and the code (see hud_cells) of everything that ran in it; of providers
-- that are not asked for only that there is such a column. Workflows that failed are here as well, as if without jobs:
-- whoever reads this sees which have some.
WITH rows AS
(
    SELECT provider, head_sha, workflow_name, name, id, status, conclusion, started_at, _inserted_at
    FROM provider_job FINAL
    -- By what they are sorted by, so that it may be looked at before FINAL, and before the other columns.
    PREWHERE repo = {repo:String} AND head_sha IN {shas:Array(String)}
    WHERE NOT of_fork
    UNION ALL
    SELECT provider, head_sha, workflow_name, '(no jobs)' AS name, id, status, conclusion, created_at AS started_at, _inserted_at
    FROM provider_run FINAL
    PREWHERE repo = {repo:String} AND head_sha IN {shas:Array(String)}
    WHERE NOT of_fork
        AND conclusion IN ('startup_failure', 'failure', 'timed_out', 'action_required', 'stale')
)

SELECT
    provider,
    workflow_name AS workflow,
    name AS job_name,
    groupArrayIf(indexOf({shas:Array(String)}, head_sha) - 1, provider IN {providers:Array(String)}) AS places,
    groupArrayIf(id, provider IN {providers:Array(String)}) AS ids,
    groupArrayIf(
        toUnixTimestamp64Milli(ifNull(started_at, toDateTime64(0, 3, 'UTC'))),
        provider IN {providers:Array(String)}) AS starts,
    groupArrayIf(
        indexOf(
            ['success', 'failure', 'cancelled', 'timed_out', 'skipped', 'neutral', 'action_required', 'startup_failure', 'stale', 'queued'],
            multiIf(
                status = 'completed', ifNull(conclusion, 'neutral'),
                -- What an out-of-tree backend leaves unfinished for so long, it never ends.
                provider = 'oot' AND coalesce(started_at, _inserted_at) < now() - INTERVAL 6 HOUR, 'stale',
                status)),
        provider IN {providers:Array(String)}) AS codes
FROM rows
GROUP BY provider, workflow, job_name
-- A few thousand rows: handing them to threads takes longer than reading them.
SETTINGS max_threads = 1
