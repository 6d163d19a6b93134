/** Whose the runs of the given commits are. */
import { CommitSha, Repo } from "clickhouse_queries/parameters";
import type { SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

export const commitRunHomes = {
  name: "commit_run_homes",
  description:
    "The runs of the given commits, and the repository that each came from; null where only jobs told of it.",
  params: z.strictObject({ repo: Repo, shas: z.array(CommitSha).min(1).max(1_000) }),
  row: z.object({ id: z.int(), head_sha: z.string(), head_repo: z.string().nullable() }),
} satisfies SavedQuery;
