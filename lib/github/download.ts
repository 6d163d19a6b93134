/**
 * Follows GitHub's redirect to a file that lies elsewhere. No credential goes along: the address itself is one, and the
 * store that it names is not GitHub's API.
 */
import { GithubError } from "lib/github/error";

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
    for await (const chunk of response.body ?? []) {
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

async function follow(target: string, base: string, signal: AbortSignal): Promise<Response> {
  let from = new URL(base);
  let next = target;
  for (let hops = 0; hops < redirects_max; hops++) {
    const url = URL.canParse(next, from) ? new URL(next, from) : null;
    // Only whoever speaks plain HTTP to GitHub itself, as tests do, is led to plain HTTP.
    const is_allowed = url?.protocol === "https:" || (url?.protocol === "http:" && from.protocol === "http:");
    if (!url || !is_allowed) throw new GithubError(0, "GitHub's redirect leads to no https address");
    const response = await fetch(url, { redirect: "manual", signal, headers: { "user-agent": "hud" } });
    const location = response.headers.get("location");
    if (response.status >= 300 && response.status < 400 && location !== null) {
      await response.body?.cancel();
      [from, next] = [url, location];
      continue;
    }
    if (response.status !== 200) {
      throw new GithubError(
        response.status,
        `The store of GitHub's logs answered ${response.status}${await wordsOf(response)}`,
      );
    }
    return response;
  }
  throw new GithubError(0, "GitHub's redirect leads in circles");
}

/** What a store says in its XML or JSON, without the tags. */
async function wordsOf(response: Response): Promise<string> {
  let text = "";
  for await (const chunk of response.body ?? []) {
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
