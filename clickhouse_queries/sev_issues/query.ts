/** Open issues that say that something is severely broken. */
import { Repo } from "clickhouse_queries/parameters";
import { count, RowMoment, type SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

export const sevIssues = {
  name: "sev_issues",
  description: "A repository's open issues with one of the given labels, newest first.",
  params: z.strictObject({
    repo: Repo,
    labels: z.array(z.string().min(1).max(100)).max(20).default(["ci: sev", "sev"]),
    limit: count({ min: 1, max: 100 }).default(20),
  }),
  row: z.object({
    number: z.int(),
    title: z.string(),
    html_url: z.string().nullable(),
    created_at: RowMoment.nullable(),
  }),
} satisfies SavedQuery;
