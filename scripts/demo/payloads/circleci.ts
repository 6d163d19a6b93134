/** Builders of CircleCI's webhook payloads, as a project connected by GitHub's OAuth app sends them. */
import { default_repo, default_sha, default_time, secondsAfter } from "scripts/demo/payloads/defaults";
import { createHash } from "node:crypto";

/** CircleCI names everything by a UUID; the same words always by the same. */
export function uuidOf(words: string): string {
  const hex = createHash("sha256").update(words).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

export type CircleciStatus = "success" | "failed" | "error" | "canceled" | "unauthorized";

export interface CircleciOptions {
  repo?: string;
  /** The fork that the commit is of, if it is of one. */
  origin?: string;
  /** Counted up within the project. */
  pipeline?: number;
  sha?: string;
  branch?: string;
  tag?: string;
  subject?: string;
  body?: string;
  author?: { name: string; email: string };
  committed_at?: string;
  workflow?: string;
  /** When the workflow was made. */
  created_at?: string;
  status?: CircleciStatus;
  started_at?: string;
  stopped_at?: string;
}

const default_author = { name: "Ada Lovelace", email: "ada@example.com" };

function common(type: string, words: string, options: CircleciOptions) {
  const { repo = default_repo, origin = repo, pipeline = 1, sha = default_sha, created_at = default_time } = options;
  const { author = default_author, committed_at = created_at } = options;
  const { stopped_at = secondsAfter(created_at, 300) } = options;
  const [owner = "", name = ""] = repo.split("/");
  return {
    id: uuidOf(`event ${type} ${words}`),
    type,
    happened_at: stopped_at,
    webhook: { id: uuidOf(`webhook ${repo}`), name: "HUD" },
    project: { id: uuidOf(`project ${repo}`), name, slug: `gh/${repo}` },
    organization: { id: uuidOf(`organization ${owner}`), name: owner },
    pipeline: {
      id: uuidOf(`pipeline ${repo} ${pipeline}`),
      number: pipeline,
      created_at,
      trigger: { type: "webhook" },
      vcs: {
        provider_name: "github",
        origin_repository_url: `https://github.com/${origin}`,
        target_repository_url: `https://github.com/${repo}`,
        revision: sha,
        commit: {
          subject: options.subject ?? "Change something",
          body: options.body ?? "",
          author,
          authored_at: committed_at,
          committer: author,
          committed_at,
        },
        ...(options.tag === undefined ? { branch: options.branch ?? "main" } : { tag: options.tag }),
      },
    },
  };
}

function workflowOf(options: CircleciOptions, ended: boolean) {
  const { repo = default_repo, pipeline = 1, workflow: name = "build-and-test", created_at = default_time } = options;
  const id = uuidOf(`workflow ${repo} ${pipeline} ${name}`);
  return {
    id,
    name,
    created_at,
    ...(ended && { stopped_at: options.stopped_at ?? secondsAfter(created_at, 300) }),
    url: `https://app.circleci.com/pipelines/github/${repo}/${pipeline}/workflows/${id}`,
  };
}

export interface CircleciJobOptions extends CircleciOptions {
  job?: string;
  /** Counted up within the project. */
  number?: number;
}

/** https://circleci.com/docs/reference/outbound-webhooks-reference/ */
export function jobCompleted(options: CircleciJobOptions = {}) {
  const { repo = default_repo, number = 1, created_at = default_time } = options;
  return {
    ...common("job-completed", `${repo} ${number}`, options),
    workflow: workflowOf(options, false),
    job: {
      id: uuidOf(`job ${repo} ${number}`),
      name: options.job ?? "test",
      number,
      status: options.status ?? "success",
      started_at: options.started_at ?? secondsAfter(created_at, 10),
      stopped_at: options.stopped_at ?? secondsAfter(created_at, 300),
    },
  };
}

export function workflowCompleted(options: CircleciOptions = {}) {
  const workflow = workflowOf(options, true);
  return {
    ...common("workflow-completed", workflow.id, options),
    workflow: { ...workflow, status: options.status ?? "success" },
  };
}
