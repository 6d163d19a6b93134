/** The latest runs of several tests: a strip of marks beside each. */
import { BranchOrDefault, Days, Repo } from "clickhouse_queries/parameters";
import { Status, test_identity } from "clickhouse_queries/test_parameters";
import { count, RowMoment, type SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

export const testStrips = {
  name: "test_strips",
  description:
    "How each of the given tests ended on a branch's newest commits that ran it, newest first; names and class names belong together by their place.",
  params: z.strictObject({
    repo: Repo,
    names: z.array(z.string().max(2_000)).min(1).max(200),
    classnames: z.array(z.string().max(2_000)).min(1).max(200),
    branch: BranchOrDefault,
    days: Days.default(30),
    limit: count({ min: 1, max: 50 }).default(20),
  }),
  row: z.object({
    ...test_identity,
    /** As many as statuses and times. */
    shas: z.array(z.string()),
    /** The worst of a commit's jobs. */
    statuses: z.array(Status),
    times: z.array(RowMoment),
  }),
} satisfies SavedQuery;
