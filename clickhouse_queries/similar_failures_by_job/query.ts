/** Failures like another, counted by job. */
import { Capture, FailureLimit, LogDays } from "clickhouse_queries/log_parameters";
import { Repo } from "clickhouse_queries/parameters";
import { RowMoment, type SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

export const similarFailuresByJob = {
  name: "similar_failures_by_job",
  description: "Which jobs had failures whose captures are what is asked for, or much like it: how many, since when.",
  params: z.strictObject({ repo: Repo, capture: Capture, days: LogDays, limit: FailureLimit }),
  row: z.object({
    /** "<workflow> / <job>" */
    name: z.string(),
    failures: z.int(),
    commits: z.int(),
    first_seen: RowMoment,
    first_job_id: z.int(),
    first_line_num: z.int().nullable(),
    last_seen: RowMoment,
    last_job_id: z.int(),
    last_line_num: z.int().nullable(),
  }),
} satisfies SavedQuery;
