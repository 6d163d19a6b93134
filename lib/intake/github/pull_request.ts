/** Pull requests and their reviews. @see https://docs.github.com/en/webhooks/webhook-events-and-payloads#pull_request */
import { Body, InRepository, LabelNames, Login } from "lib/intake/github/shapes";
import {
  HeardMoment,
  Id,
  KeyText,
  Link,
  MomentText,
  Name,
  OptionalId,
  OptionalName,
  OptionalText,
  Sha,
} from "lib/model/fields";
import { pullLabelEvent, pullRequestReview, pullRequestReviewComment } from "lib/model/records/discussion";
import { heard, type Heard } from "lib/model/records/kind";
import { pullRequest } from "lib/model/records/pull_request";
import { z } from "zod";

const Side = z.object({
  ref: OptionalName,
  sha: Sha,
  repo: z.object({ full_name: Name }).nullish(),
});

const PullRequestPayload = InRepository.extend({
  action: z.string().nullish(),
  label: z.object({ name: KeyText }).nullish(),
  sender: Login,
  pull_request: z.object({
    number: Id,
    title: OptionalText,
    body: Body,
    state: z.enum(["open", "closed"]),
    draft: z.boolean().nullish(),
    merged: z.boolean().nullish(),
    user: Login,
    base: Side.partial().nullish(),
    head: Side,
    merge_commit_sha: Sha.nullish(),
    labels: LabelNames,
    html_url: Link,
    created_at: HeardMoment,
    updated_at: MomentText,
    closed_at: HeardMoment,
    merged_at: HeardMoment,
  }),
});

export function fromPullRequest(payload: unknown): Heard[] {
  const { repository, action, label, sender, pull_request: pull } = PullRequestPayload.parse(payload);
  const { user, base, head, updated_at: updated_at_text, merge_commit_sha, ...fields } = pull;
  const repo = repository.full_name;
  const updated_at = HeardMoment.parse(updated_at_text);
  const merged = pull.merged ?? pull.merged_at !== null;
  const events: Heard[] = [
    heard(
      pullRequest,
      pullRequest.fit({
        ...fields,
        dynamoKey: `${repo}/${pull.number}`,
        repo,
        repo_url: repository.html_url,
        default_branch: repository.default_branch,
        draft: pull.draft ?? false,
        merged,
        author: user,
        base_ref: base?.ref ?? null,
        base_sha: base?.sha ?? null,
        head_ref: head.ref,
        head_sha: head.sha,
        head_repo: head.repo?.full_name ?? null,
        // Before the merge this is GitHub's own trial merge, which is on no branch.
        merge_commit_sha: merged ? (merge_commit_sha ?? null) : null,
        updated_at,
        heads: [{ sha: head.sha, heard_at: updated_at ?? pull.created_at ?? new Date(0).toISOString() }],
        truncated: false,
      }),
    ),
  ];
  if (label && (action === "labeled" || action === "unlabeled")) {
    events.push(
      heard(pullLabelEvent, {
        dynamoKey: `${repo}/${pull.number}/${label.name}/${action}/${updated_at_text ?? ""}`,
        repo,
        number: pull.number,
        label: label.name,
        action,
        actor: sender,
        updated_at,
      }),
    );
  }
  return events;
}

const ReviewPayload = InRepository.extend({
  pull_request: z.object({ number: Id }),
  review: z.object({
    id: Id,
    state: z
      .string()
      .toLowerCase()
      .pipe(z.enum(["pending", "commented", "approved", "changes_requested", "dismissed"])),
    body: Body,
    user: Login,
    author_association: OptionalName,
    commit_id: Sha.nullish(),
    html_url: Link,
    submitted_at: HeardMoment,
    updated_at: HeardMoment,
  }),
});

export function fromPullRequestReview(payload: unknown): Heard[] {
  const { repository, pull_request, review } = ReviewPayload.parse(payload);
  const { user, commit_id, ...fields } = review;
  const repo = repository.full_name;
  return [
    heard(
      pullRequestReview,
      pullRequestReview.fit({
        ...fields,
        dynamoKey: `${repo}/${review.id}`,
        repo,
        pull_number: pull_request.number,
        author: user,
        commit_sha: commit_id ?? null,
        truncated: false,
      }),
    ),
  ];
}

const ReviewCommentPayload = InRepository.extend({
  action: z.string().nullish(),
  pull_request: z.object({ number: Id }),
  comment: z.object({
    id: Id,
    pull_request_review_id: OptionalId,
    in_reply_to_id: OptionalId,
    body: Body,
    path: OptionalText,
    line: OptionalId,
    user: Login,
    author_association: OptionalName,
    commit_id: Sha.nullish(),
    html_url: Link,
    created_at: HeardMoment,
    updated_at: HeardMoment,
  }),
});

export function fromPullRequestReviewComment(payload: unknown): Heard[] {
  const { repository, action, pull_request, comment } = ReviewCommentPayload.parse(payload);
  const { user, commit_id, pull_request_review_id, ...fields } = comment;
  const repo = repository.full_name;
  return [
    heard(
      pullRequestReviewComment,
      pullRequestReviewComment.fit({
        ...fields,
        dynamoKey: `${repo}/${comment.id}`,
        repo,
        pull_number: pull_request.number,
        review_id: pull_request_review_id,
        author: user,
        commit_sha: commit_id ?? null,
        deleted: action === "deleted",
        truncated: false,
      }),
    ),
  ];
}
