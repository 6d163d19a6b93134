/** Every cell that something other than GitHub Actions fills: small, and quick to merge. */
import { Numbers } from "clickhouse_queries/hud_cells/query";
import { CommitSha, OtherProvider, OtherProviders, Repo } from "clickhouse_queries/parameters";
import type { SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

export const ProviderCellsRow = z.object({
  provider: OtherProvider,
  workflow: z.string(),
  job_name: z.string(),
  /** Of the commit, among those asked for. */
  places: Numbers,
  ids: Numbers,
  /** Unix milliseconds; 0 where it is not known. */
  starts: Numbers,
  /** As hud_cells has them. */
  codes: Numbers,
});
export type ProviderCellsRow = z.infer<typeof ProviderCellsRow>;

export const providerCells = {
  name: "provider_cells",
  description:
    "What ran on the given commits elsewhere than in GitHub Actions, one row for each column; of providers not asked for, the columns alone.",
  params: z.strictObject({
    repo: Repo,
    shas: z.array(CommitSha).min(1).max(1_000),
    /** Whose cells to bring. */
    providers: OtherProviders,
  }),
  row: ProviderCellsRow,
} satisfies SavedQuery;
