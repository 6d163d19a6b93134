/** GitHub deliveries made by hand: the smallest payloads that GitHub's documentation allows, with what a test changes. */
import { createHash } from "node:crypto";

export interface Delivery {
  event: string;
  payload: Record<string, unknown>;
}

type Fields = Record<string, unknown>;

export const repo = "octo-org/widgets";

/** A commit hash that a test can speak of by name. */
export const sha = (name: string): string => createHash("sha1").update(name).digest("hex");

/** GitHub's spelling of a moment: `second` seconds after noon of a fixed day. */
export const at = (second: number): string =>
  new Date(Date.UTC(2026, 2, 1, 12, 0, second)).toISOString().replace(".000Z", "Z");

/** The same as we store it. */
export const moment = (second: number): string => at(second).replace("Z", ".000Z");

export const epoch = (second: number): number => Date.parse(at(second)) / 1000;

export const repository = (fields: Fields = {}): Fields => ({
  full_name: repo,
  html_url: `https://github.com/${repo}`,
  default_branch: "main",
  pushed_at: at(0),
  updated_at: at(0),
  ...fields,
});

export const job = (fields: Fields = {}): Delivery => ({
  event: "workflow_job",
  payload: {
    repository: repository(),
    workflow_job: {
      id: 1,
      run_id: 10,
      run_attempt: 1,
      name: "build",
      workflow_name: "CI",
      head_sha: sha("a"),
      head_branch: "main",
      status: "queued",
      conclusion: null,
      created_at: at(0),
      started_at: at(0),
      completed_at: null,
      html_url: `https://github.com/${repo}/actions/runs/10/job/1`,
      labels: ["ubuntu-latest"],
      runner_id: null,
      runner_name: null,
      runner_group_name: null,
      steps: [],
      ...fields,
    },
  },
});

export const run = (fields: Fields = {}): Delivery => ({
  event: "workflow_run",
  payload: {
    repository: repository(),
    workflow_run: {
      id: 10,
      run_attempt: 1,
      run_number: 7,
      workflow_id: 3,
      name: "CI",
      display_title: "Change a",
      path: ".github/workflows/ci.yml",
      event: "push",
      status: "queued",
      conclusion: null,
      head_sha: sha("a"),
      head_branch: "main",
      head_repository: { full_name: repo },
      head_commit: { message: "Change a", timestamp: at(0), author: { name: "Ann" } },
      created_at: at(1),
      updated_at: at(1),
      run_started_at: at(1),
      html_url: `https://github.com/${repo}/actions/runs/10`,
      actor: { login: "ann" },
      triggering_actor: { login: "ann" },
      pull_requests: [],
      ...fields,
    },
  },
});

export const commit = (name: string, fields: Fields = {}): Fields => ({
  id: sha(name),
  message: `Change ${name}`,
  timestamp: at(0),
  author: { name: "Ann", username: "ann" },
  ...fields,
});

const zeros = "0".repeat(40);

/** @param second when GitHub says that it was pushed. */
export const push = (second: number, fields: Fields = {}): Delivery => ({
  event: "push",
  payload: {
    repository: repository({ pushed_at: epoch(second) }),
    ref: "refs/heads/main",
    before: zeros,
    after: sha("a"),
    created: false,
    deleted: false,
    forced: false,
    compare: `https://github.com/${repo}/compare/a...b`,
    pusher: { name: "ann" },
    commits: [commit("a")],
    head_commit: commit("a"),
    ...fields,
  },
});

export const pushDeletion = (second: number, ref: string): Delivery =>
  push(second, { ref, before: sha("a"), after: zeros, deleted: true, commits: [], head_commit: null });

export const pull = (fields: Fields = {}, action = "opened", extra: Fields = {}): Delivery => ({
  event: "pull_request",
  payload: {
    action,
    repository: repository(),
    sender: { login: "ann" },
    pull_request: {
      number: 5,
      title: "Add a thing",
      body: null,
      state: "open",
      draft: false,
      merged: false,
      user: { login: "ann" },
      base: { ref: "main", sha: sha("base") },
      head: { ref: "topic", sha: sha("p1"), repo: { full_name: repo } },
      merge_commit_sha: null,
      labels: [],
      html_url: `https://github.com/${repo}/pull/5`,
      created_at: at(0),
      updated_at: at(0),
      closed_at: null,
      merged_at: null,
      ...fields,
    },
    ...extra,
  },
});

export const issue = (fields: Fields = {}, action = "opened", extra: Fields = {}): Delivery => ({
  event: "issues",
  payload: {
    action,
    repository: repository(),
    sender: { login: "ann" },
    issue: {
      number: 6,
      title: "It breaks",
      body: "Badly",
      state: "open",
      state_reason: null,
      user: { login: "ann" },
      labels: [],
      html_url: `https://github.com/${repo}/issues/6`,
      created_at: at(0),
      updated_at: at(0),
      closed_at: null,
      ...fields,
    },
    ...extra,
  },
});

export const issueComment = (fields: Fields = {}, action = "created"): Delivery => ({
  event: "issue_comment",
  payload: {
    action,
    repository: repository(),
    issue: { number: 6 },
    comment: {
      id: 60,
      body: "Me too",
      user: { login: "bob" },
      author_association: "NONE",
      html_url: `https://github.com/${repo}/issues/6#issuecomment-60`,
      created_at: at(0),
      updated_at: at(0),
      ...fields,
    },
  },
});

export const review = (fields: Fields = {}, action = "submitted"): Delivery => ({
  event: "pull_request_review",
  payload: {
    action,
    repository: repository(),
    pull_request: { number: 5 },
    review: {
      id: 70,
      state: "commented",
      body: "Looks right",
      user: { login: "bob" },
      author_association: "MEMBER",
      commit_id: sha("p1"),
      html_url: `https://github.com/${repo}/pull/5#pullrequestreview-70`,
      submitted_at: at(0),
      updated_at: at(0),
      ...fields,
    },
  },
});

export const reviewComment = (fields: Fields = {}, action = "created"): Delivery => ({
  event: "pull_request_review_comment",
  payload: {
    action,
    repository: repository(),
    pull_request: { number: 5 },
    comment: {
      id: 80,
      pull_request_review_id: 70,
      body: "A typo",
      path: "a.c",
      line: 3,
      user: { login: "bob" },
      author_association: "MEMBER",
      commit_id: sha("p1"),
      html_url: `https://github.com/${repo}/pull/5#discussion_r80`,
      created_at: at(0),
      updated_at: at(0),
      ...fields,
    },
  },
});

export const checkRun = (fields: Fields = {}): Delivery => ({
  event: "check_run",
  payload: {
    action: "created",
    repository: repository(),
    check_run: {
      id: 90,
      name: "lint",
      head_sha: sha("a"),
      status: "queued",
      conclusion: null,
      started_at: at(0),
      completed_at: null,
      html_url: `https://github.com/${repo}/runs/90`,
      details_url: "https://ci.example.com/90",
      output: { title: null },
      app: { slug: "other-ci", name: "Other CI" },
      ...fields,
    },
  },
});

export const status = (fields: Fields = {}): Delivery => ({
  event: "status",
  payload: {
    repository: repository(),
    id: 100,
    sha: sha("a"),
    context: "ci/other",
    state: "pending",
    description: "Waiting",
    target_url: "https://ci.example.com/100",
    created_at: at(0),
    updated_at: at(0),
    ...fields,
  },
});
