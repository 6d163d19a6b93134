/** Where a commit was seen. */
import { CommitSha, Repo } from "clickhouse_queries/parameters";
import type { SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

export const commitBranches = {
  name: "commit_branches",
  description: "The branches that a commit was seen on.",
  params: z.strictObject({ repo: Repo, sha: CommitSha }),
  row: z.object({ branch: z.string() }),
} satisfies SavedQuery;
