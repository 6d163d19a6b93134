/** Builders of `issues` and `issue_comment` deliveries, and the label and reaction objects that others share. */
import { account } from "scripts/demo/payloads/accounts";
import { default_login, default_repo, default_time, idOf, nodeId } from "scripts/demo/payloads/defaults";
import { context, type Where } from "scripts/demo/payloads/repository";

/** A label by its name alone, or with its colour (six hexadecimal digits) and description. */
export type Label = string | { name: string; color?: string; description?: string | null };

/** A label as payloads have it. */
export function labelObject(repo: string, label: Label) {
  const { name, color = "ededed", description = null } = typeof label === "string" ? { name: label } : label;
  const id = idOf(`${repo} label ${name}`);
  return {
    id,
    node_id: nodeId("LA", id),
    url: `https://api.github.com/repos/${repo}/labels/${encodeURIComponent(name)}`,
    name,
    color,
    default: false,
    description,
  };
}

/** No reactions, on the thing at `url`. */
export function reactions(url: string) {
  const none = { "+1": 0, "-1": 0, laugh: 0, hooray: 0, confused: 0, heart: 0, rocket: 0, eyes: 0 };
  return { url: `${url}/reactions`, total_count: 0, ...none };
}

export interface IssueState extends Where {
  number?: number;
  title?: string;
  body?: string | null;
  author?: string;
  state?: "open" | "closed";
  state_reason?: "completed" | "not_planned" | "reopened" | null;
  labels?: Label[];
  /** True when the "issue" of a comment is a pull request. */
  is_pull_request?: boolean;
  comments?: number;
  created_at?: string;
  updated_at?: string;
  closed_at?: string | null;
}

function issueObject(options: IssueState) {
  const { repo = default_repo, number = 77, created_at = default_time, closed_at = null } = options;
  const kind = options.is_pull_request === true ? "pull" : "issues";
  const id = idOf(`${repo} issue ${number}`);
  const url = `https://api.github.com/repos/${repo}/issues/${number}`;
  const html_url = `https://github.com/${repo}/${kind}/${number}`;
  const pull_request = {
    url: `https://api.github.com/repos/${repo}/pulls/${number}`,
    html_url,
    diff_url: `${html_url}.diff`,
    patch_url: `${html_url}.patch`,
    merged_at: null,
  };
  return {
    url,
    repository_url: `https://api.github.com/repos/${repo}`,
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    html_url,
    id,
    node_id: nodeId(kind === "pull" ? "PR" : "I", id),
    number,
    title: options.title ?? "Link step runs out of memory on the windows builders",
    user: account(options.author ?? default_login),
    labels: (options.labels ?? []).map((label) => labelObject(repo, label)),
    state: closed_at === null ? (options.state ?? "open") : ("closed" as const),
    locked: false,
    assignee: null,
    assignees: [],
    milestone: null,
    comments: options.comments ?? 0,
    created_at,
    updated_at: options.updated_at ?? closed_at ?? created_at,
    closed_at,
    author_association: "MEMBER",
    active_lock_reason: null,
    draft: false,
    ...(kind === "pull" ? { pull_request } : {}),
    body: options.body === undefined ? "Every build since this morning fails while linking." : options.body,
    reactions: reactions(url),
    timeline_url: `${url}/timeline`,
    performed_via_github_app: null,
    state_reason: options.state_reason ?? null,
  };
}

export interface IssuesOptions extends IssueState {
  action?: "opened" | "edited" | "closed" | "reopened" | "labeled" | "unlabeled" | "deleted";
  /** With `labeled` and `unlabeled`. */
  label?: Label;
  /** With `edited`. */
  changes?: { title?: { from: string }; body?: { from: string } };
}

/** https://docs.github.com/en/webhooks/webhook-events-and-payloads#issues */
export function issues(options: IssuesOptions = {}) {
  const { repo = default_repo, action = "opened" } = options;
  const issue = issueObject(options);
  return {
    action,
    issue,
    ...(options.label === undefined ? {} : { label: labelObject(repo, options.label) }),
    ...(options.changes === undefined ? {} : { changes: options.changes }),
    ...context({ repo, sender: options.sender ?? issue.user.login }),
  };
}

export interface IssueCommentOptions extends Where {
  issue?: IssueState;
  action?: "created" | "edited" | "deleted";
  id?: number;
  body?: string;
  /** With `edited`: the body before. */
  body_before?: string;
  author?: string;
  created_at?: string;
  updated_at?: string;
}

/** https://docs.github.com/en/webhooks/webhook-events-and-payloads#issue_comment */
export function issueComment(options: IssueCommentOptions = {}) {
  const { repo = options.issue?.repo ?? default_repo, id = 3_100_000_001, created_at = default_time } = options;
  const { author = options.sender ?? default_login, action = "created" } = options;
  const issue = issueObject({ ...options.issue, repo });
  const url = `https://api.github.com/repos/${repo}/issues/comments/${id}`;
  return {
    action,
    issue,
    comment: {
      url,
      html_url: `${issue.html_url}#issuecomment-${id}`,
      issue_url: issue.url,
      id,
      node_id: nodeId("IC", id),
      user: account(author),
      created_at,
      updated_at: options.updated_at ?? created_at,
      author_association: "MEMBER",
      body: options.body ?? "Looking into it.",
      reactions: reactions(url),
      performed_via_github_app: null,
    },
    ...(action === "edited" ? { changes: { body: { from: options.body_before ?? "" } } } : {}),
    ...context({ repo, sender: options.sender ?? author }),
  };
}
