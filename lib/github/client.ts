/**
 * The GitHub REST client: asks as a GitHub App's installation or with a token, within a rate budget that everything
 * using the same credential shares, and gives back checked answers or one kind of error.
 */
import { createAppAuth } from "@octokit/auth-app";
import { Octokit } from "@octokit/core";
import { retry } from "@octokit/plugin-retry";
import { throttling } from "@octokit/plugin-throttling";
import { download } from "lib/github/download";
import { GithubError, NoAccess, toGithubError } from "lib/github/error";
import { patientFetch } from "lib/github/patient_fetch";
import { type Clock, RateBudget, type RateLimit, system_clock } from "lib/github/rate_budget";
import { z } from "zod";

export interface GithubSettings {
  /** `https://api.github.com`, or `https://<host>/api/v3` of an Enterprise Server. */
  api_url: string;
  token: string | null;
  /** Preferred when both are given: its rate limit is its own and grows with the organisation. */
  app: { id: string; private_key: string } | null;
}

export interface GithubOptions {
  clock?: Clock;
  /** How long one attempt may take. */
  timeout_ms?: number;
  /** Waits for a rate limit are at most this long; longer ones fail with a GithubError of status 429. */
  wait_max_ms?: number;
  /** Unit of the pauses between attempts after a 5xx or a lost connection: 1, 4 and 9 of them. */
  retry_pause_ms?: number;
  on_wait?: (until: Date) => void;
}

export interface Page<Data> {
  data: Data;
  /** The last page's number when GitHub names it; this page's own when there is no other. */
  last_page: number;
  has_next: boolean;
}

/** Asks about one repository. */
export interface RepoClient {
  owner: string;
  repo: string;
  /**
   * One GET. `{owner}` and `{repo}` in the route are filled in, other parameters become path or query.
   * @throws GithubError; DOMException "AbortError" when the signal is aborted.
   */
  get<Data>(
    route: `/${string}`,
    parameters: Record<string, string | number>,
    schema: z.ZodType<Data>,
    signal?: AbortSignal,
  ): Promise<Page<Data>>;
  /**
   * The bytes of a file that GitHub redirects to, as they come. Nothing is asked before the first is wanted.
   * @throws GithubError, also in the middle of the file; DOMException "AbortError" when the signal is aborted.
   */
  download(
    route: `/${string}`,
    parameters: Record<string, string | number>,
    signal?: AbortSignal,
  ): AsyncIterable<Uint8Array>;
  /** Null while unknown. */
  rate_limit(): RateLimit | null;
}

export interface GithubClient {
  /** Whose credentials are used. */
  asks_as: "app" | "token";
  /** @throws NoAccess when the App is not installed on the repository; GithubError. */
  forRepo(full_name: string): Promise<RepoClient>;
  /** Requests that went out so far, retries included. */
  requests(): number;
}

const api_version = "2022-11-28";
const download_limits = { idle_timeout_ms: 30_000, timeout_ms: 15 * 60_000 };
/** Asked as the App itself, whose limits are apart from its installations'. */
const app_request = /\/(?:app\/installations\/\d+\/access_tokens|repos\/[^/]+\/[^/]+\/installation)$/;
const ThrottledOctokit = Octokit.plugin(retry, throttling);
const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const Installation = z.object({ id: z.int().positive() });

/** @throws Error when neither a token nor an App is given. */
export function githubClient(settings: GithubSettings, options: GithubOptions = {}): GithubClient {
  const { clock = system_clock, timeout_ms = 30_000, wait_max_ms = 65 * 60_000, retry_pause_ms = 1_000 } = options;
  let requests = 0;
  const app_budget = new RateBudget(clock);

  function connect(name: string, credentials: Record<string, unknown>) {
    const budget = new RateBudget(clock);
    const fetch = patientFetch({
      budgetOf: (url) => (app_request.test(url) ? app_budget : budget),
      ...{ clock, timeout_ms, wait_max_ms, on_wait: options.on_wait },
      on_request: () => (requests += 1),
    });
    const octokit = new ThrottledOctokit({
      ...credentials,
      baseUrl: settings.api_url,
      userAgent: "hud",
      log: silent, // Octokit's warnings can quote requests.
      request: { fetch },
      retry: {
        retries: 3,
        retryAfterBaseValue: retry_pause_ms,
        doNotRetry: [400, 401, 403, 404, 409, 410, 422, 429, 451],
      },
      // Caps what is under way at once and spaces writes out. Limits have been waited for beneath, in fetch.
      throttle: { id: name, onRateLimit: () => false, onSecondaryRateLimit: () => false },
    });
    octokit.hook.before("request", (request) => {
      request.headers["x-github-api-version"] = api_version;
    });
    return { octokit, budget };
  }

  const { token, app } = settings;
  const with_token = token === null ? null : connect("token", { auth: token });
  const app_auth = app && { appId: app.id, privateKey: app.private_key };
  const as_app = app_auth && connect("app", { authStrategy: createAppAuth, auth: app_auth });
  const installations = new Map<string, Promise<ReturnType<typeof connect>>>();

  async function connectInstallation(owner: string, repo: string): Promise<ReturnType<typeof connect>> {
    if (!as_app) throw new Error("GITHUB_TOKEN, or GITHUB_APP_ID with GITHUB_APP_PRIVATE_KEY, is needed");
    const route = "GET /repos/{owner}/{repo}/installation";
    const answer = await as_app.octokit.request(route, { owner, repo }).catch((error: unknown) => {
      const problem = toGithubError(error, route, { owner, repo });
      if (!(problem instanceof GithubError) || problem.status !== 404) throw problem;
      throw new NoAccess(404, `The GitHub App is not installed on ${owner}/${repo}`);
    });
    const { id } = Installation.parse(answer.data);
    return connect(`installation-${id}`, {
      authStrategy: createAppAuth,
      auth: { ...app_auth, installationId: id },
    });
  }

  /** An App is installed per account: one lookup, one token and one budget for all of an owner's repositories. */
  function installation(owner: string, repo: string): Promise<ReturnType<typeof connect>> {
    const key = owner.toLowerCase();
    const known = installations.get(key);
    if (known) return known;
    const connecting = connectInstallation(owner, repo);
    installations.set(key, connecting);
    connecting.catch(() => installations.delete(key));
    return connecting;
  }

  /** Of an installation that has ended GitHub gives no tokens: the next request looks for a new one. */
  function problemFor(owner: string, error: unknown, route: string, asked: Record<string, string | number>): unknown {
    const url = error instanceof Error && "request" in error ? (error.request as { url?: unknown }).url : undefined;
    if (/\/access_tokens$/.test(String(url))) installations.delete(owner.toLowerCase());
    return toGithubError(error, route, asked);
  }

  return {
    asks_as: as_app ? "app" : "token",
    requests: () => requests,
    async forRepo(full_name) {
      const [owner = "", repo = ""] = full_name.split("/");
      const connection = as_app ? installation(owner, repo) : with_token;
      if (!connection) throw new Error("GITHUB_TOKEN, or GITHUB_APP_ID with GITHUB_APP_PRIVATE_KEY, is needed");
      const { octokit, budget } = await connection;
      return {
        owner,
        repo,
        rate_limit: () => budget.rate_limit,
        async get(path, parameters, schema, signal) {
          signal?.throwIfAborted();
          const route = `GET ${path}`;
          const asked = { ...parameters, owner, repo };
          const request = octokit.request(route, { ...asked, ...(signal && { request: { signal } }) });
          const { data, headers } = await orAborted(request, signal).catch((error: unknown) => {
            throw problemFor(owner, error, route, asked);
          });
          const parsed = schema.safeParse(data);
          if (!parsed.success) {
            throw new GithubError(
              0,
              `GitHub's answer to ${route} is not as documented: ${z.prettifyError(parsed.error)}`,
            );
          }
          return { data: parsed.data, ...paging(headers.link, Number(parameters.page ?? 1)) };
        },
        async *download(path, parameters, signal) {
          signal?.throwIfAborted();
          const route = `GET ${path}`;
          const asked = { ...parameters, owner, repo };
          const how = { redirect: "manual" as const, parseSuccessResponseBody: false, ...(signal && { signal }) };
          const request = octokit.request(route, { ...asked, request: how });
          const { status, headers, data } = await orAborted(request, signal).catch((error: unknown) => {
            throw problemFor(owner, error, route, asked);
          });
          const unread: unknown = data;
          if (unread instanceof ReadableStream) await unread.cancel(); // Or its connection would stay taken.
          const { location } = headers;
          if (status < 300 || location === undefined) {
            throw new GithubError(0, `GitHub's answer to ${route} is not as documented: no redirect`);
          }
          yield* download(location, settings.api_url, { ...download_limits, signal });
        },
      };
    },
  };
}

/** Octokit's pauses between attempts cannot be interrupted; the caller need not sit them out. */
async function orAborted<Result>(work: Promise<Result>, signal: AbortSignal | undefined): Promise<Result> {
  if (!signal) return work;
  let onAbort: () => void = () => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    onAbort = () => reject(new DOMException("Stopped", "AbortError"));
    signal.addEventListener("abort", onAbort, { once: true });
  });
  return Promise.race([work, aborted]).finally(() => signal.removeEventListener("abort", onAbort));
}

/** Only page numbers are taken from the Link header: no address that comes from outside is ever asked. */
function paging(link: string | undefined, page: number): { last_page: number; has_next: boolean } {
  const last = /[?&]page=(\d{1,9})[^>]*>;\s*rel="last"/.exec(link ?? "")?.[1];
  const has_next = /rel="next"/.test(link ?? "");
  return { has_next, last_page: last === undefined ? page : Number(last) };
}
