/** Builders of what other CI systems report through GitHub: `check_run` and `status`; and the webhook's own `ping`. */
import { account } from "scripts/demo/payloads/accounts";
import {
  default_login,
  default_parent_sha,
  default_repo,
  default_sha,
  default_time,
  idOf,
  nodeId,
  secondsAfter,
} from "scripts/demo/payloads/defaults";
import { context, ownerAndName, repository, type Where } from "scripts/demo/payloads/repository";
import { shortRepository, type Conclusion } from "scripts/demo/payloads/workflow";

function appObject(slug: string) {
  const id = idOf(`app ${slug}`) % 1_000_000;
  return {
    id,
    slug,
    node_id: nodeId("A", id),
    owner: account(slug, "Organization"),
    name: slug
      .split("-")
      .map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`)
      .join(" "),
    description: "",
    external_url: `https://${slug}.example`,
    html_url: `https://github.com/apps/${slug}`,
    created_at: "2020-05-05T09:00:00Z",
    updated_at: "2025-03-11T12:30:00Z",
    permissions: { checks: "write", contents: "read", metadata: "read", pull_requests: "read", statuses: "write" },
    events: ["check_run", "check_suite", "pull_request", "push"],
  };
}

export interface CheckRunOptions extends Where {
  id?: number;
  name?: string;
  /** The app's slug: `github-actions` for Actions' own. */
  app?: string;
  head_sha?: string;
  head_branch?: string | null;
  status?: "queued" | "in_progress" | "completed";
  action?: "created" | "completed" | "rerequested";
  conclusion?: Conclusion | null;
  started_at?: string;
  completed_at?: string | null;
  details_url?: string;
  title?: string | null;
  summary?: string | null;
  pull_requests?: { number: number; id: number; head_ref: string; base_ref: string; base_sha: string }[];
}

/** https://docs.github.com/en/webhooks/webhook-events-and-payloads#check_run */
export function checkRun(options: CheckRunOptions = {}) {
  const { repo = default_repo, id = 41_500_000_001, app: slug = "codecov", status = "completed" } = options;
  const { head_sha = default_sha, started_at = default_time } = options;
  const { owner } = ownerAndName(repo);
  const url = `https://api.github.com/repos/${repo}`;
  const conclusion = status === "completed" ? (options.conclusion ?? "success") : null;
  const check_suite_id = idOf(`${repo} ${head_sha} ${slug}`);
  const app = appObject(slug);
  const pull_requests = (options.pull_requests ?? []).map((pull) => ({
    url: `${url}/pulls/${pull.number}`,
    id: pull.id,
    number: pull.number,
    head: { ref: pull.head_ref, sha: head_sha, repo: shortRepository(repo) },
    base: { ref: pull.base_ref, sha: pull.base_sha, repo: shortRepository(repo) },
  }));
  return {
    action: options.action ?? (status === "completed" ? "completed" : "created"),
    check_run: {
      id,
      name: options.name ?? "codecov/project",
      node_id: nodeId("CR", id),
      head_sha,
      external_id: "",
      url: `${url}/check-runs/${id}`,
      html_url: `https://github.com/${repo}/runs/${id}`,
      details_url: options.details_url ?? `https://${slug}.example/${owner}/runs/${id}`,
      status,
      conclusion,
      started_at,
      completed_at: status === "completed" ? (options.completed_at ?? secondsAfter(started_at, 60)) : null,
      output: {
        title: options.title ?? null,
        summary: options.summary ?? null,
        text: null,
        annotations_count: 0,
        annotations_url: `${url}/check-runs/${id}/annotations`,
      },
      check_suite: {
        id: check_suite_id,
        node_id: nodeId("CS", check_suite_id),
        head_branch: options.head_branch === undefined ? "main" : options.head_branch,
        head_sha,
        status,
        conclusion,
        url: `${url}/check-suites/${check_suite_id}`,
        before: default_parent_sha,
        after: head_sha,
        pull_requests,
        app,
        created_at: started_at,
        updated_at: options.completed_at ?? started_at,
      },
      app,
      pull_requests,
    },
    ...context(options),
  };
}

export interface StatusOptions extends Where {
  id?: number;
  sha?: string;
  /** What the status is called: `ci/netlify/deploy-preview`. */
  context?: string;
  state?: "pending" | "success" | "failure" | "error";
  description?: string | null;
  target_url?: string | null;
  created_at?: string;
  updated_at?: string;
  message?: string;
  author?: { name: string; email: string; login: string };
  branches?: string[];
}

/** https://docs.github.com/en/webhooks/webhook-events-and-payloads#status */
export function status(options: StatusOptions = {}) {
  const { repo = default_repo, sha = default_sha, created_at = default_time } = options;
  const author = options.author ?? { name: "Mira Okafor", email: "mira@acme.example", login: default_login };
  const url = `https://api.github.com/repos/${repo}`;
  const signature = { name: author.name, email: author.email, date: created_at };
  const tree = [...sha].reverse().join("");
  return {
    id: options.id ?? 36_000_000_001,
    sha,
    name: repo,
    target_url: options.target_url ?? null,
    avatar_url: "https://avatars.githubusercontent.com/oa/4512?v=4",
    context: options.context ?? "ci/netlify/deploy-preview",
    description: options.description ?? null,
    state: options.state ?? "success",
    commit: {
      sha,
      node_id: `C_${Buffer.from(sha).toString("base64url")}`,
      commit: {
        author: signature,
        committer: signature,
        message: options.message ?? "Make the telemetry buffer grow without copying",
        tree: { sha: tree, url: `${url}/git/trees/${tree}` },
        url: `${url}/git/commits/${sha}`,
        comment_count: 0,
        verification: { verified: false, reason: "unsigned", signature: null, payload: null, verified_at: null },
      },
      url: `${url}/commits/${sha}`,
      html_url: `https://github.com/${repo}/commit/${sha}`,
      comments_url: `${url}/commits/${sha}/comments`,
      author: account(author.login),
      committer: account(author.login),
      parents: [
        {
          sha: default_parent_sha,
          url: `${url}/commits/${default_parent_sha}`,
          html_url: `https://github.com/${repo}/commit/${default_parent_sha}`,
        },
      ],
    },
    branches: (options.branches ?? ["main"]).map((name) => ({
      name,
      commit: { sha, url: `${url}/commits/${sha}` },
      protected: false,
    })),
    // Statuses keep an offset where other events write Z.
    created_at: created_at.replace(/Z$/, "+00:00"),
    updated_at: (options.updated_at ?? created_at).replace(/Z$/, "+00:00"),
    ...context(options),
  };
}

/** https://docs.github.com/en/webhooks/webhook-events-and-payloads#ping */
export function ping({ repo = default_repo, sender = default_login }: Where = {}) {
  const hook_id = idOf(`hook of ${repo}`);
  const url = `https://api.github.com/repos/${repo}/hooks/${hook_id}`;
  return {
    zen: "Half measures are as bad as nothing at all.",
    hook_id,
    hook: {
      type: "Repository",
      id: hook_id,
      name: "web",
      active: true,
      events: ["*"],
      config: {
        content_type: "json",
        insecure_ssl: "0",
        secret: "********",
        url: "https://hud.example/api/github/webhooks",
      },
      updated_at: default_time,
      created_at: default_time,
      url,
      test_url: `${url}/test`,
      ping_url: `${url}/pings`,
      deliveries_url: `${url}/deliveries`,
      last_response: { code: null, status: "unused", message: null },
    },
    repository: repository(repo),
    sender: account(sender),
  };
}
