/** Every job of one commit. */
import { JobRow } from "clickhouse_queries/hud_query/query";
import { CommitSha, Repo } from "clickhouse_queries/parameters";
import { RowMoment, type SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

export const CommitJobRow = JobRow.extend({
  created_at: RowMoment.nullable(),
  started_at: RowMoment.nullable(),
  completed_at: RowMoment.nullable(),
  runner_name: z.string().nullable(),
  labels: z.array(z.string()),
  failure_rule: z.string().nullable(),
  failure_line_num: z.int().nullable(),
  failure_context: z.array(z.string()),
});
export type CommitJobRow = z.infer<typeof CommitJobRow>;

export const commitJobsQuery = {
  name: "commit_jobs_query",
  description: "Every job of one commit, one row for each job of each run attempt.",
  params: z.strictObject({ repo: Repo, sha: CommitSha }),
  row: CommitJobRow,
} satisfies SavedQuery;
