/** A page of a branch's commits. */
import { Branch, Repo } from "clickhouse_queries/parameters";
import { count, RowMoment, type SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

export const CommitRow = z.object({
  sha: z.string(),
  time: RowMoment,
  title: z.string(),
  body: z.string(),
  author_name: z.string().nullable(),
  author_login: z.string().nullable(),
  repo_url: z.string().nullable(),
  pull_number: z.int().nullable(),
});
export type CommitRow = z.infer<typeof CommitRow>;

export const hudCommits = {
  name: "hud_commits",
  description: "A page of a branch's commits, newest first.",
  params: z.strictObject({
    repo: Repo,
    branch: Branch,
    limit: count({ min: 1, max: 1_000 }).default(50),
    offset: count({ min: 0, max: 10_000_000 }).default(0),
  }),
  row: CommitRow,
} satisfies SavedQuery;
