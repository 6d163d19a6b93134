/** Sends requests to the HUD: a bounded number at a time, over kept connections, patient with one that is busy or restarting. */
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { SignedRequest } from "scripts/demo/sign";

export interface Answer {
  status: number;
  /** At most the first 10,000 characters. */
  text: string;
  /** How often it had to be sent again before this answer. */
  retries: number;
}

/** The HUD could not be reached, or was too busy, for longer than our patience. */
export class Unreachable extends Error {
  override name = "Unreachable";
}

export interface SenderOptions {
  url: string;
  concurrency: number;
  /** How long one request may be tried again. */
  patience_seconds?: number;
  /** Ends waiting between tries. */
  signal?: AbortSignal;
}

const answer_within_seconds = 30;
const longest_wait_seconds = 15;
const most_text = 10_000;

export class Sender {
  private readonly agent: HttpAgent | HttpsAgent;
  private readonly secure: boolean;

  constructor(private readonly options: SenderOptions) {
    this.secure = options.url.startsWith("https:");
    const kept = { keepAlive: true, maxSockets: options.concurrency };
    this.agent = this.secure ? new HttpsAgent(kept) : new HttpAgent(kept);
  }

  /** Tries until there is an answer that trying again would not change; throws Unreachable when patience ends. */
  async send(message: SignedRequest): Promise<Answer> {
    const { patience_seconds = 120, signal } = this.options;
    const give_up_at = performance.now() + patience_seconds * 1000;
    for (let retries = 0; ; retries++) {
      const tried = await this.once(message);
      if (!("failed" in tried) && ![429, 502, 503, 504].includes(tried.status)) {
        return { status: tried.status, text: tried.text, retries };
      }
      const wait = waitSeconds("failed" in tried ? null : tried.retry_after, retries);
      if (performance.now() + wait * 1000 > give_up_at || signal?.aborted === true)
        throw unreachable(this.options.url, tried);
      // An abort during the wait is noticed by the next turn.
      await sleep(wait * 1000, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
    }
  }

  close(): void {
    this.agent.destroy();
  }

  private once({ method = "POST", path, headers, body }: SignedRequest): Promise<Try> {
    return new Promise((resolve) => {
      const fail = (problem: unknown) => resolve({ failed: reasonOf(problem) });
      const start = this.secure ? httpsRequest : httpRequest;
      const request = start(this.options.url + path, { method, headers, agent: this.agent }, (response) => {
        const { statusCode: status = 0, headers: given } = response;
        readText(response).then((text) => resolve({ status, text, retry_after: given["retry-after"] ?? null }), fail);
      });
      request.setTimeout(answer_within_seconds * 1000, () => request.destroy(new Error("no answer in time")));
      request.on("error", fail);
      request.end(body);
    });
  }
}

type Try = { failed: string } | { status: number; text: string; retry_after: string | null };

async function readText(response: IncomingMessage): Promise<string> {
  let text = "";
  response.setEncoding("utf8");
  for await (const chunk of response) if (text.length < most_text) text += String(chunk);
  return text.slice(0, most_text);
}

/** What the server asks for (seconds or a date), otherwise doubling from a quarter of a second; with jitter, and bounded. */
function waitSeconds(retry_after: string | null, retries: number): number {
  const asked =
    retry_after === null
      ? NaN
      : /^\d+$/.test(retry_after.trim())
        ? Number(retry_after)
        : (Date.parse(retry_after) - Date.now()) / 1000;
  const wait = Number.isNaN(asked) ? 0.25 * 2 ** Math.min(retries, 6) : Math.max(0, asked);
  return Math.min(longest_wait_seconds, wait * (1 + Math.random() * 0.25));
}

function unreachable(url: string, tried: Try): Unreachable {
  const why = "failed" in tried ? tried.failed : `it keeps answering ${tried.status}`;
  return new Unreachable(`${url} cannot take deliveries: ${why}.`);
}

/** Node's connection errors say little but their code when both address families fail. */
function reasonOf(problem: unknown): string {
  const { message, code } = z.object({ message: z.string(), code: z.string() }).partial().catch({}).parse(problem);
  return [message, code].find((text) => text !== undefined && text !== "") ?? "the connection failed";
}

/** Runs `work` on every item, `concurrency` at a time; the first failure stops the pulling and is thrown. */
export async function forEach<T>(
  items: AsyncIterable<T>,
  concurrency: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const source = items[Symbol.asyncIterator]();
  let stopped = false;
  const pull = async () => {
    while (!stopped) {
      const next = await source.next();
      if (next.done === true) return;
      try {
        await work(next.value);
      } catch (problem) {
        stopped = true;
        throw problem;
      }
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: concurrency }, pull));
  const failed = ends.find((end) => end.status === "rejected");
  if (failed !== undefined) throw failed.reason;
}
