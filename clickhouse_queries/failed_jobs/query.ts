/** Jobs that failed. */
import { BranchOrAll, Days, Repo } from "clickhouse_queries/parameters";
import { conclusions } from "lib/model/conclusion";
import { providers } from "lib/model/provider";
import { count, RowMoment, type SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

export const failedJobs = {
  name: "failed_jobs",
  description: "Jobs of a repository's CI that failed, newest first.",
  params: z.strictObject({
    repo: Repo,
    branch: BranchOrAll,
    days: Days.default(7),
    limit: count({ min: 1, max: 10_000 }).default(1_000),
  }),
  row: z.object({
    /** Which CI system ran it. */
    provider: z.enum(providers),
    id: z.int(),
    run_id: z.int(),
    run_attempt: z.int(),
    head_sha: z.string(),
    head_branch: z.string().nullable(),
    workflow_name: z.string(),
    job_name: z.string(),
    conclusion: z.enum(conclusions),
    html_url: z.string().nullable(),
    started_at: RowMoment.nullable(),
    completed_at: RowMoment,
  }),
} satisfies SavedQuery;
