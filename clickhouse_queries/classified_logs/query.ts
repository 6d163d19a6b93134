/** Failed logs and what was found in them. */
import { LogDays, RepoOrAny } from "clickhouse_queries/log_parameters";
import { count, type SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

export const classifiedLogs = {
  name: "classified_logs",
  description: "The newest failed jobs with a log, and the line that was found in it.",
  params: z.strictObject({
    repo: RepoOrAny,
    days: LogDays,
    limit: count({ min: 1, max: 5_000 }).default(1_000),
  }),
  row: z.object({
    repo: z.string(),
    job_id: z.int(),
    run_id: z.int(),
    lines: z.int(),
    rule: z.string().nullable(),
    line_num: z.int().nullable(),
  }),
} satisfies SavedQuery;
