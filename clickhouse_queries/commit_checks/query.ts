/** External checks of one commit. */
import { CommitSha, Repo } from "clickhouse_queries/parameters";
import { conclusions, statuses } from "lib/model/conclusion";
import type { SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

export const commitChecks = {
  name: "commit_checks",
  description: "Check runs of other apps and commit statuses on one commit.",
  params: z.strictObject({ repo: Repo, sha: CommitSha }),
  row: z.object({
    app: z.string(),
    name: z.string(),
    status: z.enum(statuses),
    conclusion: z.enum(conclusions).nullable(),
    title: z.string().nullable(),
    url: z.string().nullable(),
    duration_seconds: z.number().nullable(),
  }),
} satisfies SavedQuery;
