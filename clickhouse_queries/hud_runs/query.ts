/** Which runs the given commits have. */
import { CommitSha, Repo } from "clickhouse_queries/parameters";
import type { SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

export const RunRow = z.object({
  id: z.int(),
  head_sha: z.string(),
  heard: z.preprocess(Boolean, z.boolean()),
  run_attempt: z.int(),
  workflow: z.string(),
  /** Empty while the newest attempt has not ended. */
  conclusion: z.string(),
  head_repo: z.string(),
});
export type RunRow = z.infer<typeof RunRow>;

export const hudRuns = {
  name: "hud_runs",
  description: "The runs of the given commits, each as its newest attempt left it.",
  params: z.strictObject({ repo: Repo, shas: z.array(CommitSha).min(1).max(1_000) }),
  row: RunRow,
} satisfies SavedQuery;
