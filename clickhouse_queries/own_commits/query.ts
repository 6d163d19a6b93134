/** The commits that a pull request became. */
import { Repo } from "clickhouse_queries/parameters";
import { count, type SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

export const ownCommits = {
  name: "own_commits",
  description: "The commits whose messages say that they came from a pull request.",
  params: z.strictObject({ repo: Repo, number: count({ min: 1, max: 1_000_000_000 }) }),
  row: z.object({ sha: z.string() }),
} satisfies SavedQuery;
