/** Workflow runs whose end may have passed us by. */
import type { ClickHouseClient } from "@clickhouse/client";
import { limits } from "lib/warehouse/run_query";
import { z } from "zod";

const UnsettledRun = z.object({
  repo: z.string(),
  run_id: z.int(),
  /** The first attempt that is not over, or that a job of is not. */
  first_attempt: z.int(),
});
export type UnsettledRun = z.infer<typeof UnsettledRun>;

/** GitHub ends what has run or waited for 35 days. */
const days = 35;
const runs_max = 1_000;

/**
 * Runs that are not over as far as we know, themselves or a job of theirs, and that nothing has been heard of for so long;
 * the last heard of first. Of what is over the raw rows tell nearly everywhere; what may not be is looked at as it stands.
 */
export async function unsettledRuns(
  warehouse: ClickHouseClient,
  { quiet_minutes }: { quiet_minutes: number },
): Promise<UnsettledRun[]> {
  const result = await warehouse.query({
    query: `WITH
    told AS
    (
        SELECT repo, run_id FROM workflow_job
        WHERE status != 'completed' AND created_at > now() - INTERVAL {days:UInt16} DAY
        UNION DISTINCT
        SELECT repo, id AS run_id FROM workflow_run
        WHERE status != 'completed' AND created_at > now() - INTERVAL {days:UInt16} DAY
    ),
    standing AS
    (
        SELECT repo, run_id, run_attempt, status, _inserted_at FROM workflow_job FINAL
        WHERE (repo, run_id) IN (SELECT repo, run_id FROM told)
        UNION ALL
        SELECT repo, id AS run_id, run_attempt, status, _inserted_at FROM workflow_run FINAL
        WHERE (repo, id) IN (SELECT repo, run_id FROM told)
    )

SELECT
    repo,
    run_id,
    minIf(run_attempt, status != 'completed') AS first_attempt
FROM standing
GROUP BY repo, run_id
HAVING countIf(status != 'completed') > 0 AND max(_inserted_at) <= now64(3) - INTERVAL {quiet_minutes:UInt32} MINUTE
ORDER BY max(_inserted_at) DESC, repo, run_id DESC
LIMIT {limit:UInt32}`,
    query_params: { days, quiet_minutes, limit: runs_max },
    format: "JSONEachRow",
    clickhouse_settings: limits,
  });
  return z.array(UnsettledRun).parse(await result.json());
}
