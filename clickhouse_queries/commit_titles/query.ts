/** What some commits are called. */
import { CommitSha, Repo } from "clickhouse_queries/parameters";
import type { SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

export const commitTitles = {
  name: "commit_titles",
  description: "The titles of the given commits.",
  params: z.strictObject({ repo: Repo, shas: z.array(CommitSha).min(1).max(1_000) }),
  row: z.object({ sha: z.string(), title: z.string() }),
} satisfies SavedQuery;
