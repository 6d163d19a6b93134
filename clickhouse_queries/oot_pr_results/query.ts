/** Out-of-tree results of a pull request. */
import { OotRow } from "clickhouse_queries/oot_rows";
import { Repo } from "clickhouse_queries/parameters";
import { count, type SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

export const ootPrResults = {
  name: "oot_pr_results",
  description:
    "What out-of-tree backends found for one pull request (repo: the upstream's); of each job the newest attempt first.",
  params: z.strictObject({ repo: Repo, pr: count({ min: 1, max: 1_000_000_000 }) }),
  row: OotRow,
} satisfies SavedQuery;
