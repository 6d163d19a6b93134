/** Flakiness by day. */
import { BranchOrAll, Days, Repo } from "clickhouse_queries/parameters";
import type { SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

export const flakyTrend = {
  name: "flaky_trend",
  description: "How many tests were flaky on each day, and how many commits they hurt; days without any are left out.",
  params: z.strictObject({ repo: Repo, branch: BranchOrAll, days: Days.default(30) }),
  row: z.object({ day: z.iso.date(), flaky_tests: z.int(), commits_hurt: z.int() }),
} satisfies SavedQuery;
