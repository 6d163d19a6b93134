/** A pull request's page: what is known of the pull request, and all that ran for its newest head. */
import { commit_fact_kinds } from "clickhouse_queries/commit_facts/query";
import { pullQuery } from "clickhouse_queries/pull_query/query";
import { type FactsQuery, factRow, RowMoment } from "lib/model/saved_query";
import { z } from "zod";

export const PullReview = z.object({
  id: z.int(),
  author: z.string().nullable(),
  state: z.enum(["pending", "commented", "approved", "changes_requested", "dismissed"]),
  submitted_at: RowMoment.nullable(),
  updated_at: RowMoment.nullable(),
  html_url: z.string().nullable(),
});
export type PullReview = z.infer<typeof PullReview>;

const facts = {
  pull: pullQuery.row.omit({ created_at: true, updated_at: true, merged_at: true }).extend({
    /** Which head's all that ran is. */
    facts_of: z.string(),
  }),
  review: PullReview,
  ...commit_fact_kinds,
};

export const pullFacts = {
  name: "pull_facts",
  description: "A pull request, its reviews and what ran for its newest head: rows of several kinds, each as JSON.",
  params: pullQuery.params,
  row: factRow(facts),
  facts,
} satisfies FactsQuery;
