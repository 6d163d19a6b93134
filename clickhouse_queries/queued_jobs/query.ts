/** Jobs that wait for a runner. */
import { Repo } from "clickhouse_queries/parameters";
import { count, RowMoment, type SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

export const queuedJobs = {
  name: "queued_jobs",
  description: "Jobs of a repository that wait for a runner, longest first.",
  params: z.strictObject({ repo: Repo, limit: count({ min: 1, max: 10_000 }).default(1_000) }),
  row: z.object({
    id: z.int(),
    run_id: z.int(),
    workflow_name: z.string(),
    job_name: z.string(),
    head_sha: z.string(),
    head_branch: z.string().nullable(),
    html_url: z.string().nullable(),
    labels: z.array(z.string()),
    queued_at: RowMoment,
    queue_seconds: z.int(),
  }),
} satisfies SavedQuery;
