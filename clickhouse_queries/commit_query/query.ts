/** What is known of the given commits. */
import { CommitSha, Repo } from "clickhouse_queries/parameters";
import { RowMoment, type SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

export const CommitFactRow = z.object({
  /** Who knows: what was heard of the commit, a pull request merged as this commit, or one with it as a head. */
  told_by: z.enum(["commit", "merged", "head"]),
  sha: z.string(),
  /** Null where a pull request tells; title and body are empty there. */
  time: RowMoment.nullable(),
  title: z.string(),
  body: z.string(),
  author_name: z.string().nullable(),
  author_login: z.string().nullable(),
  repo_url: z.string().nullable(),
  /** Of a commit: what its message says. */
  pull_number: z.int().nullable(),
});
export type CommitFactRow = z.infer<typeof CommitFactRow>;

export const commitQuery = {
  name: "commit_query",
  description: "Title, author and time of the given commits, and rows of their own for the pull requests they are of.",
  params: z.strictObject({ repo: Repo, shas: z.array(CommitSha).min(1).max(1_000) }),
  row: CommitFactRow,
} satisfies SavedQuery;
