/** Fetches a job's log from GitHub into the archive. An answer that is no log is never stored as one. */
import type { Archive } from "lib/archive/archive";
import { type GithubClient } from "lib/github/client";
import { GithubError } from "lib/github/error";
import { keepLog, type KeptLog } from "lib/logs/keep";

/** https://docs.github.com/en/rest/actions/workflow-jobs#download-job-logs-for-a-workflow-run */
const route = "/repos/{owner}/{repo}/actions/jobs/{job_id}/logs";
/** Enough of a beginning to tell a log from an answer about one. */
const sniffed_bytes = 512;

export class LogFetcher {
  readonly #under_way = new Map<string, Promise<KeptLog>>();

  constructor(
    private readonly github: GithubClient,
    private readonly archive: Archive,
  ) {}

  /**
   * Resolves when the whole log is stored; who asks for one that is on its way waits for the same.
   * @throws GithubError as `problemOf` understands; whatever the archive throws.
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
    const client = await this.github.forRepo(repo);
    return keepLog(this.archive, { repo, job_id }, aLog(client.download(route, { job_id }, signal)));
  }
}

/** What became of a fetch that failed. */
export type FetchProblem =
  /** GitHub has no log yet, or never had one. */
  | "missing"
  /** GitHub has deleted it: there is no use in asking again. */
  | "gone"
  /** We have asked enough for now. */
  | "rate_limited"
  | "other";

export function problemOf(error: unknown): FetchProblem {
  if (!(error instanceof GithubError)) return "other";
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
