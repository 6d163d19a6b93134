/** A branch's commits by author, message or hash. */
import { BranchOrDefault, CommitSha, PartOfText, Repo } from "clickhouse_queries/parameters";
import { count, RowMoment, type SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

export const branchSearch = {
  name: "branch_search",
  description:
    "The hashes of a branch's commits, or of the default branch's, newest first; those of an author or message alone.",
  params: z.strictObject({
    repo: Repo,
    branch: BranchOrDefault,
    author: PartOfText,
    message: PartOfText,
    /** Of these commits; none: all. */
    shas: z.array(CommitSha).max(1_000).default([]),
    limit: count({ min: 1, max: 10_000 }).default(100),
    offset: count({ min: 0, max: 10_000_000 }).default(0),
  }),
  row: z.object({ sha: z.string(), time: RowMoment }),
} satisfies SavedQuery;
