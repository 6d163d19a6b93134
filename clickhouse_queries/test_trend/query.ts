/** One test, day by day. */
import { BranchOrAll, Days, Repo } from "clickhouse_queries/parameters";
import { TestName, TestNamePart } from "clickhouse_queries/test_parameters";
import type { SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

export const testTrend = {
  name: "test_trend",
  description:
    "How often one test ran, failed and was flaky on each day, and how long it took; days without runs are left out.",
  params: z.strictObject({
    repo: Repo,
    name: TestName,
    classname: TestNamePart,
    file: TestNamePart,
    branch: BranchOrAll,
    days: Days.default(90),
  }),
  row: z.object({
    day: z.iso.date(),
    runs: z.int(),
    successes: z.int(),
    failures: z.int(),
    flaky: z.int(),
    skipped: z.int(),
    /** 0 to 1, of the runs that were not skipped; null when all were. */
    pass_rate: z.number().nullable(),
    /** Of the runs that were not skipped. */
    p50_seconds: z.number().nullable(),
    p90_seconds: z.number().nullable(),
  }),
} satisfies SavedQuery;
