/** What is known of the given commits. */
import { CommitRow } from "clickhouse_queries/hud_commits/query";
import { CommitSha, Repo } from "clickhouse_queries/parameters";
import { RowMoment, type SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

/** A commit's `pull_number` is what its message says. Of a pull request only the number is told: texts are empty. */
export const CommitFactRow = CommitRow.extend({
  /** Who knows: what was heard of the commit, a pull request merged as this commit, or one with it as a head. */
  told_by: z.enum(["commit", "merged", "head"]),
  /** Null where a pull request tells. */
  time: RowMoment.nullable(),
});
export type CommitFactRow = z.infer<typeof CommitFactRow>;

export const commitQuery = {
  name: "commit_query",
  description: "Title, author and time of the given commits, and rows of their own for the pull requests they are of.",
  params: z.strictObject({ repo: Repo, shas: z.array(CommitSha).min(1).max(1_000) }),
  row: CommitFactRow,
} satisfies SavedQuery;
