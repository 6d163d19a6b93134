-- The grid's cells in as few bytes as they fit: one row for each job name, with the place (in `shas`, from 0) of every
-- commit that it ran on and the code (see query.ts) of what the cell shows there. Runs of forks are left out; a run
-- that only its jobs told of is taken for ours. The rule by which runs become one cell is lib/model/grid.ts's.
WITH
    {shas:Array(String)} AS shas,
    -- How much each code tells, by code.
    [3, 6, 5, 0, 5, 1, 2, 4, 5, 0, 3] AS weights,

runs AS
(
    SELECT run_id, min(indexOf(shas, head_sha)) - 1 AS place
    FROM commit_run
    WHERE repo = {repo:String} AND head_sha IN {shas:Array(String)}
    GROUP BY run_id
)

SELECT
    job AS name,
    groupArray(place) AS places,
    groupArray(if(code = 1 AND failed, 11, code)) AS codes
FROM
(
    SELECT
        if(workflow = '', name, concat(workflow, ' / ', name)) AS job,
        place,
        argMax(each, (weights[each + 1], id, run_attempt)) AS code,
        max(each IN (2, 4, 8)) AS failed
    FROM
    (
        SELECT
            jobs.name AS name,
            if(ifNull(jobs.workflow_name, '') = '', run.workflow, assumeNotNull(jobs.workflow_name)) AS workflow,
            run.place AS place,
            jobs.id AS id,
            jobs.run_attempt AS run_attempt,
            indexOf(
                ['success', 'failure', 'cancelled', 'timed_out', 'skipped', 'neutral', 'action_required', 'startup_failure', 'stale', 'queued'],
                if(jobs.status = 'completed', ifNull(jobs.conclusion, 'neutral'), jobs.status)) AS each
        FROM workflow_job AS jobs FINAL
        INNER ANY JOIN
        (
            SELECT runs.run_id AS run_id, runs.place AS place, heard.workflow AS workflow
            FROM runs
            LEFT ANY JOIN
            (
                SELECT id, argMax(coalesce(name, path, ''), run_attempt) AS workflow, any(ifNull(head_repo, '')) AS home
                FROM workflow_run FINAL
                WHERE repo = {repo:String} AND id IN (SELECT run_id FROM runs)
                GROUP BY id
            ) AS heard ON heard.id = runs.run_id
            WHERE heard.id = 0 OR heard.home = {repo:String}
        ) AS run ON run.run_id = jobs.run_id
        WHERE jobs.repo = {repo:String} AND jobs.run_id IN (SELECT run_id FROM runs)
    )
    GROUP BY job, place
)
GROUP BY job
