/** What is known of the given commits. */
import { CommitRow } from "clickhouse_queries/hud_commits/query";
import { CommitSha, Repo } from "clickhouse_queries/parameters";
import type { SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

export const commitQuery = {
  name: "commit_query",
  description: "Title, author, time and pull request of the given commits.",
  params: z.strictObject({ repo: Repo, shas: z.array(CommitSha).min(1).max(1_000) }),
  row: CommitRow,
} satisfies SavedQuery;
