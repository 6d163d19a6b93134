/** Builders of GitHub Actions' deliveries: `workflow_job` and `workflow_run`. */
import { account } from "scripts/demo/payloads/accounts";
import {
  default_login,
  default_repo,
  default_sha,
  default_time,
  idOf,
  nodeId,
  secondsAfter,
} from "scripts/demo/payloads/defaults";
import { context, minimalRepository, type Where } from "scripts/demo/payloads/repository";

export type Conclusion =
  | "success"
  | "failure"
  | "cancelled"
  | "timed_out"
  | "skipped"
  | "neutral"
  | "action_required"
  | "startup_failure"
  | "stale";

export interface Step {
  name: string;
  number: number;
  status: "queued" | "in_progress" | "completed";
  conclusion: "success" | "failure" | "cancelled" | "skipped" | null;
  started_at: string | null;
  completed_at: string | null;
}

export interface WorkflowJobOptions extends Where {
  id?: number;
  run_id?: number;
  run_attempt?: number;
  name?: string;
  workflow_name?: string;
  head_sha?: string;
  head_branch?: string | null;
  status?: "queued" | "waiting" | "in_progress" | "completed";
  /** Defaults to the status. */
  action?: "queued" | "waiting" | "in_progress" | "completed";
  /** Only a completed job has one; success unless told. */
  conclusion?: Conclusion | null;
  created_at?: string;
  /** 30 s after its creation unless told; a queued job's is its creation's time, as GitHub sends it. */
  started_at?: string;
  /** 300 s after its start unless told. */
  completed_at?: string | null;
  labels?: string[];
  /** Null until a runner has it. */
  runner_name?: string | null;
  steps?: Step[];
}

/** https://docs.github.com/en/webhooks/webhook-events-and-payloads#workflow_job */
export function workflowJob(options: WorkflowJobOptions = {}) {
  const { repo = default_repo, id = 41_000_000_001, run_id = 14_000_000_001, status = "completed" } = options;
  const { created_at = default_time, labels = ["ubuntu-24.04"], conclusion = "success" } = options;
  const waits = status === "queued" || status === "waiting";
  const started_at = options.started_at ?? (waits ? created_at : secondsAfter(created_at, 30));
  const completed_at = status === "completed" ? (options.completed_at ?? secondsAfter(started_at, 300)) : null;
  const ends_as = status === "completed" ? conclusion : null;
  const hosted = labels.some((label) => /^(ubuntu|windows|macos)-/.test(label));
  const runs = !waits && conclusion !== "skipped";
  const runner_name =
    options.runner_name === undefined ? (runs ? `GitHub Actions ${id % 1_000_000}` : null) : options.runner_name;
  const url = `https://api.github.com/repos/${repo}`;
  return {
    action: options.action ?? status,
    workflow_job: {
      id,
      run_id,
      workflow_name: options.workflow_name ?? "pull",
      head_branch: options.head_branch === undefined ? "main" : options.head_branch,
      run_url: `${url}/actions/runs/${run_id}`,
      run_attempt: options.run_attempt ?? 1,
      node_id: nodeId("CR", id),
      head_sha: options.head_sha ?? default_sha,
      url: `${url}/actions/jobs/${id}`,
      html_url: `https://github.com/${repo}/actions/runs/${run_id}/job/${id}`,
      status,
      conclusion: ends_as,
      created_at,
      started_at,
      completed_at,
      name: options.name ?? "build",
      steps: options.steps ?? (runs ? oneStep(status === "completed", ends_as, started_at, completed_at) : []),
      check_run_url: `${url}/check-runs/${id}`,
      labels,
      runner_id: runner_name === null ? null : idOf(runner_name) % 1_000_000,
      runner_name,
      runner_group_id: runner_name === null ? null : hosted ? 0 : 1,
      runner_group_name: runner_name === null ? null : hosted ? "GitHub Actions" : "Default",
    },
    ...context(options),
  };
}

function oneStep(
  done: boolean,
  conclusion: Conclusion | null,
  started_at: string,
  completed_at: string | null,
): Step[] {
  const bad =
    conclusion === "failure" || conclusion === "cancelled"
      ? conclusion
      : conclusion === "timed_out"
        ? "cancelled"
        : "success";
  return [
    {
      name: "Set up job",
      status: done ? "completed" : "in_progress",
      conclusion: done ? bad : null,
      number: 1,
      started_at,
      completed_at,
    },
  ];
}

/** A commit as `workflow_run.head_commit` has it. */
export interface HeadCommit {
  message?: string;
  timestamp?: string;
  author?: { name: string; email: string };
  committer?: { name: string; email: string };
}

export interface WorkflowRunOptions extends Where {
  id?: number;
  run_number?: number;
  run_attempt?: number;
  name?: string;
  path?: string;
  display_title?: string;
  head_sha?: string;
  head_branch?: string | null;
  /** `owner/name` of the repository whose branch it is: another one for a fork. */
  head_repo?: string;
  head_commit?: HeadCommit;
  event?: string;
  status?: "queued" | "in_progress" | "completed";
  /** Defaults to what the status calls for; `requested` for a queued run. */
  action?: "requested" | "in_progress" | "completed";
  conclusion?: Conclusion | null;
  created_at?: string;
  /** The attempt's own start. */
  run_started_at?: string;
  updated_at?: string;
  /** Pull requests of the same repository whose head this is; GitHub names none for a fork's. */
  pull_requests?: { number: number; id: number; head_ref: string; base_ref: string; base_sha: string }[];
  actor?: string;
}

/** https://docs.github.com/en/webhooks/webhook-events-and-payloads#workflow_run */
export function workflowRun(options: WorkflowRunOptions = {}) {
  const { repo = default_repo, id = 14_000_000_001, run_attempt = 1, name = "pull", status = "completed" } = options;
  const { path = `.github/workflows/${name.toLowerCase().replace(/[^a-z0-9]+/g, "-")}.yml`, head_repo = repo } =
    options;
  const { head_sha = default_sha, created_at = default_time, actor = options.sender ?? default_login } = options;
  const run_started_at = options.run_started_at ?? created_at;
  const message = options.head_commit?.message ?? "Make the telemetry buffer grow without copying";
  const author = options.head_commit?.author ?? { name: "Mira Okafor", email: "mira@acme.example" };
  const url = `https://api.github.com/repos/${repo}`;
  const html_url = `https://github.com/${repo}`;
  const workflow_id = idOf(`${repo}/${path}`);
  const check_suite_id = id + 20_000_000_000;
  return {
    action: options.action ?? (status === "queued" ? "requested" : status),
    workflow_run: {
      id,
      name,
      node_id: nodeId("WFR", id),
      head_branch: options.head_branch === undefined ? "main" : options.head_branch,
      head_sha,
      path,
      display_title: options.display_title ?? message.split("\n", 1)[0] ?? message,
      run_number: options.run_number ?? 1,
      event: options.event ?? "push",
      status,
      conclusion: status === "completed" ? (options.conclusion ?? "success") : null,
      workflow_id,
      check_suite_id,
      check_suite_node_id: nodeId("CS", check_suite_id),
      url: `${url}/actions/runs/${id}`,
      html_url: `${html_url}/actions/runs/${id}`,
      pull_requests: (options.pull_requests ?? []).map((pull) => ({
        url: `${url}/pulls/${pull.number}`,
        id: pull.id,
        number: pull.number,
        head: { ref: pull.head_ref, sha: head_sha, repo: shortRepository(head_repo) },
        base: { ref: pull.base_ref, sha: pull.base_sha, repo: shortRepository(repo) },
      })),
      created_at,
      updated_at: options.updated_at ?? (status === "completed" ? secondsAfter(run_started_at, 600) : run_started_at),
      actor: account(actor),
      run_attempt,
      referenced_workflows: [],
      run_started_at,
      triggering_actor: account(options.sender ?? actor),
      jobs_url: `${url}/actions/runs/${id}/jobs`,
      logs_url: `${url}/actions/runs/${id}/logs`,
      check_suite_url: `${url}/check-suites/${check_suite_id}`,
      artifacts_url: `${url}/actions/runs/${id}/artifacts`,
      cancel_url: `${url}/actions/runs/${id}/cancel`,
      rerun_url: `${url}/actions/runs/${id}/rerun`,
      previous_attempt_url: run_attempt > 1 ? `${url}/actions/runs/${id}/attempts/${run_attempt - 1}` : null,
      workflow_url: `${url}/actions/workflows/${workflow_id}`,
      head_commit: {
        id: head_sha,
        tree_id: [...head_sha].reverse().join(""),
        message,
        timestamp: options.head_commit?.timestamp ?? created_at,
        author,
        committer: options.head_commit?.committer ?? author,
      },
      repository: minimalRepository(repo),
      head_repository: minimalRepository(head_repo, { fork: head_repo !== repo }),
    },
    workflow: {
      id: workflow_id,
      node_id: nodeId("W", workflow_id),
      name,
      path,
      state: "active",
      created_at: "2024-02-01T10:00:00.000Z",
      updated_at: "2025-11-20T16:30:00.000Z",
      url: `${url}/actions/workflows/${workflow_id}`,
      html_url: `${html_url}/blob/main/${path}`,
      badge_url: `${html_url}/actions/workflows/${path.split("/").at(-1) ?? path}/badge.svg`,
    },
    ...context(options),
  };
}

/** The three-field repository inside `pull_requests[]`. */
export function shortRepository(repo: string) {
  return { id: idOf(repo), url: `https://api.github.com/repos/${repo}`, name: repo.slice(repo.indexOf("/") + 1) };
}
