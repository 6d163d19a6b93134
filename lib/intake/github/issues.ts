/** Issues and the comments on them. @see https://docs.github.com/en/webhooks/webhook-events-and-payloads#issues */
import { Body, InRepository, LabelNames, Login } from "lib/intake/github/shapes";
import { HeardMoment, Id, KeyText, Link, MomentText, OptionalName, OptionalText } from "lib/model/fields";
import { issueComment, issues, issuesLabelEvent } from "lib/model/records/discussion";
import { heard, type Heard } from "lib/model/records/kind";
import { z } from "zod";

const IssuesPayload = InRepository.extend({
  action: z.string().nullish(),
  label: z.object({ name: KeyText }).nullish(),
  sender: Login,
  issue: z.object({
    number: Id,
    title: OptionalText,
    body: Body,
    state: z.enum(["open", "closed"]).nullish(),
    state_reason: OptionalName,
    user: Login,
    labels: LabelNames,
    html_url: Link,
    created_at: HeardMoment,
    updated_at: MomentText,
    closed_at: HeardMoment,
  }),
});

export function fromIssues(payload: unknown): Heard[] {
  const { repository, action, label, sender, issue } = IssuesPayload.parse(payload);
  const { user, updated_at: updated_at_text, ...fields } = issue;
  const repo = repository.full_name;
  const updated_at = HeardMoment.parse(updated_at_text);
  const events: Heard[] = [
    heard(
      issues,
      issues.fit({
        ...fields,
        dynamoKey: `${repo}/${issue.number}`,
        repo,
        state: issue.state ?? "open",
        author: user,
        updated_at,
        deleted: action === "deleted" || action === "transferred",
        truncated: false,
      }),
    ),
  ];
  if (label && (action === "labeled" || action === "unlabeled")) {
    events.push(
      heard(issuesLabelEvent, {
        dynamoKey: `${repo}/${issue.number}/${label.name}/${action}/${updated_at_text ?? ""}`,
        repo,
        number: issue.number,
        label: label.name,
        action,
        actor: sender,
        updated_at,
      }),
    );
  }
  return events;
}

const IssueCommentPayload = InRepository.extend({
  action: z.string().nullish(),
  issue: z.object({ number: Id, pull_request: z.object({}).nullish() }),
  comment: z.object({
    id: Id,
    body: Body,
    user: Login,
    author_association: OptionalName,
    html_url: Link,
    created_at: HeardMoment,
    updated_at: HeardMoment,
  }),
});

export function fromIssueComment(payload: unknown): Heard[] {
  const { repository, action, issue, comment } = IssueCommentPayload.parse(payload);
  const { user, ...fields } = comment;
  const repo = repository.full_name;
  return [
    heard(
      issueComment,
      issueComment.fit({
        ...fields,
        dynamoKey: `${repo}/${issue.number}/${comment.id}`,
        repo,
        issue_number: issue.number,
        author: user,
        on_pull_request: Boolean(issue.pull_request),
        deleted: action === "deleted",
        truncated: false,
      }),
    ),
  ];
}
