/** Which tests take longest. */
import { Days, Repo } from "clickhouse_queries/parameters";
import { test_identity } from "clickhouse_queries/test_parameters";
import { count, type SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

export const slowestTests = {
  name: "slowest_tests",
  description: "The tests that take longest each time they run, slowest first.",
  params: z.strictObject({
    repo: Repo,
    days: Days.default(7),
    limit: count({ min: 1, max: 1_000 }).default(100),
  }),
  row: z.object({
    ...test_identity,
    runs: z.int(),
    mean_seconds: z.number(),
    max_seconds: z.number(),
    total_seconds: z.number(),
  }),
} satisfies SavedQuery;
