/** Which of some commits are on a branch. */
import { BranchOrDefault, CommitSha, Repo } from "clickhouse_queries/parameters";
import type { SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

export const branchMembers = {
  name: "branch_members",
  description: "Which of the given commits are on a branch, or on the default branch.",
  params: z.strictObject({ repo: Repo, branch: BranchOrDefault, shas: z.array(CommitSha).min(1).max(10_000) }),
  row: z.object({ sha: z.string() }),
} satisfies SavedQuery;
