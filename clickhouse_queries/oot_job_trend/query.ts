/** How each job of one out-of-tree backend does over time. */
import { BucketHours, JobPart, RepoOrAll, Scope } from "clickhouse_queries/oot_parameters";
import { Days, Repo } from "clickhouse_queries/parameters";
import type { SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

export const ootJobTrend = {
  name: "oot_job_trend",
  description:
    "Per job of one out-of-tree backend (repo: its own): how many passed, of how many that passed or failed, and how long they took (seconds), per stretch of bucket_hours and (is_total) altogether.",
  params: z.strictObject({
    repo: Repo,
    days: Days.default(7),
    bucket_hours: BucketHours,
    scope: Scope,
    upstream: RepoOrAll,
    job: JobPart,
  }),
  row: z.object({
    workflow_name: z.string(),
    job_name: z.string(),
    bucket: z.int(),
    passed: z.int(),
    total: z.int(),
    p50_duration_s: z.number().nullable(),
    p90_duration_s: z.number().nullable(),
    is_total: z.preprocess(Boolean, z.boolean()),
  }),
} satisfies SavedQuery;
export type OotJobTrendRow = z.infer<typeof ootJobTrend.row>;
