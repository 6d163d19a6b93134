/** How one test has fared. */
import { BranchOrAll, Days, Repo } from "clickhouse_queries/parameters";
import { Status, test_identity, test_place, TestName, TestNamePart } from "clickhouse_queries/test_parameters";
import { count, RowMoment, type SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

export const testHistory = {
  name: "test_history",
  description:
    "The runs of one test, newest first; class name and file need only be given where the name is not enough.",
  params: z.strictObject({
    repo: Repo,
    name: TestName,
    classname: TestNamePart,
    file: TestNamePart,
    /** A fork's branch is called <owner>:<branch>. */
    branch: BranchOrAll,
    days: Days.default(90),
    limit: count({ min: 1, max: 10_000 }).default(1_000),
  }),
  row: z.object({
    ...test_identity,
    time: RowMoment,
    status: Status,
    tries: z.int(),
    duration_seconds: z.number(),
    message: z.string(),
    ...test_place,
    /** Empty until GitHub has told of the run. */
    head_sha: z.string(),
    head_branch: z.string(),
  }),
} satisfies SavedQuery;
