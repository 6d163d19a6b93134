/** Which runs of some commits are none of ours. */
import { CommitSha, Repo } from "clickhouse_queries/parameters";
import type { SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

export const forkRuns = {
  name: "fork_runs",
  description: "The runs of the given commits that are a fork's.",
  params: z.strictObject({ repo: Repo, shas: z.array(CommitSha).min(1).max(1_000) }),
  row: z.object({ id: z.int() }),
} satisfies SavedQuery;
