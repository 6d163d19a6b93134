/** The pass rate of out-of-tree backends over time. */
import { BucketHours, RepoOrAll, Scope } from "clickhouse_queries/oot_parameters";
import { Days } from "clickhouse_queries/parameters";
import type { SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

export const ootTrend = {
  name: "oot_trend",
  description:
    "How many jobs of each out-of-tree backend, or of one (repo), passed, of how many that passed or failed, per stretch of bucket_hours; bucket is its beginning in Unix seconds.",
  params: z.strictObject({
    days: Days.default(7),
    bucket_hours: BucketHours,
    scope: Scope,
    upstream: RepoOrAll,
    repo: RepoOrAll,
  }),
  row: z.object({ repo: z.string(), bucket: z.int(), passed: z.int(), total: z.int() }),
} satisfies SavedQuery;
export type OotTrendRow = z.infer<typeof ootTrend.row>;
