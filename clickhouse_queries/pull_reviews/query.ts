/** What reviewers said of one pull request. */
import { Repo } from "clickhouse_queries/parameters";
import { count, RowMoment, type SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

export const PullReviewRow = z.object({
  author: z.string().nullable(),
  state: z.enum(["pending", "commented", "approved", "changes_requested", "dismissed"]),
  submitted_at: RowMoment.nullable(),
  html_url: z.string().nullable(),
});
export type PullReviewRow = z.infer<typeof PullReviewRow>;

export const pullReviews = {
  name: "pull_reviews",
  description: "The reviews of one pull request, oldest first.",
  params: z.strictObject({ repo: Repo, number: count({ min: 1, max: 1_000_000_000 }) }),
  row: PullReviewRow,
} satisfies SavedQuery;
