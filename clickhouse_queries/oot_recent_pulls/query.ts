/** The pull requests that out-of-tree backends reported on last. */
import { RepoOrAll } from "clickhouse_queries/oot_parameters";
import { Days } from "clickhouse_queries/parameters";
import { RowMoment, type SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

export const ootRecentPulls = {
  name: "oot_recent_pulls",
  description:
    "The five pull requests that each out-of-tree backend, or one (repo), reported on last, with what its jobs came to there.",
  params: z.strictObject({ days: Days.default(90), upstream: RepoOrAll, repo: RepoOrAll }),
  row: z.object({
    repo: z.string(),
    upstream_repo: z.string().nullable(),
    pr: z.int(),
    last_heard_at: RowMoment,
    conclusions: z.array(z.string()),
  }),
} satisfies SavedQuery;
export type OotRecentPullRow = z.infer<typeof ootRecentPulls.row>;
