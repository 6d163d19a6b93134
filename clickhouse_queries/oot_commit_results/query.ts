/** Out-of-tree results of a commit. */
import { OotRow } from "clickhouse_queries/oot_rows";
import { CommitSha, Repo } from "clickhouse_queries/parameters";
import type { SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

export const ootCommitResults = {
  name: "oot_commit_results",
  description:
    "What out-of-tree backends found for one commit (repo: the upstream's), pushed, nightly or of a pull request.",
  params: z.strictObject({ repo: Repo, sha: CommitSha }),
  row: OotRow,
} satisfies SavedQuery;
