/** The job that a log is of. */
import { Repo } from "clickhouse_queries/parameters";
import { conclusions, statuses } from "lib/model/conclusion";
import { count, RowMoment, type SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

/** As GitHub counts them, and exactly representable. */
export const JobId = count({ min: 0, max: Number.MAX_SAFE_INTEGER });

export const LogJob = z.object({
  id: z.int(),
  run_id: z.int(),
  run_attempt: z.int(),
  job_name: z.string(),
  workflow_name: z.string(),
  head_sha: z.string(),
  head_branch: z.string().nullable(),
  status: z.enum(statuses),
  conclusion: z.enum(conclusions).nullable(),
  started_at: RowMoment.nullable(),
  completed_at: RowMoment.nullable(),
  duration_seconds: z.number().nullable(),
  html_url: z.string().nullable(),
  has_log: z.boolean(),
  failure_rule: z.string().nullable(),
  failure_line: z.string().nullable(),
  /** From 1. */
  failure_line_num: z.int().nullable(),
  failure_captures: z.array(z.string()),
  failure_context: z.array(z.string()),
  pull_number: z.int().nullable(),
});
export type LogJob = z.infer<typeof LogJob>;

export const logJob = {
  name: "log_job",
  description: "One job by its id, with what its log was found to say and the pull request it ran for.",
  params: z.strictObject({ repo: Repo, job_id: JobId }),
  row: LogJob,
} satisfies SavedQuery;
