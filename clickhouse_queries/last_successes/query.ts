/** A job's last successes on trunk. */
import { Repo } from "clickhouse_queries/parameters";
import { count, RowMoment, type SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

export const lastSuccesses = {
  name: "last_successes",
  description: "The newest successes of a job on the default branch, those with a log first.",
  params: z.strictObject({
    repo: Repo,
    workflow: z.string().max(1_000).default(""),
    name: z.string().min(1).max(1_000),
    job_id: count({ min: 0, max: Number.MAX_SAFE_INTEGER }).default(0),
    days: count({ min: 1, max: 90 }).default(30),
  }),
  row: z.object({
    job_id: z.int(),
    run_id: z.int(),
    head_sha: z.string(),
    completed_at: RowMoment,
    has_log: z.preprocess(Boolean, z.boolean()),
  }),
} satisfies SavedQuery;
