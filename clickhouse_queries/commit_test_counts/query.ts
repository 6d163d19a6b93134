/** How many test cases one commit had, and what they came to. */
import { CommitSha, Repo } from "clickhouse_queries/parameters";
import type { SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

export const commitTestCounts = {
  name: "commit_test_counts",
  description: "How the test cases of one commit ended, by each job's newest attempt; no row when it has no reports.",
  params: z.strictObject({ repo: Repo, sha: CommitSha }),
  row: z.object({
    total: z.int(),
    successes: z.int(),
    failures: z.int(),
    errors: z.int(),
    skipped: z.int(),
    /** Within one report, or failed in an earlier attempt of the job and passed in the newest. */
    flaky: z.int(),
    duration_seconds: z.number(),
    jobs: z.int(),
    reports: z.int(),
    /** Reports that are still being stored. */
    unfinished_reports: z.int(),
  }),
} satisfies SavedQuery;
