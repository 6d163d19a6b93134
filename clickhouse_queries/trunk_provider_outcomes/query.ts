/** How some jobs of other CI systems went on some commits of trunk. */
import { CommitSha, JobFullName, Repo } from "clickhouse_queries/parameters";
import { providers } from "lib/model/provider";
import type { SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

export const trunkProviderOutcomes = {
  name: "trunk_provider_outcomes",
  description: "Which attempts of the given jobs of another CI system passed and which failed on the given commits.",
  params: z.strictObject({
    repo: Repo,
    provider: z.enum(providers),
    shas: z.array(CommitSha).min(1).max(1_000),
    names: z.array(JobFullName).min(1).max(250),
  }),
  row: z.object({
    full_name: z.string(),
    id: z.int(),
    /** Of the commit in the list that was asked for, from 1. */
    place: z.int(),
    failed: z.preprocess(Boolean, z.boolean()),
  }),
} satisfies SavedQuery;
