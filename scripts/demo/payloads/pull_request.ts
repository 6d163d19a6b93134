/** Builders of a pull request's own deliveries, and of the object that its reviews share with them. */
import { account } from "scripts/demo/payloads/accounts";
import {
  default_login,
  default_parent_sha,
  default_repo,
  default_sha,
  default_time,
  idOf,
  nodeId,
} from "scripts/demo/payloads/defaults";
import { labelObject, type Label } from "scripts/demo/payloads/issue";
import { context, ownerAndName, repository, type Where } from "scripts/demo/payloads/repository";

/** A pull request's own state, shared with the events of its reviews. */
export interface PullState extends Where {
  number?: number;
  title?: string;
  body?: string | null;
  author?: string;
  author_association?: "OWNER" | "MEMBER" | "CONTRIBUTOR" | "FIRST_TIME_CONTRIBUTOR" | "NONE";
  state?: "open" | "closed";
  draft?: boolean;
  head_ref?: string;
  head_sha?: string;
  /** `owner/name` of the head's repository: another one for a fork; null when the fork is gone. */
  head_repo?: string | null;
  base_ref?: string;
  base_sha?: string;
  labels?: Label[];
  created_at?: string;
  updated_at?: string;
  closed_at?: string | null;
  merged_at?: string | null;
  merge_commit_sha?: string | null;
  merged_by?: string;
  comments?: number;
  review_comments?: number;
  commits?: number;
  additions?: number;
  deletions?: number;
  changed_files?: number;
}

/** A pull request without the counts that only its own event carries. */
export function simplePull(options: PullState) {
  const { repo = default_repo, number = 123, author = default_login, head_repo = repo, state = "open" } = options;
  const {
    head_ref = "telemetry-buffer",
    head_sha = default_sha,
    base_ref = "main",
    created_at = default_time,
  } = options;
  const { base_sha = default_parent_sha, merged_at = null, closed_at = merged_at } = options;
  const { owner } = ownerAndName(repo);
  const head_owner = head_repo === null ? author : ownerAndName(head_repo).owner;
  const url = `https://api.github.com/repos/${repo}`;
  const html_url = `https://github.com/${repo}/pull/${number}`;
  const id = idOf(`${repo}#${number}`);
  const links = {
    self: `${url}/pulls/${number}`,
    html: html_url,
    issue: `${url}/issues/${number}`,
    comments: `${url}/issues/${number}/comments`,
    review_comments: `${url}/pulls/${number}/comments`,
    review_comment: `${url}/pulls/comments{/number}`,
    commits: `${url}/pulls/${number}/commits`,
    statuses: `${url}/statuses/${head_sha}`,
  };
  return {
    url: links.self,
    id,
    node_id: nodeId("PR", id),
    html_url,
    diff_url: `${html_url}.diff`,
    patch_url: `${html_url}.patch`,
    issue_url: links.issue,
    number,
    state: merged_at === null ? state : ("closed" as const),
    locked: false,
    title: options.title ?? "Make the telemetry buffer grow without copying",
    user: account(author),
    body: options.body === undefined ? "The ring is now two mappings of the same pages." : options.body,
    created_at,
    updated_at: options.updated_at ?? closed_at ?? created_at,
    closed_at,
    merged_at,
    merge_commit_sha: options.merge_commit_sha ?? null,
    assignee: null,
    assignees: [],
    requested_reviewers: [],
    requested_teams: [],
    labels: (options.labels ?? []).map((label) => labelObject(repo, label)),
    milestone: null,
    draft: options.draft ?? false,
    commits_url: links.commits,
    review_comments_url: links.review_comments,
    review_comment_url: links.review_comment,
    comments_url: links.comments,
    statuses_url: links.statuses,
    head: {
      label: `${head_owner}:${head_ref}`,
      ref: head_ref,
      sha: head_sha,
      user: account(head_owner, head_repo === repo ? "Organization" : "User"),
      repo: head_repo === null ? null : repository(head_repo, { fork: head_repo !== repo }),
    },
    base: {
      label: `${owner}:${base_ref}`,
      ref: base_ref,
      sha: base_sha,
      user: account(owner, "Organization"),
      repo: repository(repo),
    },
    _links: Object.fromEntries(Object.entries(links).map(([name, href]) => [name, { href }])),
    author_association: options.author_association ?? "CONTRIBUTOR",
    auto_merge: null,
    active_lock_reason: null,
  };
}

export interface PullRequestOptions extends PullState {
  action?:
    | "opened"
    | "synchronize"
    | "edited"
    | "closed"
    | "reopened"
    | "labeled"
    | "unlabeled"
    | "ready_for_review"
    | "converted_to_draft";
  /** With `labeled` and `unlabeled`. */
  label?: Label;
  /** With `synchronize`: the head before the push. */
  before?: string;
  /** With `edited`. */
  changes?: { title?: { from: string }; body?: { from: string } };
}

/** https://docs.github.com/en/webhooks/webhook-events-and-payloads#pull_request */
export function pullRequest(options: PullRequestOptions = {}) {
  const { repo = default_repo, action = "opened", merged_at = null } = options;
  const pull = simplePull(options);
  return {
    action,
    number: pull.number,
    pull_request: {
      ...pull,
      merged: merged_at !== null,
      mergeable: merged_at === null ? true : null,
      rebaseable: merged_at === null ? true : null,
      mergeable_state: merged_at === null ? "unstable" : "unknown",
      merged_by: merged_at === null ? null : account(options.merged_by ?? options.sender ?? default_login),
      comments: options.comments ?? 0,
      review_comments: options.review_comments ?? 0,
      maintainer_can_modify: pull.head.repo !== null && pull.head.repo.full_name !== repo,
      commits: options.commits ?? 1,
      additions: options.additions ?? 12,
      deletions: options.deletions ?? 4,
      changed_files: options.changed_files ?? 2,
    },
    ...(options.label === undefined ? {} : { label: labelObject(repo, options.label) }),
    ...(options.changes === undefined ? {} : { changes: options.changes }),
    ...(action === "synchronize" ? { before: options.before ?? default_parent_sha, after: pull.head.sha } : {}),
    ...context({ repo, sender: options.sender ?? pull.user.login }),
  };
}
