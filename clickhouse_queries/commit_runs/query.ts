/** The runs of one commit. */
import { EmptyRunRow } from "clickhouse_queries/hud_empty_runs/query";
import { CommitSha, Repo } from "clickhouse_queries/parameters";
import { RowMoment, type SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

export const CommitRunRow = EmptyRunRow.extend({
  conclusion: EmptyRunRow.shape.conclusion.nullable(),
  /** Of the run: its attempts come later. */
  created_at: RowMoment.nullable(),
});
export type CommitRunRow = z.infer<typeof CommitRunRow>;

export const commitRuns = {
  name: "commit_runs",
  description: "The runs of one commit, of forks too, each as its newest attempt left it.",
  params: z.strictObject({ repo: Repo, sha: CommitSha }),
  row: CommitRunRow,
} satisfies SavedQuery;
