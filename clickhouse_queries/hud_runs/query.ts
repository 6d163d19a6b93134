/** Which runs the given commits have. */
import { Numbers } from "clickhouse_queries/hud_cells/query";
import { CommitSha, Repo } from "clickhouse_queries/parameters";
import type { SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

export const RunsRow = z.object({
  workflow: z.string(),
  /** The attempts' conclusion; empty while they have not ended. */
  conclusion: z.string(),
  /** The repository that their commit is in; empty where GitHub did not say. */
  head_repo: z.string(),
  ids: Numbers,
  /** Of each, its commit's among those asked for. */
  places: Numbers,
  attempts: Numbers,
});
export type RunsRow = z.infer<typeof RunsRow>;

export const hudRuns = {
  name: "hud_runs",
  description:
    "The runs of the given commits that were told of, every attempt of each, gathered by workflow, conclusion and head repository.",
  params: z.strictObject({ repo: Repo, shas: z.array(CommitSha).min(1).max(1_000) }),
  row: RunsRow,
} satisfies SavedQuery;
