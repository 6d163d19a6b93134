/** What the pull requests on an out-of-tree backend's dashboard are called. */
import { PullOrAll } from "clickhouse_queries/oot_parameters";
import { Repo } from "clickhouse_queries/parameters";
import type { SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

export const ootPullTitles = {
  name: "oot_pull_titles",
  description: "The titles of the pull requests with these numbers in these repositories, where they are known.",
  params: z.strictObject({
    upstreams: z.array(Repo).max(1_000).default([]),
    prs: z.array(PullOrAll).max(1_000).default([]),
  }),
  row: z.object({ repo: z.string(), number: z.int(), title: z.string() }),
} satisfies SavedQuery;
