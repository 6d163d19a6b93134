/** What people say and decide: issues, labels, comments and reviews. One kind each. */
import { Id, Moment, RepoName, Sha } from "lib/model/fields";
import { dropLargestText } from "lib/model/item_size";
import { ever, newestWins } from "lib/model/join";
import type { RecordFields, RecordKind } from "lib/model/records/kind";
import { z } from "zod";

/** A kind with one row for each record; `deleted` becomes the engine's tombstone. */
function simpleRow<Fields extends RecordFields & { deleted?: boolean }>(table: string) {
  return ({ deleted, ...row }: Fields, revision: number) => [
    { table, row: { ...row, revision, is_deleted: deleted ? 1 : 0 } },
  ];
}

export const LabelEvent = z.strictObject({
  dynamoKey: z.string(), // "owner/repo/<number>/<label>/<action>/<updated_at>"
  repo: RepoName,
  number: Id,
  label: z.string(),
  action: z.enum(["labeled", "unlabeled"]),
  actor: z.string().nullable(),
  updated_at: Moment.nullable(),
});
export type LabelEvent = z.infer<typeof LabelEvent>;

function labelEvent(name: string, dynamo_table: string): RecordKind<LabelEvent> {
  return {
    name,
    dynamo_table,
    schema: LabelEvent,
    merge: newestWins<LabelEvent>({ rank: (event) => [event.updated_at] }),
    fit: (event) => event,
    rows: simpleRow(name),
  };
}
export const pullLabelEvent = labelEvent("pull_label_event", "pull-label-event");
export const issuesLabelEvent = labelEvent("issues_label_event", "issues-label-event");

export const Issue = z.strictObject({
  dynamoKey: z.string(), // "owner/repo/<number>"
  repo: RepoName,
  number: Id,
  title: z.string().nullable(),
  body: z.string().nullable(),
  state: z.enum(["open", "closed"]),
  state_reason: z.string().nullable(),
  author: z.string().nullable(),
  labels: z.array(z.string()),
  html_url: z.string().nullable(),
  created_at: Moment.nullable(),
  updated_at: Moment.nullable(),
  closed_at: Moment.nullable(),
  deleted: z.boolean(),
  truncated: z.boolean(),
});
export type Issue = z.infer<typeof Issue>;

export const issues: RecordKind<Issue> = {
  name: "issues",
  dynamo_table: "issues",
  schema: Issue,
  merge: newestWins<Issue>({ rank: (issue) => [issue.updated_at, issue.state === "closed"], joins: { deleted: ever } }),
  fit: (issue) => dropLargestText(issue, ["body", "title", "labels"]),
  rows: simpleRow("issues"),
};

export const IssueComment = z.strictObject({
  dynamoKey: z.string(), // "owner/repo/<issue>/<comment id>"
  repo: RepoName,
  issue_number: Id,
  id: Id,
  body: z.string().nullable(),
  author: z.string().nullable(),
  author_association: z.string().nullable(),
  on_pull_request: z.boolean(),
  html_url: z.string().nullable(),
  created_at: Moment.nullable(),
  updated_at: Moment.nullable(),
  deleted: z.boolean(),
  truncated: z.boolean(),
});
export type IssueComment = z.infer<typeof IssueComment>;

export const issueComment: RecordKind<IssueComment> = {
  name: "issue_comment",
  dynamo_table: "issue-comment",
  schema: IssueComment,
  merge: newestWins<IssueComment>({ rank: (comment) => [comment.updated_at], joins: { deleted: ever } }),
  fit: (comment) => dropLargestText(comment, ["body"]),
  rows: simpleRow("issue_comment"),
};

/** A review only moves on: pending, then a verdict, which may be dismissed. */
const review_states = ["pending", "commented", "approved", "changes_requested", "dismissed"] as const;

export const PullRequestReview = z.strictObject({
  dynamoKey: z.string(), // "owner/repo/<review id>"
  repo: RepoName,
  pull_number: Id,
  id: Id,
  state: z.enum(review_states),
  body: z.string().nullable(),
  author: z.string().nullable(),
  author_association: z.string().nullable(),
  commit_sha: Sha.nullable(),
  html_url: z.string().nullable(),
  submitted_at: Moment.nullable(),
  updated_at: Moment.nullable(),
  truncated: z.boolean(),
});
export type PullRequestReview = z.infer<typeof PullRequestReview>;

export const pullRequestReview: RecordKind<PullRequestReview> = {
  name: "pull_request_review",
  dynamo_table: "pull-request-review",
  schema: PullRequestReview,
  merge: newestWins<PullRequestReview>({
    rank: (review) => [review.state === "dismissed", review.updated_at, review_states.indexOf(review.state)],
  }),
  fit: (review) => dropLargestText(review, ["body"]),
  rows: simpleRow("pull_request_review"),
};

export const PullRequestReviewComment = z.strictObject({
  dynamoKey: z.string(), // "owner/repo/<comment id>"
  repo: RepoName,
  pull_number: Id,
  id: Id,
  review_id: Id.nullable(),
  in_reply_to_id: Id.nullable(),
  body: z.string().nullable(),
  path: z.string().nullable(),
  line: Id.nullable(),
  author: z.string().nullable(),
  author_association: z.string().nullable(),
  commit_sha: Sha.nullable(),
  html_url: z.string().nullable(),
  created_at: Moment.nullable(),
  updated_at: Moment.nullable(),
  deleted: z.boolean(),
  truncated: z.boolean(),
});
export type PullRequestReviewComment = z.infer<typeof PullRequestReviewComment>;

export const pullRequestReviewComment: RecordKind<PullRequestReviewComment> = {
  name: "pull_request_review_comment",
  dynamo_table: "pull-request-review-comment",
  schema: PullRequestReviewComment,
  merge: newestWins<PullRequestReviewComment>({ rank: (comment) => [comment.updated_at], joins: { deleted: ever } }),
  fit: (comment) => dropLargestText(comment, ["body", "path"]),
  rows: simpleRow("pull_request_review_comment"),
};
