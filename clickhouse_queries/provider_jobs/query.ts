/** What ran on commits elsewhere than in GitHub Actions. */
import { CommitSha, OtherProvider, OtherProviders, Repo } from "clickhouse_queries/parameters";
import { conclusions, statuses } from "lib/model/conclusion";
import { RowMoment, type SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

export const ProviderJobRow = z.object({
  /** A workflow that failed, whatever became of its jobs. */
  is_run: z.preprocess(Boolean, z.boolean()),
  provider: OtherProvider,
  /** The HUD's own number for it. */
  id: z.int(),
  /** Its own system's name for it. */
  external_id: z.string(),
  /** The workflow that it is part of, as its system calls it. */
  run_id: z.string(),
  run_attempt: z.int(),
  head_sha: z.string(),
  workflow_name: z.string(),
  job_name: z.string(),
  status: z.enum(statuses),
  conclusion: z.enum(conclusions).nullable(),
  html_url: z.string().nullable(),
  created_at: RowMoment.nullable(),
  started_at: RowMoment.nullable(),
  completed_at: RowMoment.nullable(),
  of_fork: z.preprocess(Boolean, z.boolean()),
  /** When the HUD last heard of it. */
  heard_at: RowMoment,
});
export type ProviderJobRow = z.infer<typeof ProviderJobRow>;

export const providerJobs = {
  name: "provider_jobs",
  description: "What ran on the given commits elsewhere than in GitHub Actions, of forks too.",
  params: z.strictObject({
    repo: Repo,
    shas: z.array(CommitSha).min(1).max(1_000),
    providers: OtherProviders,
    /** "<workflow> / <job>", whole; empty: all. */
    name: z.string().max(2_100).default(""),
  }),
  row: ProviderJobRow,
} satisfies SavedQuery;
