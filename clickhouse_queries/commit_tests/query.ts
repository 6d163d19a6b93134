/** What the test cases of one commit came to. */
import { CommitSha, Repo } from "clickhouse_queries/parameters";
import { Status, test_identity, test_place } from "clickhouse_queries/test_parameters";
import { count, RowMoment, type SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

export const commitTests = {
  name: "commit_tests",
  description:
    "Test cases of one commit as each job's newest attempt left them: failed first, then flaky, skipped, and the slowest; none of the given statuses means all.",
  params: z.strictObject({
    repo: Repo,
    sha: CommitSha,
    statuses: z.array(Status).max(5).default([]),
    limit: count({ min: 1, max: 10_000 }).default(500),
    offset: count({ min: 0, max: 10_000_000 }).default(0),
  }),
  row: z.object({
    ...test_identity,
    invoking_file: z.string(),
    /** "flaky" also when an earlier attempt of the job failed the test and the newest did not. */
    status: Status,
    tries: z.int(),
    duration_seconds: z.number(),
    /** Of the failure, also of one that passed when it was tried again; empty otherwise. */
    message: z.string(),
    text: z.string(),
    ...test_place,
    /** The attempt that failed, where the newest did not; null otherwise. */
    failed_attempt: z.int().nullable(),
    failed_job_id: z.int().nullable(),
    time: RowMoment,
  }),
} satisfies SavedQuery;
