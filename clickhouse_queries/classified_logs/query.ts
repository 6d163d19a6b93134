/** Failed logs and what was found in them. */
import { LogDays, RepoOrAny } from "clickhouse_queries/log_parameters";
import { count, RowMoment, type SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

export const classifiedLogs = {
  name: "classified_logs",
  description: "Failed jobs with a log, newest first, and the line that was found in it.",
  params: z.strictObject({
    repo: RepoOrAny,
    days: LogDays,
    /** Only those that completed before this moment, or at it with a lesser id; 0: from the newest on. */
    before_ms: count({ min: 0, max: Number.MAX_SAFE_INTEGER }).default(0),
    before_id: count({ min: 0, max: Number.MAX_SAFE_INTEGER }).default(0),
    limit: count({ min: 1, max: 5_000 }).default(1_000),
  }),
  row: z.object({
    repo: z.string(),
    job_id: z.int(),
    run_id: z.int(),
    completed_at: RowMoment,
    lines: z.int(),
    rule: z.string().nullable(),
    line_num: z.int().nullable(),
    captures: z.array(z.string()),
    /** How many such logs there are in all, these rows included. */
    remaining: z.int(),
  }),
} satisfies SavedQuery;
