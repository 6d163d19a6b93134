/** How often each rule fired. */
import { LogDays, RepoOrAny } from "clickhouse_queries/log_parameters";
import { RowMoment, type SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

export const ruleCounts = {
  name: "rule_counts",
  description: "How often each rule found the line of a failure; the empty name counts failures in which none did.",
  params: z.strictObject({ repo: RepoOrAny, days: LogDays }),
  row: z.object({ rule: z.string(), jobs: z.int(), last_fired: RowMoment }),
} satisfies SavedQuery;
