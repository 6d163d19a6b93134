/**
 * A GitHub to test against: a stateful HTTP server on loopback that lists, pages, caps, counts and refuses as the real
 * one does, and fails when told to. Point GITHUB_API_URL at its `url`.
 *
 * To teach it another endpoint, add a line to `routes` (or hand one in with `fakeGithub({ routes })`).
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createPublicKey, verify } from "node:crypto";
import { once } from "node:events";

type Json = Record<string, unknown>;

export interface FakeRun extends Json {
  id: number;
  run_attempt: number;
  created_at: string;
}

export interface FakeRepo {
  full_name: string;
  default_branch?: string;
  /** REST commits by branch, children first. */
  commits?: Record<string, (Json & { sha: string })[]>;
  pulls?: (Json & { number: number; updated_at: string })[];
  /** The latest attempt of each run. */
  runs?: FakeRun[];
  /** Earlier attempts, as `<run id>/<attempt>`. */
  attempts?: Record<string, FakeRun>;
  /** By run. */
  jobs?: Record<number, Json[]>;
}

/** How a request goes wrong. */
export type Fault =
  | { kind: "status"; status: number; body?: string; headers?: Record<string, string> }
  | { kind: "secondary_limit"; status?: 403 | 429; retry_after?: number }
  | { kind: "too_many_requests"; retry_after: number }
  | { kind: "drop" }
  /** Half the body; `clean`: as if that were all of it, otherwise the connection breaks in mid-body. */
  | { kind: "truncate"; clean?: boolean }
  | { kind: "hang" };

export type FaultRule = Fault & {
  /** Tried on "GET /repos/…?…"; any request unless given. */
  on?: RegExp;
  /** How many requests it hits; one unless given. */
  times?: number;
};

export interface RecordedRequest {
  method: string;
  /** With its query. */
  path: string;
  headers: IncomingMessage["headers"];
  /** Null when it was not answered. */
  status: number | null;
}

export interface FakeGithubOptions {
  repos: FakeRepo[];
  faults?: FaultRule[];
  /** What is accepted besides installation tokens; anything unless given. */
  token?: string;
  /** Requests per window of an hour, per credential; no limit, and no headers, unless given. */
  rate_limit?: { limit: number; remaining?: number };
  /** Unix milliseconds: for clocks that tests turn. */
  now?: () => number;
  /** Apps by id, and which owners installed them. */
  apps?: { id: string; public_key: string; installations: Record<string, number> }[];
  routes?: Route[];
  /** Changes what is answered, for answers that are wrong in their own way. */
  change?: (body: unknown, request: RecordedRequest) => unknown;
  /** Called before each answer is sent. */
  on_request?: (request: RecordedRequest) => void | Promise<void>;
}

export interface Asked {
  method: string;
  url: URL;
  /** The route's named groups, decoded. */
  parts: Record<string, string>;
  authorization: string | null;
  fake: FakeState;
}

export interface Answer {
  status?: number;
  headers?: Record<string, string>;
  body: unknown;
}

export type Route = [method: string, path: RegExp, handler: (asked: Asked) => Answer | null];

interface Window {
  limit: number;
  remaining: number;
  /** Unix seconds. */
  reset: number;
}

export interface FakeState {
  repos: FakeRepo[];
  apps: NonNullable<FakeGithubOptions["apps"]>;
  now: () => number;
  installation_tokens: Map<string, { owner: string; expires_at: number }>;
}

export interface FakeGithub extends FakeState {
  url: string;
  requests: RecordedRequest[];
  /** Makes coming requests fail; earlier rules first. */
  fail(rule: FaultRule): void;
  /** How many requests matched, whatever came of them. */
  count(pattern: RegExp): number;
  stop(): Promise<void>;
}

const listing_max = 1_000;
const refused: Answer = { status: 401, body: { message: "Bad credentials" } };
const missing: Answer = { status: 404, body: { message: "Not Found" } };

/** One page of a listing, with the Link header that says where the others are. */
export function paged(asked: Asked, items: readonly unknown[], wrap: (page: unknown[]) => unknown): Answer {
  const { url } = asked;
  const size = Math.min(100, Number(url.searchParams.get("per_page") ?? 30));
  const page = Number(url.searchParams.get("page") ?? 1);
  const last = Math.max(1, Math.ceil(items.length / size));
  const to = (number: number, rel: string) => {
    const target = new URL(url);
    target.searchParams.set("page", String(number));
    return `<${target.href}>; rel="${rel}"`;
  };
  const links = [
    ...(page > 1 ? [to(page - 1, "prev"), to(1, "first")] : []),
    ...(page < last ? [to(page + 1, "next"), to(last, "last")] : []),
  ];
  const body = wrap(items.slice((page - 1) * size, page * size));
  return { body, ...(links.length > 0 && { headers: { link: links.join(", ") } }) };
}

function within(time: unknown, from: string | null, until: string | null): boolean {
  const at = Math.floor(Date.parse(String(time)) / 1000);
  return (!from || at >= Date.parse(from) / 1000) && (!until || at <= Date.parse(until) / 1000);
}

const newestFirst = (field: string) => (a: Json, b: Json) => (String(a[field]) < String(b[field]) ? 1 : -1);

function inRepo(handler: (asked: Asked, repo: FakeRepo) => Answer | null): Route[2] {
  return (asked) => {
    const name = `${asked.parts.owner}/${asked.parts.repo}`.toLowerCase();
    const repo = asked.fake.repos.find((candidate) => candidate.full_name.toLowerCase() === name);
    return repo ? handler(asked, repo) : missing;
  };
}

const repo_path = String.raw`/repos/(?<owner>[^/]+)/(?<repo>[^/]+)`;
const at = (path: string) => new RegExp(`^${repo_path}${path}$`);

const routes: Route[] = [
  [
    "GET",
    at(""),
    inRepo((_asked, { full_name, default_branch = "main" }) => ({
      body: {
        id: 1,
        full_name,
        default_branch,
        html_url: `https://github.com/${full_name}`,
        pushed_at: "2026-01-01T00:00:00Z",
      },
    })),
  ],
  [
    "GET",
    at("/commits"),
    inRepo((asked, repo) => {
      const { searchParams } = asked.url;
      const commits = repo.commits?.[searchParams.get("sha") ?? repo.default_branch ?? "main"];
      if (!commits) return missing;
      const listed = commits.filter((commit) => {
        const { committer } = commit.commit as { committer: { date: string } };
        return within(committer.date, searchParams.get("since"), searchParams.get("until"));
      });
      return paged(asked, listed, (page) => page);
    }),
  ],
  [
    "GET",
    at("/pulls"),
    inRepo((asked, repo) => paged(asked, [...(repo.pulls ?? [])].sort(newestFirst("updated_at")), (page) => page)),
  ],
  [
    "GET",
    at("/actions/runs"),
    inRepo((asked, repo) => {
      const [from = null, until = null] = asked.url.searchParams.get("created")?.split("..") ?? [];
      const found = (repo.runs ?? []).filter((run) => within(run.created_at, from, until));
      const listed = found.sort(newestFirst("created_at")).slice(0, listing_max);
      return paged(asked, listed, (page) => ({ total_count: found.length, workflow_runs: page }));
    }),
  ],
  [
    "GET",
    at("/actions/runs/(?<run>\\d+)"),
    inRepo(({ parts }, repo) => {
      const run = repo.runs?.find(({ id }) => id === Number(parts.run));
      return run ? { body: run } : missing;
    }),
  ],
  [
    "GET",
    at("/actions/runs/(?<run>\\d+)/attempts/(?<attempt>\\d+)"),
    inRepo(({ parts }, repo) => {
      const run = repo.attempts?.[`${parts.run}/${parts.attempt}`];
      return run ? { body: run } : missing;
    }),
  ],
  [
    "GET",
    at("/actions/runs/(?<run>\\d+)/jobs"),
    inRepo((asked, repo) => {
      const id = Number(asked.parts.run);
      const run = repo.runs?.find((candidate) => candidate.id === id);
      if (!run) return missing;
      const all = asked.url.searchParams.get("filter") === "all";
      const jobs = (repo.jobs?.[id] ?? []).filter((job) => all || job.run_attempt === run.run_attempt);
      return paged(asked, jobs, (page) => ({ total_count: jobs.length, jobs: page }));
    }),
  ],
  [
    "GET",
    at("/installation"),
    (asked) => {
      const app = authenticatedApp(asked);
      if (!app) return refused;
      const id = app.installations[asked.parts.owner ?? ""];
      return id === undefined ? missing : { body: { id, app_id: app.id } };
    },
  ],
  [
    "POST",
    /^\/app\/installations\/(?<installation>\d+)\/access_tokens$/,
    (asked) => {
      const app = authenticatedApp(asked);
      const id = Number(asked.parts.installation);
      const owner = Object.entries(app?.installations ?? {}).find(([, installed]) => installed === id)?.[0];
      if (owner === undefined) return app ? missing : refused;
      const token = `ghs_${id}_${asked.fake.installation_tokens.size + 1}`;
      const expires_at = Date.now() + 3_600_000;
      asked.fake.installation_tokens.set(token, { owner, expires_at });
      return { status: 201, body: { token, expires_at: new Date(expires_at).toISOString(), permissions: {} } };
    },
  ],
];

/** The App that signed the request's JSON web token, if one did. */
function authenticatedApp({ authorization, fake }: Asked): FakeState["apps"][number] | null {
  const [head = "", claims = "", signature = ""] = /^bearer (.+)$/i.exec(authorization ?? "")?.[1]?.split(".") ?? [];
  try {
    const { iss, exp } = JSON.parse(Buffer.from(claims, "base64url").toString()) as { iss: unknown; exp: number };
    const app = fake.apps.find((candidate) => candidate.id === String(iss));
    if (!app || exp * 1000 < Date.now()) return null;
    const key = createPublicKey(app.public_key);
    const signed = Buffer.from(`${head}.${claims}`);
    return verify("RSA-SHA256", signed, key, Buffer.from(signature, "base64url")) ? app : null;
  } catch {
    return null;
  }
}

export async function fakeGithub(options: FakeGithubOptions): Promise<FakeGithub> {
  const { now = Date.now, token, rate_limit, on_request } = options;
  const state: FakeState = { repos: options.repos, apps: options.apps ?? [], now, installation_tokens: new Map() };
  const faults = (options.faults ?? []).map((rule) => ({ ...rule, left: rule.times ?? 1 }));
  const all_routes = [...(options.routes ?? []), ...routes];
  const requests: RecordedRequest[] = [];
  const windows = new Map<string, Window>();

  function countRequest(credential: string): Window | null {
    if (!rate_limit) return null;
    const seconds = Math.floor(now() / 1000);
    let window = windows.get(credential);
    if (!window || window.reset <= seconds) {
      const remaining = window ? rate_limit.limit : (rate_limit.remaining ?? rate_limit.limit);
      window = { limit: rate_limit.limit, remaining, reset: seconds + 3600 };
      windows.set(credential, window);
    }
    window.remaining -= 1;
    return window;
  }

  function takeFault(described: string): Fault | undefined {
    const rule = faults.find(({ left, on }) => left > 0 && (!on || on.test(described)));
    if (rule) rule.left -= 1;
    return rule;
  }

  function allowed(authorization: string | null, path: string): boolean {
    if (/^\/app\/|\/installation$/.test(path)) return true; // These look for themselves.
    const given = /^(?:token|bearer) (.+)$/i.exec(authorization ?? "")?.[1];
    if (state.apps.length > 0 && given !== undefined && state.installation_tokens.has(given)) return true;
    return token === undefined ? state.apps.length === 0 : given === token;
  }

  function answer(request: IncomingMessage): Answer {
    const method = request.method ?? "GET";
    const url = new URL(request.url ?? "/", address());
    const authorization = request.headers.authorization ?? null;
    if (!allowed(authorization, url.pathname)) return refused;
    for (const [wanted, path, handler] of all_routes) {
      const match = wanted === method ? path.exec(url.pathname) : null;
      if (!match) continue;
      const parts = Object.entries(match.groups ?? {}).map(([name, part]) => [name, decodeURIComponent(part)]);
      const found = handler({ method, url, parts: Object.fromEntries(parts), authorization, fake: state });
      if (found) return found;
    }
    return missing;
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    request.resume();
    const authorization = request.headers.authorization ?? null;
    const recorded: RecordedRequest = {
      method: request.method ?? "GET",
      path: request.url ?? "/",
      headers: request.headers,
      status: null,
    };
    requests.push(recorded);
    await on_request?.(recorded);
    const window = countRequest(authorization ?? "");
    const headers: Record<string, string> = { date: new Date(now()).toUTCString() };
    if (window) {
      headers["x-ratelimit-limit"] = String(window.limit);
      headers["x-ratelimit-remaining"] = String(Math.max(0, window.remaining));
      headers["x-ratelimit-reset"] = String(window.reset);
      headers["x-ratelimit-resource"] = "core";
    }
    const send = (status: number, body: unknown, more: Record<string, string> = {}) => {
      recorded.status = status;
      const text = typeof body === "string" ? body : JSON.stringify(body);
      const type = text.startsWith("<") ? "text/html" : "application/json; charset=utf-8";
      response.writeHead(status, { ...headers, "content-type": type, ...more }).end(text);
    };
    const fault = takeFault(`${recorded.method} ${recorded.path}`);
    if (!fault && window && window.remaining < 0) return send(403, { message: "API rate limit exceeded for you." });
    switch (fault?.kind) {
      case "status":
        return send(fault.status, fault.body ?? "<html><body>Unicorn!</body></html>", fault.headers);
      case "secondary_limit": {
        const message = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.";
        const retry: Record<string, string> = {};
        if (fault.retry_after !== undefined) retry["retry-after"] = String(fault.retry_after);
        return send(fault.status ?? 403, { message }, retry);
      }
      case "too_many_requests":
        return send(429, { message: "Too many requests" }, { "retry-after": String(fault.retry_after) });
      case "drop":
        response.destroy();
        return;
      case "hang":
        return;
    }
    const { status = 200, headers: more = {}, body: told } = answer(request);
    const body = options.change ? options.change(told, recorded) : told;
    if (fault?.kind !== "truncate") return send(status, body, more);
    const text = JSON.stringify(body);
    const half = text.slice(0, Math.ceil(text.length / 2));
    if (fault.clean) return send(status, half, more);
    const length = String(Buffer.byteLength(text));
    response.writeHead(status, { ...headers, "content-type": "application/json", "content-length": length });
    response.write(half, () => response.destroy());
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });
  const address = (): string => {
    const bound = server.address();
    if (bound === null || typeof bound === "string") throw new Error("The fake GitHub has no port");
    return `http://127.0.0.1:${bound.port}`;
  };
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    ...state,
    url: address(),
    requests,
    fail: (rule) => faults.push({ ...rule, left: rule.times ?? 1 }),
    count: (pattern) => requests.filter(({ method, path }) => pattern.test(`${method} ${path}`)).length,
    async stop() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
