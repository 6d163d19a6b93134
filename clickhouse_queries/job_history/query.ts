/** How one job has fared on a branch's newest commits. */
import { CommitSha, JobFullName, Repo } from "clickhouse_queries/parameters";
import { conclusions, statuses } from "lib/model/conclusion";
import { count, type SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

export const jobHistory = {
  name: "job_history",
  description: "The newest runs of one job on the given commits, newest first.",
  params: z.strictObject({
    repo: Repo,
    shas: z.array(CommitSha).min(1).max(1_000),
    name: JobFullName,
    limit: count({ min: 1, max: 1_000 }).default(100),
  }),
  row: z.object({
    id: z.int(),
    head_sha: z.string(),
    status: z.enum(statuses),
    conclusion: z.enum(conclusions).nullable(),
    duration_seconds: z.number().nullable(),
    queue_seconds: z.number().nullable(),
  }),
} satisfies SavedQuery;
