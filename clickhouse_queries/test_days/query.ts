/** All of a repository's tests, day by day. */
import { Days, Repo } from "clickhouse_queries/parameters";
import type { SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

export const testDays = {
  name: "test_days",
  description: "How many test cases a repository's reports told of on each day, and what they came to.",
  params: z.strictObject({ repo: Repo, days: Days.default(30) }),
  row: z.object({
    day: z.iso.date(),
    reports: z.int(),
    commits: z.int(),
    runs: z.int(),
    failures: z.int(),
    skipped: z.int(),
    flaky: z.int(),
    total_seconds: z.number(),
  }),
} satisfies SavedQuery;
