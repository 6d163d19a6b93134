/**
 * Follows GitHub's redirect to a file that lies elsewhere. No credential goes along: the address itself is one, and the
 * store that it names is not GitHub's API.
 */
import { GithubError } from "lib/github/error";
import { type IncomingMessage, request as askHttp } from "node:http";
import { request as askHttps } from "node:https";
import { createGunzip } from "node:zlib";

export interface DownloadOptions {
  /** How long nothing may come. */
  idle_timeout_ms: number;
  /** How long all of it may take. */
  timeout_ms: number;
  signal?: AbortSignal | undefined;
}

const redirects_max = 5;
/** How much of a refusal is read, for its words. */
const refusal_bytes_max = 2_000;

/**
 * The file's bytes, as they come.
 * @param target the redirect's Location; @param base what it may be relative to.
 * @throws GithubError with the store's status, or 500 when there was no answer, or not all of it.
 */
export async function* download(
  target: string,
  base: string,
  { idle_timeout_ms, timeout_ms, signal }: DownloadOptions,
): AsyncGenerator<Uint8Array, void> {
  const stop = new AbortController();
  const all = AbortSignal.any([stop.signal, AbortSignal.timeout(timeout_ms), ...(signal ? [signal] : [])]);
  let idle: NodeJS.Timeout | undefined;
  const restart = (): void => {
    clearTimeout(idle);
    idle = setTimeout(() => stop.abort(new Error("nothing came for too long")), idle_timeout_ms);
  };
  try {
    restart();
    const response = await follow(target, base, all);
    for await (const chunk of unpacked(response)) {
      restart();
      yield chunk;
    }
  } catch (error) {
    if (error instanceof GithubError || signal?.aborted) throw error;
    throw new GithubError(500, `The store of GitHub's logs did not answer whole: ${reasonOf(error)}`);
  } finally {
    clearTimeout(idle);
    stop.abort();
  }
}

async function follow(target: string, base: string, signal: AbortSignal): Promise<IncomingMessage> {
  let from = new URL(base);
  let next = target;
  for (let hops = 0; hops < redirects_max; hops++) {
    const url = URL.canParse(next, from) ? new URL(next, from) : null;
    // Only whoever speaks plain HTTP to GitHub itself, as tests do, is led to plain HTTP.
    const is_allowed = url?.protocol === "https:" || (url?.protocol === "http:" && from.protocol === "http:");
    if (!url || !is_allowed) throw new GithubError(0, "GitHub's redirect leads to no https address");
    const response = await ask(url, signal);
    const { statusCode: status = 500, headers } = response;
    if (status >= 300 && status < 400 && headers.location !== undefined) {
      response.destroy();
      [from, next] = [url, headers.location];
      continue;
    }
    if (status !== 200) {
      throw new GithubError(status, `The store of GitHub's logs answered ${status}${await wordsOf(response)}`);
    }
    return response;
  }
  throw new GithubError(0, "GitHub's redirect leads in circles");
}

/** One request. Not by `fetch`, which unpacks by itself and takes gzip that ends too early for whole. */
function ask(url: URL, signal: AbortSignal): Promise<IncomingMessage> {
  const send = url.protocol === "https:" ? askHttps : askHttp;
  const headers = { "user-agent": "hud", "accept-encoding": "gzip" };
  return new Promise((resolve, reject) => {
    send(url, { signal, headers }, resolve).on("error", reject).end();
  });
}

/** @throws when the body ends before its length, its last chunk, or the end of what is packed in it. */
async function* unpacked(response: IncomingMessage): AsyncGenerator<Uint8Array, void> {
  const encoding = response.headers["content-encoding"] ?? "identity";
  if (encoding === "identity") return yield* response;
  if (!/^(?:x-)?gzip$/i.test(encoding)) throw new Error("it is packed in a way that was not asked for");
  const gunzip = createGunzip();
  response.once("error", (error) => gunzip.destroy(error));
  response.pipe(gunzip);
  try {
    yield* gunzip;
  } finally {
    response.destroy();
  }
}

/** What a store says in its XML or JSON, without the tags. */
async function wordsOf(response: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of unpacked(response)) {
    text += Buffer.from(chunk).toString("utf8");
    if (text.length > refusal_bytes_max) break;
  }
  const words = text
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ")
    .trim();
  return words === "" ? "" : `: ${words.slice(0, 200)}`;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  const cause = error.cause instanceof Error ? error.cause.message : "";
  return cause || error.message || error.name;
}
