/** What has changed of a repository lately, as far as its pages show it. */
import { Repo } from "clickhouse_queries/parameters";
import { count, type SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

export const ChangesRow = z.object({
  /** "cells": something ran on the commit; "commits": the branch was told of the commit, perhaps not the first time. */
  kind: z.enum(["cells", "commits"]),
  branch: z.string(),
  sha: z.string(),
  /** A number for each piece of news: one that was seen before is no news. */
  facts: z.array(z.number()),
  heard: z.int(),
  /** ClickHouse's clock in Unix milliseconds, when it was asked. */
  now_ms: z.int(),
});
export type ChangesRow = z.infer<typeof ChangesRow>;

export const repoChanges = {
  name: "repo_changes",
  description: "What has arrived of a repository since a moment of the last two hours, gathered by commit.",
  params: z.strictObject({
    repo: Repo,
    /** Unix milliseconds. */
    since_ms: count({ min: 0, max: 10_000_000_000_000 }),
    limit: count({ min: 1, max: 20_000 }).default(20_000),
  }),
  row: ChangesRow,
} satisfies SavedQuery;
