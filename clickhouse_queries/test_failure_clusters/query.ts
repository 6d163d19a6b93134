/** The different ways in which one test fails. */
import { BranchOrAll, Days, Repo } from "clickhouse_queries/parameters";
import { TestName, TestNamePart } from "clickhouse_queries/test_parameters";
import { count, RowMoment, type SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

export const testFailureClusters = {
  name: "test_failure_clusters",
  description: "One test's failures by their message, numbers and addresses in it left aside, the most frequent first.",
  params: z.strictObject({
    repo: Repo,
    name: TestName,
    classname: TestNamePart,
    file: TestNamePart,
    branch: BranchOrAll,
    days: Days.default(90),
    limit: count({ min: 1, max: 1_000 }).default(50),
  }),
  row: z.object({
    /** The message with "#" for what changes from failure to failure. */
    pattern: z.string(),
    /** The newest. */
    message: z.string(),
    failures: z.int(),
    commits: z.int(),
    branches: z.array(z.string()),
    jobs: z.array(z.string()),
    first_seen: RowMoment,
    last_seen: RowMoment,
    /** Of the newest. */
    head_sha: z.string(),
    workflow_id: z.int(),
    job_id: z.int(),
    run_attempt: z.int(),
  }),
} satisfies SavedQuery;
