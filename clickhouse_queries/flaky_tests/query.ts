/** Which tests cannot be relied on. */
import { BranchOrAll, Days, Repo } from "clickhouse_queries/parameters";
import { test_identity } from "clickhouse_queries/test_parameters";
import { count, RowMoment, type SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

export const flakyTests = {
  name: "flaky_tests",
  description:
    "Tests that failed and passed on the same commit and job, or within one report, ranked by how many commits they hurt.",
  params: z.strictObject({
    repo: Repo,
    branch: BranchOrAll,
    days: Days.default(14),
    limit: count({ min: 1, max: 1_000 }).default(100),
  }),
  row: z.object({
    ...test_identity,
    /** Commits on which it both failed and passed. */
    commits_hurt: z.int(),
    /** Of its runs, those whose tries within one report disagree. */
    flaky_runs: z.int(),
    /** Failed runs of which the same job, run again on the same commit, passed. */
    passed_on_retry: z.int(),
    /** All failed runs in the time asked for, also those that nothing disproves. */
    failures: z.int(),
    last_flaked_at: RowMoment,
    /** The newest proof: a run that failed, and the one that passed; the same one when it was tried again by itself. */
    head_sha: z.string(),
    workflow_name: z.string(),
    job_name: z.string(),
    failed_workflow_id: z.int(),
    failed_job_id: z.int(),
    failed_attempt: z.int(),
    passed_workflow_id: z.int(),
    passed_job_id: z.int(),
    passed_attempt: z.int(),
    message: z.string(),
    /** Commits hurt on each day, the oldest first; as many as days were asked for, today the last. */
    trend: z.array(z.int()),
  }),
} satisfies SavedQuery;
