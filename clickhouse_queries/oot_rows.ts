/** A row of the queries that list out-of-tree jobs: the record's fields, and what they come to. */
import { conclusions, statuses } from "lib/model/conclusion";
import { RowMoment } from "lib/model/saved_query";
import { z } from "zod";

export const OotRow = z.object({
  dynamoKey: z.string(),
  repo: z.string(),
  downstream_repo_level: z.string().nullable(),
  upstream_repo: z.string().nullable(),
  delivery_id: z.string(),
  event_type: z.string(),
  pr: z.int().nullable(),
  head_sha: z.string().nullable(),
  workflow_name: z.string(),
  job_name: z.string(),
  check_run_id: z.string(),
  run_id: z.string().nullable(),
  run_attempt: z.int(),
  status: z.enum(statuses),
  /** "stale" for a job that has been in progress for over six hours. */
  conclusion: z.enum(conclusions).nullable(),
  url: z.string().nullable(),
  started_at: RowMoment.nullable(),
  completed_at: RowMoment.nullable(),
  queue_time: z.number().nullable(),
  execution_time: z.number().nullable(),
  /** Seconds: what the relay measured, or else from start to end. */
  duration_s: z.number().nullable(),
  tests_passed: z.int().nullable(),
  tests_failed: z.int().nullable(),
  tests_skipped: z.int().nullable(),
  tests_total: z.int().nullable(),
  artifact_url: z.string().nullable(),
  environment: z.string().nullable(),
  truncated: z.boolean(),
  /** The newest moment that the job tells of. */
  last_heard_at: RowMoment,
});
export type OotRow = z.infer<typeof OotRow>;
