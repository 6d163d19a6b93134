/** The grid's question: every job of the given commits. */
import { CommitSha, Repo } from "clickhouse_queries/parameters";
import { conclusions, statuses } from "lib/model/conclusion";
import type { SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

export const JobRow = z.object({
  id: z.int(),
  run_id: z.int(),
  run_attempt: z.int(),
  head_sha: z.string(),
  job_name: z.string(),
  workflow_name: z.string(),
  status: z.enum(statuses),
  conclusion: z.enum(conclusions).nullable(),
  html_url: z.string().nullable(),
  duration_seconds: z.number().nullable(),
  queue_seconds: z.number().nullable(),
  has_log: z.preprocess(Boolean, z.boolean()),
  /** The line of its log that tells why it failed; null while nobody knows. */
  failure_line: z.string().nullable(),
  failure_captures: z.array(z.string()),
  event: z.string().nullable(),
});
export type JobRow = z.infer<typeof JobRow>;

export const hudQuery = {
  name: "hud_query",
  description:
    "Every job of the given commits of a repository's own branches, one row for each job of each run attempt.",
  params: z.strictObject({ repo: Repo, shas: z.array(CommitSha).min(1).max(1_000) }),
  row: JobRow,
} satisfies SavedQuery;
