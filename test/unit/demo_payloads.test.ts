/** The demo's payloads have every field that GitHub's own examples have, of the same type. */
import examples from "@octokit/webhooks-examples";
import { checkRun, ping, status } from "scripts/demo/payloads/checks";
import { zero_sha } from "scripts/demo/payloads/defaults";
import { issueComment, issues } from "scripts/demo/payloads/issue";
import { pullRequest } from "scripts/demo/payloads/pull_request";
import { create, deleteRef, push } from "scripts/demo/payloads/push";
import { pullRequestReview, pullRequestReviewComment } from "scripts/demo/payloads/review";
import { workflowJob, workflowRun } from "scripts/demo/payloads/workflow";

/** What an example has for reasons of its own: its kind of account, its deployment, its assignees, GitHub's older fields. */
const particular =
  /^(deployment(\..*)?|changes\.old_.*|check_run\.deployment|.*\.(assignee|assignees\[\]|milestone|requested_reviewers\[\]|requested_teams\[\])(\..*)?|.*\.permissions\..*|.*\.events\[\])$/;

/** Every path of a value with the types found there; arrays count as one element. */
function shape(value: unknown, path = "", into = new Map<string, Set<string>>()): Map<string, Set<string>> {
  const type = value === null ? "null" : Array.isArray(value) ? "array" : typeof value;
  if (path !== "") into.set(path, (into.get(path) ?? new Set()).add(type));
  if (Array.isArray(value)) for (const item of value) shape(item, `${path}[]`, into);
  else if (typeof value === "object" && value !== null) {
    for (const [key, inner] of Object.entries(value)) shape(inner, path === "" ? key : `${path}.${key}`, into);
  }
  return into;
}

/** The paths that the newest example with this action has and the built payload lacks, or has with another type. */
function differences(event: string, action: string | null, built: object): string[] {
  const definition = examples.find((one) => one.name === event);
  const example = definition?.examples.findLast((one) => action === null || ("action" in one && one.action === action));
  if (example === undefined) throw new Error(`There is no example of ${event} ${action ?? ""}`);
  const ours = shape(built);
  return [...shape(example)].flatMap(([path, theirs]) => {
    if (particular.test(path)) return [];
    const types = ours.get(path);
    // An element of a list that is empty here, and a part of an object that is null here, cannot be compared.
    const parents = [...path.matchAll(/\.|\[\]/g)].map(({ index }) => path.slice(0, index));
    if (types === undefined && parents.some((parent) => ours.get(parent)?.has("null") || isEmptyList(built, parent)))
      return [];
    if (types === undefined) return [`${path} is missing`];
    const compatible = types.has("null") || theirs.has("null") || [...types].some((type) => theirs.has(type));
    return compatible ? [] : [`${path} is ${[...types].join("|")}, not ${[...theirs].join("|")}`];
  });
}

function isEmptyList(built: object, path: string): boolean {
  let value: unknown = built;
  for (const key of path.split(".")) {
    if (key.endsWith("[]")) return false;
    value = typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
  }
  return Array.isArray(value) && value.length === 0;
}

const pull = { number: 7, id: 1, head_ref: "x", base_ref: "main", base_sha: zero_sha };

test.each<[string, string | null, object]>([
  ["workflow_job", "queued", workflowJob({ status: "queued" })],
  ["workflow_job", "waiting", workflowJob({ status: "waiting" })],
  ["workflow_job", "in_progress", workflowJob({ status: "in_progress" })],
  ["workflow_job", "completed", workflowJob()],
  ["workflow_run", "requested", workflowRun({ status: "queued" })],
  ["workflow_run", "completed", workflowRun()],
  ["push", null, push()],
  ["create", null, create()],
  ["delete", null, deleteRef()],
  ["pull_request", "opened", pullRequest()],
  ["pull_request", "synchronize", pullRequest({ action: "synchronize" })],
  ["pull_request", "closed", pullRequest({ action: "closed", merged_at: "2026-01-05T12:00:00Z" })],
  ["pull_request", "labeled", pullRequest({ action: "labeled", label: "bug", labels: ["bug"] })],
  ["pull_request_review", "submitted", pullRequestReview()],
  ["pull_request_review_comment", "created", pullRequestReviewComment()],
  ["pull_request_review_comment", "edited", pullRequestReviewComment({ action: "edited", body_before: "" })],
  ["issues", "opened", issues({ changes: {} })],
  ["issues", "labeled", issues({ action: "labeled", label: "bug", labels: ["bug"] })],
  ["issue_comment", "created", issueComment()],
  ["issue_comment", "edited", issueComment({ action: "edited" })],
  ["issue_comment", "deleted", issueComment({ action: "deleted" })],
  ["check_run", "created", checkRun({ status: "in_progress", pull_requests: [pull] })],
  ["check_run", "completed", checkRun({ pull_requests: [pull] })],
  ["status", null, status()],
])("%s %s has the fields of GitHub's example", (event, action, built) => {
  expect(differences(event, action, built)).toEqual([]);
});

test("a ping has the fields of GitHub's example", () => {
  const example = examples.find((one) => one.name === "ping")?.examples[1];
  expect(shape(ping())).toEqual(expect.objectContaining({}));
  expect([...shape(example).keys()].filter((path) => !shape(ping()).has(path))).toEqual([]);
});

describe("defaults follow GitHub's rules", () => {
  test("a queued job has no runner, no steps, and its creation's time as its start", () => {
    const { workflow_job } = workflowJob({ status: "queued", created_at: "2026-02-01T00:00:00Z" });
    expect(workflow_job).toMatchObject({
      runner_id: null,
      runner_name: null,
      runner_group_id: null,
      steps: [],
      started_at: "2026-02-01T00:00:00Z",
      completed_at: null,
      conclusion: null,
    });
  });

  test("a completed job is successful and ends after it starts", () => {
    const { action, workflow_job } = workflowJob({ started_at: "2026-02-01T00:00:00Z" });
    expect(action).toBe("completed");
    expect(workflow_job).toMatchObject({ conclusion: "success", completed_at: "2026-02-01T00:05:00Z" });
  });

  test("a deleted ref has no head commit, a new one comes from nowhere", () => {
    expect(push({ after: zero_sha })).toMatchObject({ deleted: true, created: false, head_commit: null, commits: [] });
    expect(push({ before: zero_sha })).toMatchObject({ deleted: false, created: true });
    expect(push({ pushed_at: "2026-02-01T00:00:00Z" }).repository.pushed_at).toBe(Date.UTC(2026, 1, 1) / 1000);
  });

  test("a second attempt points at the first", () => {
    const { workflow_run } = workflowRun({ run_attempt: 2, id: 5, repo: "a/b" });
    expect(workflow_run.previous_attempt_url).toBe("https://api.github.com/repos/a/b/actions/runs/5/attempts/1");
    expect(workflowRun().workflow_run.previous_attempt_url).toBeNull();
  });

  test("a fork's run names the fork as its head repository", () => {
    const { workflow_run } = workflowRun({ repo: "acme/rocket", head_repo: "zoemar/rocket", head_branch: "main" });
    expect(workflow_run.repository.full_name).toBe("acme/rocket");
    expect(workflow_run.head_repository).toMatchObject({ full_name: "zoemar/rocket", fork: true });
  });

  test("a merged pull request is closed and says by whom", () => {
    const { pull_request } = pullRequest({ action: "closed", merged_at: "2026-02-01T00:00:00Z", merged_by: "ruthac" });
    expect(pull_request).toMatchObject({ state: "closed", merged: true, closed_at: "2026-02-01T00:00:00Z" });
    expect(pull_request.merged_by?.login).toBe("ruthac");
  });
});
