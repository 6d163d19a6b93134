/** One cell of the grid, with all that ran in it. */
import { CommitJobRow } from "clickhouse_queries/commit_jobs_query/query";
import { CommitSha, JobFullName, Repo } from "clickhouse_queries/parameters";
import type { SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

export const CellJobRow = CommitJobRow.extend({ of_fork: z.preprocess(Boolean, z.boolean()) });
export type CellJobRow = z.infer<typeof CellJobRow>;

export const cellJobs = {
  name: "cell_jobs",
  description: "Every job of one name on one commit, of forks' runs too, newest first.",
  params: z.strictObject({ repo: Repo, sha: CommitSha, name: JobFullName }),
  row: CellJobRow,
} satisfies SavedQuery;
