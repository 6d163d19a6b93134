/** Whether workflows started on some commits of trunk. */
import { Branch, CommitSha, Repo } from "clickhouse_queries/parameters";
import type { SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

export const trunkStarts = {
  name: "trunk_starts",
  description: "On which of the given commits the given workflows succeeded, and on which they did not start.",
  params: z.strictObject({
    repo: Repo,
    branch: Branch,
    shas: z.array(CommitSha).min(1).max(1_000),
    workflows: z.array(z.string().max(1_000)).min(1).max(250),
  }),
  row: z.object({
    workflow_name: z.string(),
    id: z.int(),
    /** Of the commit in the list that was asked for, from 1. */
    place: z.int(),
    failed: z.preprocess(Boolean, z.boolean()),
  }),
} satisfies SavedQuery;
