/** Which tests a commit has that another had not, and the other way round. */
import { CommitSha, Repo } from "clickhouse_queries/parameters";
import { Status, test_identity } from "clickhouse_queries/test_parameters";
import { count, type SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

export const commitTestsChanged = {
  name: "commit_tests_changed",
  description:
    "Tests that are new, removed, newly skipped, newly failing or fixed in comparison with a base commit, of the jobs that reported for both.",
  params: z.strictObject({
    repo: Repo,
    sha: CommitSha,
    base: CommitSha,
    limit: count({ min: 1, max: 10_000 }).default(200),
  }),
  row: z.object({
    ...test_identity,
    change: z.enum(["new", "removed", "newly_skipped", "newly_failing", "fixed"]),
    /** Null when the commit does not have the test. */
    status: Status.nullable(),
    base_status: Status.nullable(),
    workflow_name: z.string(),
    job_name: z.string(),
    /** How many jobs the same holds for; the names are of one of them. */
    jobs: z.int(),
    /** Of all changes of this kind, also of those beyond the limit. */
    of_this_change: z.int(),
  }),
} satisfies SavedQuery;
