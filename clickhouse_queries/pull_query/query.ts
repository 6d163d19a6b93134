/** One pull request. */
import { Repo } from "clickhouse_queries/parameters";
import { count, RowMoment, type SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

export const pullQuery = {
  name: "pull_query",
  description: "One pull request, with every head it has had, oldest first.",
  params: z.strictObject({ repo: Repo, number: count({ min: 1, max: 1_000_000_000 }) }),
  row: z.object({
    number: z.int(),
    title: z.string().nullable(),
    body: z.string().nullable(),
    state: z.enum(["open", "closed"]),
    draft: z.boolean(),
    merged: z.boolean(),
    author: z.string().nullable(),
    base_ref: z.string().nullable(),
    base_sha: z.string().nullable(),
    head_ref: z.string().nullable(),
    /** Whose branch it is; null: a fork that is gone. */
    head_repo: z.string().nullable(),
    head_sha: z.string(),
    head_shas: z.array(z.string()),
    merge_commit_sha: z.string().nullable(),
    labels: z.array(z.string()),
    html_url: z.string().nullable(),
    created_at: RowMoment.nullable(),
    updated_at: RowMoment.nullable(),
    merged_at: RowMoment.nullable(),
  }),
} satisfies SavedQuery;
