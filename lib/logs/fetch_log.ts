/** Fetches a job's log from GitHub into the archive. An answer that is no log is never stored as one. */
import type { Archive } from "lib/archive/archive";
import { type GithubClient } from "lib/github/client";
import { GithubError, NoAccess } from "lib/github/error";
import { keepLog, type KeptLog } from "lib/logs/keep";
import { z } from "zod";

/** https://docs.github.com/en/rest/actions/workflow-jobs#download-job-logs-for-a-workflow-run */
const route = "/repos/{owner}/{repo}/actions/jobs/{job_id}/logs";
/** Enough of a beginning to tell a log from an answer about one. */
const sniffed_bytes = 512;
/** So long a refusal is taken to hold for all of a repository's logs, and a repository that was seen to be there still. */
const refused_ms = 60_000;
const seen_ms = 3_600_000;
const repos_max = 1_000;

/** What GitHub answered to what was asked at a moment, and until when that is taken to hold. */
interface Known {
  /** Null: the repository is there for us. */
  refusal: NoAccess | null;
  since: number;
  until: number;
}

export class LogFetcher {
  readonly #under_way = new Map<string, Promise<KeptLog>>();
  /** By repository; the oldest come first. */
  readonly #known = new Map<string, Known>();

  constructor(
    private readonly github: GithubClient,
    private readonly archive: Archive,
    private readonly for_ms: { refused: number } = { refused: refused_ms },
  ) {}

  /**
   * Resolves when the whole log is stored; who asks for one that is on its way waits for the same.
   * @throws NoAccess with a sentence for people, StillRefused where nothing was asked for that; GithubError as `problemOf`
   * understands; whatever the archive throws.
   */
  fetch(repo: string, job_id: number, signal?: AbortSignal): Promise<KeptLog> {
    const key = `${repo}/${job_id}`;
    const known = this.#under_way.get(key);
    if (known) return known;
    const fetching = this.#fetch(repo, job_id, signal).finally(() => this.#under_way.delete(key));
    this.#under_way.set(key, fetching);
    return fetching;
  }

  async #fetch(repo: string, job_id: number, signal?: AbortSignal): Promise<KeptLog> {
    const known = this.#known.get(repo);
    const since = Date.now();
    if (known?.refusal && known.until > since) throw new StillRefused(known.refusal, known);
    try {
      const client = await this.github.forRepo(repo);
      return await keepLog(this.archive, { repo, job_id }, aLog(client.download(route, { job_id }, signal)));
    } catch (error) {
      const refusal = await this.#refusal(repo, error, signal);
      if (refusal) this.#note(repo, { refusal, since, until: Date.now() + this.for_ms.refused });
      throw refusal ?? error;
    }
  }

  /** Whether an error is about what we may see at all; null when it is about the log. */
  async #refusal(repo: string, error: unknown, signal: AbortSignal | undefined): Promise<NoAccess | null> {
    if (error instanceof NoAccess) return explained(repo, error);
    if (!(error instanceof GithubError) || error.status !== 404) return null;
    const known = this.#known.get(repo);
    // What was refused meanwhile to somebody who asked at the same time is refused to both.
    if (known && known.until > Date.now()) return known.refusal;
    // GitHub says "not found" of whatever it does not show: of a log that is not there yet, and of a repository that is not ours.
    const since = Date.now();
    try {
      const client = await this.github.forRepo(repo);
      await client.get("/repos/{owner}/{repo}", {}, z.object({ id: z.int() }), signal);
      this.#note(repo, { refusal: null, since, until: Date.now() + seen_ms });
      return null;
    } catch (problem) {
      if (problem instanceof NoAccess) return explained(repo, problem);
      if (!(problem instanceof GithubError) || problem.status !== 404) return null;
      return new NoAccess(
        404,
        this.github.asks_as === "app" ? notInstalled(repo) : `GITHUB_TOKEN may not read ${repo}`,
      );
    }
  }

  #note(repo: string, found: Known): void {
    this.#known.delete(repo);
    this.#known.set(repo, found);
    const [oldest] = this.#known.keys();
    if (this.#known.size > repos_max && oldest !== undefined) this.#known.delete(oldest);
  }
}

/** What GitHub said of a repository a moment ago, taken to hold still: nothing was asked. */
export class StillRefused extends NoAccess {
  /** Milliseconds since 1970: when GitHub was asked, and until when it is not asked again. */
  readonly since: number;
  readonly until: number;

  constructor({ status, message }: NoAccess, { since, until }: Pick<Known, "since" | "until">) {
    super(status, message);
    this.since = since;
    this.until = until;
  }
}

const notInstalled = (repo: string): string => `The GitHub App is not installed on ${repo}`;

function explained(repo: string, { status, message }: NoAccess): NoAccess {
  if (status === 404) return new NoAccess(404, notInstalled(repo));
  const what =
    status === 401 ? "GitHub does not take the HUD's credentials" : `GitHub lets the HUD read no logs of ${repo}`;
  return new NoAccess(status, `${what} (${message})`);
}

/** What became of a fetch that failed. */
export type FetchProblem =
  /** GitHub has no log yet, or never had one. */
  | "missing"
  /** GitHub has deleted it: there is no use in asking again. */
  | "gone"
  /** Our credentials do not reach it; no log of the repository can be had. */
  | "no_access"
  /** We have asked enough for now. */
  | "rate_limited"
  | "other";

export function problemOf(error: unknown): FetchProblem {
  if (!(error instanceof GithubError)) return "other";
  if (error instanceof NoAccess) return "no_access";
  if (error.status === 404) return "missing";
  if (error.status === 410) return "gone";
  return error.status === 429 ? "rate_limited" : "other";
}

/** The same bytes. @throws GithubError when they begin as a store's or a proxy's answer does */
async function* aLog(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  let head: Buffer | null = Buffer.alloc(0);
  for await (const chunk of bytes) {
    if (head === null) {
      yield chunk;
      continue;
    }
    head = Buffer.concat([head, chunk]);
    if (head.length < sniffed_bytes) continue;
    refuseAnswer(head);
    yield head;
    head = null;
  }
  if (head === null) return;
  // GitHub keeps no empty logs: what came is the beginning of nothing.
  if (head.length === 0) throw new GithubError(404, "GitHub's log is empty");
  refuseAnswer(head);
  yield head;
}

const answer =
  /^\uFEFF?\s*(?:<!doctype html|<html[\s>]|<\?xml[^>]*>\s*<Error>|<Error>|\{\s*"(?:message|documentation_url|error|errors|status)"\s*:)/i;

function refuseAnswer(head: Buffer): void {
  const text = head.subarray(0, sniffed_bytes).toString("utf8");
  if (answer.test(text)) throw new GithubError(0, "What GitHub gave as a log is an error's page");
}
