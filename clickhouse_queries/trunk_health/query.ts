/** How every repository's default branch is doing. */
import { Repo } from "clickhouse_queries/parameters";
import { RowMoment, type SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

export const trunkHealth = {
  name: "trunk_health",
  description:
    "Of each repository's default branch: the newest commit with jobs, their counts, the newest green commit, and how many jobs are failing. /api/trunk is the same without unstable jobs.",
  params: z.strictObject({
    /** All of them when none is named. */
    repos: z.array(Repo).max(10_000).default([]),
    /** "<repo>\n<provider>\n<workflow> / <job>": these do not count. */
    unstable: z.array(z.string().max(2_500)).max(10_000).default([]),
    /** The repositories whose columns are wanted. */
    columns_of: z.array(Repo).max(10_000).default([]),
  }),
  row: z.object({
    repo: z.string(),
    branch: z.string(),
    head_sha: z.string(),
    title: z.string(),
    time: RowMoment,
    success: z.int(),
    failure: z.int(),
    pending: z.int(),
    red_job_count: z.int(),
    last_green_sha: z.string().nullable(),
    /** "<provider>\n<workflow> / <job>" */
    columns: z.array(z.string()),
  }),
} satisfies SavedQuery;
