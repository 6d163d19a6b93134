/** The jobs of one commit as its page asks for them: without what their runs tell. */
import { CommitJobRow } from "clickhouse_queries/commit_jobs_query/query";
import { CommitSha, Repo } from "clickhouse_queries/parameters";
import type { SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

export const CommitPageJobRow = CommitJobRow.omit({
  ...{ event: true, head_sha: true, duration_seconds: true, queue_seconds: true },
}).extend({
  /** Null or "" where only the run tells it. */
  workflow_name: z.string().nullable(),
});
export type CommitPageJobRow = z.infer<typeof CommitPageJobRow>;

export const commitPageJobs = {
  name: "commit_page_jobs",
  description: "Every job of one commit in any order, without what commit_jobs_query derives or takes from their runs.",
  params: z.strictObject({ repo: Repo, sha: CommitSha }),
  row: CommitPageJobRow,
} satisfies SavedQuery;
