/** Builders of a review's deliveries: `pull_request_review` and `pull_request_review_comment`. */
import { account } from "scripts/demo/payloads/accounts";
import { default_repo, default_time, nodeId } from "scripts/demo/payloads/defaults";
import { reactions } from "scripts/demo/payloads/issue";
import { simplePull, type PullState } from "scripts/demo/payloads/pull_request";
import { context, type Where } from "scripts/demo/payloads/repository";

export interface ReviewOptions extends Where {
  pull?: PullState;
  action?: "submitted" | "edited" | "dismissed";
  id?: number;
  /** GitHub's webhooks write it in lower case. */
  state?: "approved" | "changes_requested" | "commented" | "dismissed";
  body?: string | null;
  submitted_at?: string;
  reviewer?: string;
}

/** https://docs.github.com/en/webhooks/webhook-events-and-payloads#pull_request_review */
export function pullRequestReview(options: ReviewOptions = {}) {
  const { repo = options.pull?.repo ?? default_repo, id = 2_900_000_001, submitted_at = default_time } = options;
  const pull = simplePull({ ...options.pull, repo });
  const { reviewer = options.sender ?? "sanna-lehto" } = options;
  const html = `${pull.html_url}#pullrequestreview-${id}`;
  return {
    action: options.action ?? "submitted",
    review: {
      id,
      node_id: nodeId("PRR", id),
      user: account(reviewer),
      body: options.body ?? null,
      commit_id: pull.head.sha,
      submitted_at,
      updated_at: submitted_at,
      state: options.state ?? "approved",
      html_url: html,
      pull_request_url: pull.url,
      author_association: "MEMBER",
      _links: { html: { href: html }, pull_request: { href: pull.url } },
    },
    pull_request: pull,
    ...context({ repo, sender: options.sender ?? reviewer }),
  };
}

export interface ReviewCommentOptions extends Where {
  pull?: PullState;
  action?: "created" | "edited" | "deleted";
  id?: number;
  review_id?: number;
  body?: string;
  /** With `edited`: the body before. */
  body_before?: string;
  path?: string;
  line?: number;
  author?: string;
  created_at?: string;
  updated_at?: string;
}

/** https://docs.github.com/en/webhooks/webhook-events-and-payloads#pull_request_review_comment */
export function pullRequestReviewComment(options: ReviewCommentOptions = {}) {
  const {
    repo = options.pull?.repo ?? default_repo,
    id = 1_900_000_001,
    author = options.sender ?? "sanna-lehto",
  } = options;
  const { created_at = default_time, line = 42, action = "created" } = options;
  const pull = simplePull({ ...options.pull, repo });
  const url = `https://api.github.com/repos/${repo}/pulls/comments/${id}`;
  const html = `${pull.html_url}#discussion_r${id}`;
  return {
    action,
    comment: {
      url,
      pull_request_review_id: options.review_id ?? 2_900_000_001,
      id,
      node_id: nodeId("PRRC", id),
      diff_hunk: "@@ -40,2 +40,3 @@ void Buffer::grow() {\n   size_ *= 2;\n+  remap();",
      path: options.path ?? "src/telemetry/buffer.cpp",
      position: 3,
      original_position: 3,
      commit_id: pull.head.sha,
      original_commit_id: pull.head.sha,
      user: account(author),
      body: options.body ?? "Does this hold when the mapping fails half-way?",
      created_at,
      updated_at: options.updated_at ?? created_at,
      html_url: html,
      pull_request_url: pull.url,
      author_association: "MEMBER",
      _links: { self: { href: url }, html: { href: html }, pull_request: { href: pull.url } },
      reactions: reactions(url),
      start_line: null,
      original_start_line: null,
      start_side: null,
      line,
      original_line: line,
      side: "RIGHT",
      subject_type: "line",
    },
    pull_request: pull,
    ...(action === "edited" ? { changes: { body: { from: options.body_before ?? "" } } } : {}),
    ...context({ repo, sender: options.sender ?? author }),
  };
}
