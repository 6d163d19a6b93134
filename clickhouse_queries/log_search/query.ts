/** Searching in failed logs. */
import { Repo } from "clickhouse_queries/parameters";
import { count, RowMoment, type SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

const Flag = z.preprocess((value) => (value === "true" ? true : value === "false" ? false : value), z.boolean());

export const logSearch = {
  name: "log_search",
  description: "Lines of failed logs that contain a text or match a regular expression, the newest jobs first.",
  params: z.strictObject({
    repo: Repo,
    /** Text, in whatever case; with `regex` an expression in RE2's syntax. */
    q: z.string().min(2).max(500),
    regex: Flag.default(false),
    days: count({ min: 1, max: 30 }).default(14),
    limit: count({ min: 1, max: 500 }).default(100),
  }),
  row: z.object({
    job_id: z.int(),
    run_id: z.int(),
    /** "<workflow> / <job>"; empty while the job's own record is on its way. */
    name: z.string(),
    head_sha: z.string(),
    head_branch: z.string().nullable(),
    completed_at: RowMoment.nullable(),
    line_num: z.int(),
    line: z.string(),
    /** The two lines before it, and after it. */
    before: z.array(z.string()),
    after: z.array(z.string()),
  }),
} satisfies SavedQuery;
