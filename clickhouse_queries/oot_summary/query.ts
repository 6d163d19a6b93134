/** How every out-of-tree backend is doing. */
import { RepoOrAll, Scope } from "clickhouse_queries/oot_parameters";
import { Days } from "clickhouse_queries/parameters";
import { RowMoment, type SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

export const ootSummary = {
  name: "oot_summary",
  description:
    "Every out-of-tree backend heard from within the last days, or one (repo): counts, pass rate (0 to 1), durations and queue times in seconds. Pull requests only, unless scope says otherwise.",
  params: z.strictObject({ days: Days.default(7), scope: Scope, upstream: RepoOrAll, repo: RepoOrAll }),
  row: z.object({
    repo: z.string(),
    downstream_repo_level: z.string().nullable(),
    successes: z.int(),
    failures: z.int(),
    cancelled: z.int(),
    timed_out: z.int(),
    in_progress: z.int(),
    stale: z.int(),
    total: z.int(),
    pass_rate: z.number().nullable(),
    avg_duration_s: z.number().nullable(),
    p50_duration_s: z.number().nullable(),
    p90_duration_s: z.number().nullable(),
    p50_queue_s: z.number().nullable(),
    p90_queue_s: z.number().nullable(),
    last_run: RowMoment,
  }),
} satisfies SavedQuery;
export type OotSummaryRow = z.infer<typeof ootSummary.row>;
