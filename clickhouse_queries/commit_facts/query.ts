/** A commit's page: all that ran for it, and what was said of its failures. */
import { CommitJobRow } from "clickhouse_queries/commit_jobs_query/query";
import { EmptyRunRow } from "clickhouse_queries/hud_empty_runs/query";
import { CommitSha, Repo } from "clickhouse_queries/parameters";
import { ProviderJobRow } from "clickhouse_queries/provider_jobs/query";
import { annotation_sources } from "lib/model/annotation";
import { conclusions, statuses } from "lib/model/conclusion";
import { type FactsQuery, factRow, RowMoment } from "lib/model/saved_query";
import { z } from "zod";

/** Of GitHub Actions: without what its run tells. */
export const JobFact = CommitJobRow.omit({ event: true, head_sha: true }).extend({
  /** Null or "" where only the run tells it. */
  workflow_name: z.string().nullable(),
});
export type JobFact = z.infer<typeof JobFact>;

/** One attempt at a run of GitHub Actions. */
export const RunFact = EmptyRunRow.omit({ head_sha: true }).extend({
  conclusion: EmptyRunRow.shape.conclusion.nullable(),
  /** Of the run: its attempts come later. */
  created_at: RowMoment.nullable(),
});
export type RunFact = z.infer<typeof RunFact>;

export const CheckFact = z.object({
  app: z.string(),
  name: z.string(),
  status: z.enum(statuses),
  conclusion: z.enum(conclusions).nullable(),
  title: z.string().nullable(),
  url: z.string().nullable(),
  started_at: RowMoment.nullable(),
  completed_at: RowMoment.nullable(),
});
export type CheckFact = z.infer<typeof CheckFact>;

/** Of other CI systems. */
export const ProviderJobFact = ProviderJobRow.omit({ is_run: true, head_sha: true });

export const ProviderRunFact = ProviderJobFact.omit({
  ...{ external_id: true, run_attempt: true, job_name: true, started_at: true },
});

/** Of a job's failure. */
export const SaidFact = z.object({
  job_id: z.int(),
  /** Null: it was taken back. */
  annotation: z.string().nullable(),
  note: z.string().nullable(),
  by: z.string().nullable(),
  annotated_at: RowMoment,
  source: z.enum(annotation_sources),
});

export const commit_fact_kinds = {
  job: JobFact,
  run: RunFact,
  check: CheckFact,
  provider_job: ProviderJobFact,
  provider_run: ProviderRunFact,
  said: SaidFact,
};

export const commitFacts = {
  name: "commit_facts",
  description: "All that ran for a commit or was said of its failures: rows of several kinds, each as JSON.",
  params: z.strictObject({ repo: Repo, sha: CommitSha }),
  row: factRow(commit_fact_kinds),
  facts: commit_fact_kinds,
} satisfies FactsQuery;
