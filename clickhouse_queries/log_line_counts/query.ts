/** How much of some logs is in ClickHouse. */
import { Repo } from "clickhouse_queries/parameters";
import type { SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

export const logLineCounts = {
  name: "log_line_counts",
  description: "How many lines of the given jobs' logs are at hand; jobs without any are not there.",
  params: z.strictObject({ repo: Repo, job_ids: z.array(z.int().nonnegative()).min(1).max(1_000) }),
  row: z.object({ job_id: z.int(), lines: z.int() }),
} satisfies SavedQuery;
