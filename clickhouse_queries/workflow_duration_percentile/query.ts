/** How long workflows take. */
import { BranchOrAll, Days, Repo } from "clickhouse_queries/parameters";
import { providers } from "lib/model/provider";
import type { SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

export const workflowDurationPercentile = {
  name: "workflow_duration_percentile",
  description: "Duration percentiles of each workflow's successful runs, slowest first.",
  params: z.strictObject({ repo: Repo, branch: BranchOrAll, days: Days.default(7) }),
  row: z.object({
    workflow_name: z.string(),
    /** Which CI system ran it. */
    provider: z.enum(providers),
    runs: z.int(),
    p50_seconds: z.number(),
    p90_seconds: z.number(),
    p99_seconds: z.number(),
  }),
} satisfies SavedQuery;
