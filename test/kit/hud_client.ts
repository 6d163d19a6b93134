/** Speaks to a HUD over HTTP as the outside does, byte by byte where need be, and holds every answer to the rules. */
import { createHmac, randomUUID } from "node:crypto";
import { Agent, request as open, type IncomingHttpHeaders } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { HudGrid } from "lib/model/grid";
import type { Delivery } from "test/kit/deliveries";
import type { TestHud } from "test/kit/hud";

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
  seconds: number;
}

export interface Request {
  method?: string;
  headers?: Record<string, string | string[]>;
  body?: string | Buffer;
  /** Sends this over and over until the answer comes; without a Content-Length. */
  endless?: Buffer;
  /** Statuses of 500 and above that the test means to see. */
  expect?: number[];
  timeout_seconds?: number;
}

export class HudClient {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 16 });

  constructor(readonly hud: Pick<TestHud, "url" | "secrets">) {}

  /** @param path as it goes over the wire: nothing is normalised or escaped. */
  async send(path: string, request: Request = {}): Promise<Answer> {
    const answer = await exchange(new URL(this.hud.url), path, request, this.agent);
    const complaint = complaintOf(path, request, answer);
    if (complaint)
      throw new Error(`${request.method ?? "GET"} ${path.slice(0, 200)}: ${complaint}\n${describe(answer)}`);
    return answer;
  }

  /** A 200's JSON. */
  async json<Body>(path: string): Promise<Body> {
    const answer = await this.send(path);
    if (answer.status !== 200) throw new Error(`GET ${path}: ${describe(answer)}`);
    return JSON.parse(answer.text) as Body;
  }

  query<Row>(name: string, parameters: Record<string, unknown>): Promise<Row[]> {
    return this.json(`/api/clickhouse/${name}?parameters=${encodeURIComponent(JSON.stringify(parameters))}`);
  }

  grid(repo: string, branch: string, { page = 0, per_page = 50 } = {}): Promise<HudGrid> {
    return this.json(`/api/hud/${repo}/${encodeURIComponent(branch)}/${page}?per_page=${per_page}`);
  }

  /** A GitHub delivery, signed. */
  deliver({ event, payload }: Delivery, delivery: string = randomUUID(), request: Request = {}): Promise<Answer> {
    return this.send("/api/github/webhooks", {
      method: "POST",
      ...this.signed(event, delivery, JSON.stringify(payload)),
      ...request,
    });
  }

  /** Headers and body of a delivery of whatever bytes. */
  signed(
    event: string,
    delivery: string,
    body: string | Buffer,
  ): { headers: Record<string, string>; body: string | Buffer } {
    return {
      headers: {
        "Content-Type": "application/json",
        "X-GitHub-Event": event,
        "X-GitHub-Delivery": delivery,
        "X-Hub-Signature-256": `sha256=${createHmac("sha256", this.hud.secrets.github_webhook).update(body).digest("hex")}`,
      },
      body,
    };
  }

  /** A CircleCI delivery, signed. */
  circleci(payload: object, request: Request = {}): Promise<Answer> {
    const body = JSON.stringify(payload);
    const signature = createHmac("sha256", this.hud.secrets.circleci_webhook).update(body).digest("hex");
    const headers = { "Content-Type": "application/json", "circleci-signature": `v1=${signature}` };
    return this.send("/api/circleci/webhooks", { method: "POST", headers, body, ...request });
  }

  /** A relay callback. */
  callback(body: unknown, request: Request = {}): Promise<Answer> {
    return this.send("/api/oot/results", {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-OOT-Relay-Token": this.hud.secrets.oot_relay },
      body: JSON.stringify(body),
      ...request,
    });
  }
}

/** What any answer must have; the names of the engines, paths and stacks that none may have. */
const required_headers: Record<string, RegExp> = {
  "content-security-policy": /default-src 'self'.*frame-ancestors 'none'/,
  "x-content-type-options": /^nosniff$/,
  "x-frame-options": /^DENY$/,
  "referrer-policy": /./,
};
const inside =
  /DB::|ClickHouse(?!\s*<)|dynalite|DynamoDB|LevelDB|ZodError|TypeError|node_modules|\.tsx?:\d|\n\s+at |\/tmp\/|ECONN|ETIMEDOUT|127\.0\.0\.1:(?!\d+\/api\/github)/i;

function complaintOf(path: string, { method = "GET", expect = [] }: Request, answer: Answer): string | null {
  const { status, headers, text } = answer;
  if (status >= 500 && !expect.includes(status)) return "must never fail like this";
  for (const [name, pattern] of Object.entries(required_headers)) {
    if (!pattern.test(String(headers[name] ?? ""))) return `${name} is missing`;
  }
  if (/script-src[^;]*unsafe/.test(String(headers["content-security-policy"]))) return "scripts may be injected";
  if (headers["x-powered-by"] !== undefined) return "names its software";
  if (!path.startsWith("/api/") || status === 308) return null;
  if (!/^[\w-]{1,64}$/.test(String(headers["x-request-id"] ?? ""))) return "X-Request-Id is missing";
  if (status < 400) return null;
  if (!/^application\/json/.test(headers["content-type"] ?? "")) return "an error must be JSON";
  if (method === "HEAD") return null;
  const sentence = errorOf(answer);
  if (sentence === null) return 'an error must be {"error": "<one sentence>"}';
  // Which engine is away is what /api/readyz is there to tell.
  if (!path.startsWith("/api/readyz") && inside.test(text)) return "tells of its inside";
  if (status === 405 && !headers.allow) return "405 without Allow";
  if (status === 503 && !/^\d+$/.test(headers["retry-after"] ?? "")) return "503 without Retry-After";
  return null;
}

/** The sentence of an error answer; null when there is none. */
export function errorOf({ text }: Answer): string | null {
  try {
    const { error } = JSON.parse(text) as { error?: unknown };
    return typeof error === "string" && error.length > 0 && error.length < 500 ? error : null;
  } catch {
    return null;
  }
}

export const describe = ({ status, headers, text, seconds }: Answer): string =>
  `${status} after ${seconds.toFixed(2)} s, ${JSON.stringify(headers)}\n${text.slice(0, 500)}`;

function exchange(
  origin: URL,
  path: string,
  { method = "GET", headers = {}, body, endless, timeout_seconds = 60 }: Request,
  agent: Agent,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const sent = open({
      ...{ host: origin.hostname, port: origin.port, method, path },
      // Node leaves the length out where a body is unusual: a DELETE's would then be taken for the next request.
      headers:
        body === undefined || "Transfer-Encoding" in headers
          ? headers
          : { "Content-Length": String(Buffer.byteLength(body)), ...headers },
      agent: endless ? new Agent() : agent, // The connection of a body without an end is of no further use.
    });
    let answered = false;
    const timer = setTimeout(
      () => sent.destroy(new Error(`No answer within ${timeout_seconds} s`)),
      timeout_seconds * 1000,
    );
    sent.on("error", (error) => {
      clearTimeout(timer);
      if (!answered) reject(error);
    });
    sent.on("response", (response) => {
      answered = true;
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        clearTimeout(timer);
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: Buffer.concat(chunks).toString("utf8"),
          seconds: (performance.now() - began) / 1000,
        });
        if (endless) sent.destroy();
      });
    });
    if (!endless) {
      sent.end(body);
      return;
    }
    const more = (): void => {
      while (!answered && !sent.destroyed && sent.write(endless));
      if (!answered && !sent.destroyed) sent.once("drain", more);
    };
    more();
  });
}

/** Waits until `read` gives something truthy, and gives that. Patient: a machine may be slow, and busy with other tests. */
export async function until<Value>(
  what: string,
  read: () => Promise<Value | null | undefined | false>,
  { seconds = 60, every_ms = 50 } = {},
): Promise<Value> {
  const give_up = performance.now() + seconds * 1000;
  for (;;) {
    const value = await read();
    if (value) return value;
    if (performance.now() > give_up) throw new Error(`Waited ${seconds} s in vain: ${what}`);
    await sleep(every_ms);
  }
}

/** Does `work` to every item, `at_once` at a time, in order. */
export async function inParallel<Item>(
  items: readonly Item[],
  at_once: number,
  work: (item: Item) => Promise<unknown>,
): Promise<void> {
  const queue = items.values();
  await Promise.all(
    Array.from({ length: at_once }, async () => {
      for (const item of queue) await work(item);
    }),
  );
}

/** A repeatable source of chance (mulberry32). */
export class Chance {
  constructor(private state: number) {}

  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }

  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  pick<Value>(values: readonly [Value, ...Value[]]): Value {
    return values[this.below(values.length)] ?? values[0];
  }

  shuffled<Value>(values: readonly Value[]): Value[] {
    return values
      .map((value) => ({ value, key: this.next() }))
      .sort((a, b) => a.key - b.key)
      .map(({ value }) => value);
  }
}
