/** What the runs and jobs of a commit are called. */
import { CommitSha, Repo } from "clickhouse_queries/parameters";
import type { SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

export const commitRunNames = {
  name: "commit_run_names",
  description: "The runs of a commit, the newest first, and the names of their jobs.",
  params: z.strictObject({ repo: Repo, sha: CommitSha }),
  row: z.object({
    workflow_id: z.int(),
    /** Empty when GitHub has told only of its jobs, and they do not say. */
    workflow_name: z.string(),
    html_url: z.string().nullable(),
    run_attempt: z.int(),
    job_ids: z.array(z.int()),
    /** As many. */
    job_names: z.array(z.string()),
  }),
} satisfies SavedQuery;
