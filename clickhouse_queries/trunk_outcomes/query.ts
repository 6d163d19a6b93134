/** How some jobs went on some commits of trunk. */
import { Branch, CommitSha, Repo } from "clickhouse_queries/parameters";
import { conclusions } from "lib/model/conclusion";
import { providers } from "lib/model/provider";
import type { SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

export const TrunkOutcomesRow = z.object({
  /** "" where the jobs do not tell it. */
  workflow: z.string(),
  job_name: z.string(),
  provider: z.enum(providers),
  /** "fork": no job's, but that these runs are none of ours. */
  conclusion: z.enum([...conclusions, "fork"]),
  run_ids: z.array(z.int()),
  ids: z.array(z.int()),
  /** Of their commits. */
  shas: z.array(z.string()),
  /** "": not classified. */
  rules: z.array(z.string()),
  captures: z.array(z.array(z.string())),
});
export type TrunkOutcomesRow = z.infer<typeof TrunkOutcomesRow>;

export const trunkOutcomes = {
  name: "trunk_outcomes",
  description: "Which runs of the given jobs passed and which failed on the given commits of a branch, in columns.",
  params: z.strictObject({
    repo: Repo,
    branch: Branch,
    shas: z.array(CommitSha).min(1).max(1_000),
    /** What was made before this moment is left out. */
    since: z.iso.datetime(),
    /** "": which runs are a fork's. */
    job_names: z.array(z.string().max(1_000)).min(1).max(251),
    /** Of any of these; "": of those that do not tell theirs. */
    workflows: z.array(z.string().max(1_000)).min(1).max(251),
  }),
  row: TrunkOutcomesRow,
} satisfies SavedQuery;
