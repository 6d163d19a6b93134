/** Where a commit is on its branch. */
import { Branch, Repo, ShaPrefix } from "clickhouse_queries/parameters";
import type { SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

export const branchPlace = {
  name: "branch_place",
  description: "The commits of a branch whose hash begins as given, at most five, and how many commits are newer.",
  params: z.strictObject({ repo: Repo, branch: Branch, prefix: ShaPrefix }),
  row: z.object({ sha: z.string(), newer: z.int() }),
} satisfies SavedQuery;
