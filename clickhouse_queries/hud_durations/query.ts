/** How long each job of a branch's grid usually takes. */
import { BranchOrDefault, Repo } from "clickhouse_queries/parameters";
import { count, type SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

export const hudDurations = {
  name: "hud_durations",
  description: "The usual seconds of each job, by its column's name, over a branch's newest commits.",
  params: z.strictObject({
    repo: Repo,
    branch: BranchOrDefault,
    commits: count({ min: 1, max: 500 }).default(50),
  }),
  row: z.object({ name: z.string(), p50_seconds: z.number(), runs: z.int() }),
} satisfies SavedQuery;
