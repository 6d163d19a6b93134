/** When out-of-tree backends were heard from. */
import { RepoOrAll } from "clickhouse_queries/oot_parameters";
import { Days } from "clickhouse_queries/parameters";
import { RowMoment, type SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

export const ootActivity = {
  name: "oot_activity",
  description:
    "Every out-of-tree backend heard from within the last days, or one (repo), per upstream: the hours (since 1970) in which it was active, and its level as last told.",
  params: z.strictObject({ days: Days.default(90), repo: RepoOrAll }),
  row: z.object({
    repo: z.string(),
    upstream: z.string(),
    downstream_repo_level: z.string().nullable(),
    hours: z.array(z.int()),
    last_run: RowMoment,
  }),
} satisfies SavedQuery;
export type OotActivityRow = z.infer<typeof ootActivity.row>;
