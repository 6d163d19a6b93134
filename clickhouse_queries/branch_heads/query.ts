/** A branch's commits, by hash. */
import { Branch, Repo } from "clickhouse_queries/parameters";
import { count, RowMoment, type SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

export const branchHeads = {
  name: "branch_heads",
  description: "The hashes of a branch's commits, newest first.",
  params: z.strictObject({
    repo: Repo,
    branch: Branch,
    limit: count({ min: 1, max: 10_000 }).default(100),
    offset: count({ min: 0, max: 10_000_000 }).default(0),
  }),
  row: z.object({ sha: z.string(), time: RowMoment }),
} satisfies SavedQuery;
