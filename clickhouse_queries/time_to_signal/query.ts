/** How long people wait for CI. */
import { BranchOrAll, Days, Repo } from "clickhouse_queries/parameters";
import type { SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

export const timeToSignal = {
  name: "time_to_signal",
  description: "By day: how long until a commit's first failure, or until all its jobs had ended. First attempts only.",
  params: z.strictObject({ repo: Repo, branch: BranchOrAll, days: Days.default(7) }),
  row: z.object({
    day: z.iso.date(),
    commits: z.int(),
    p50_signal_seconds: z.number(),
    p90_signal_seconds: z.number(),
    p50_total_seconds: z.number(),
    p90_total_seconds: z.number(),
  }),
} satisfies SavedQuery;
