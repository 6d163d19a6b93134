/** Which test files take longest. */
import { Days, Repo } from "clickhouse_queries/parameters";
import { count, type SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

export const slowestFiles = {
  name: "slowest_files",
  description:
    "The test files that take longest, by all their cases' time a day; of cases without a file, the class names.",
  params: z.strictObject({
    repo: Repo,
    days: Days.default(7),
    limit: count({ min: 1, max: 1_000 }).default(100),
  }),
  row: z.object({
    /** The class name where the report gives no file. */
    file: z.string(),
    tests: z.int(),
    runs: z.int(),
    failures: z.int(),
    /** All cases of the file, each at its mean. */
    mean_seconds: z.number(),
    total_seconds: z.number(),
  }),
} satisfies SavedQuery;
