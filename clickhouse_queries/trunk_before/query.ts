/** What a branch was at some moment: what the failures of a commit that was tested then are compared with. */
import { BranchOrDefault, Repo } from "clickhouse_queries/parameters";
import { count, RowMoment, type SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

export const TrunkCommitRow = z.object({
  sha: z.string(),
  time: RowMoment,
  branch: z.string(),
  /** The pull request that it says it came from. */
  pull_number: z.int().nullable(),
});
export type TrunkCommitRow = z.infer<typeof TrunkCommitRow>;

export const trunkBefore = {
  name: "trunk_before",
  description: "The commits that a branch, or the default branch, had at some moment, newest first.",
  params: z.strictObject({
    repo: Repo,
    branch: BranchOrDefault,
    until: z.iso.datetime(),
    days: count({ min: 1, max: 90 }).default(14),
    limit: count({ min: 1, max: 1_000 }).default(300),
  }),
  row: TrunkCommitRow,
} satisfies SavedQuery;
