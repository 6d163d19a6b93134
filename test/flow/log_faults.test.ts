/** Logs on their way into the archive: what breaks off, or is none, is never stored, and an older log of the job stays. */
import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { request as open, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { FolderArchive } from "lib/archive/folder";
import { githubClient } from "lib/github/client";
import { type FetchProblem, LogFetcher, problemOf } from "lib/logs/fetch_log";
import { keepLog, openLog } from "lib/logs/keep";
import logRoute from "pages/api/log/[owner]/[repo]/[job]";
import { serveRoutes } from "test/kit/api_routes";
import { fakeClock } from "test/kit/clock";
import type { FakeGithubOptions } from "test/kit/fake_github";
import { type LogStore, startLogStore } from "test/kit/log_store";
import { servicesWith } from "test/kit/services";

const repo = "octo/app";
const job_id = 7;
const older = "what an earlier attempt said\n";
/** Too large for any buffer on the way, and for the beginning that is looked at. */
const whole = randomBytes(1_500_000).toString("hex").replace(/.{99}/g, "$&\n");
const packed = gzipSync(whole);

let folder = "";
let archive: FolderArchive;
let stops: (() => Promise<unknown>)[] = [];
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "hud-log-faults-"));
  archive = new FolderArchive(folder);
  stops = [() => rm(folder, { recursive: true, force: true })];
});
afterEach(async () => {
  for (const stop of stops.toReversed()) await stop();
});

async function storeWith(options: Partial<FakeGithubOptions> = {}): Promise<LogStore> {
  const store = await startLogStore({ repos: [{ full_name: repo }], token: "secret-token", ...options });
  stops.push(store.stop);
  return store;
}

function fetcherOf({ github }: LogStore, clock = fakeClock()): LogFetcher {
  const settings = { api_url: github.url, token: "secret-token", app: null };
  return new LogFetcher(githubClient(settings, { clock, retry_pause_ms: 1, wait_max_ms: 20 }), archive);
}

async function problem(fetching: Promise<unknown>): Promise<FetchProblem> {
  const error: unknown = await fetching.then(
    () => {
      throw new Error("It was fetched");
    },
    (reason: unknown) => reason,
  );
  return problemOf(error);
}

const keepOlder = () => keepLog(archive, { repo, job_id }, oneChunk(Buffer.from(older)));

async function* oneChunk(bytes: Buffer): AsyncGenerator<Uint8Array, void> {
  yield await Promise.resolve(bytes);
}

async function stored(): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of openLog(archive, repo, job_id)) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

/** What is being written, or was left behind. */
const unfinished = async () => (await readdir(folder)).filter((name) => name.endsWith(".partial"));

/** Says that all is coming, sends a part, and breaks the connection. */
function cut(response: ServerResponse, headers: Record<string, string | number>, part: Buffer | string): void {
  response.writeHead(200, headers).flushHeaders();
  response.write(part, () => response.destroy());
}

describe("a log of GitHub's", () => {
  const half = whole.slice(0, whole.length / 2);
  const packed_half = packed.subarray(0, packed.length / 2);
  test.each<[how: string, serve: (response: ServerResponse) => void]>([
    ["in the middle", (response) => cut(response, { "content-length": whole.length }, half)],
    ["one byte before its end", (response) => cut(response, { "content-length": whole.length }, whole.slice(0, -1))],
    ["in its first line", (response) => cut(response, { "content-length": whole.length }, whole.slice(0, 40))],
    ["before its first byte", (response) => cut(response, { "content-length": whole.length }, "")],
    ["in the middle of chunks", (response) => cut(response, {}, half)],
    ["in politeness", (response) => response.writeHead(200).write(half, () => response.socket?.end())],
    [
      "in the middle of gzip",
      (response) => cut(response, { "content-encoding": "gzip", "content-length": packed.length }, packed_half),
    ],
    ["in the middle of gzip in chunks", (response) => cut(response, { "content-encoding": "gzip" }, packed_half)],
    [
      // A store that packs what it reads from elsewhere: the answer is as long as it says, what it holds is not.
      "before the store packed it",
      (response) => void response.writeHead(200, { "content-encoding": "gzip" }).end(packed_half),
    ],
  ])("that breaks off %s is not stored, and had whole the next time", async (_how, serve) => {
    const store = await storeWith();
    const fetcher = fetcherOf(store);
    await keepOlder();
    store.serve(job_id, serve);
    expect(await problem(fetcher.fetch(repo, job_id))).toBe("other");
    expect(await stored()).toBe(older);
    expect(await unfinished()).toEqual([]);

    store.serve(job_id, (response) => void response.writeHead(200, { "content-length": whole.length }).end(whole));
    expect(await fetcher.fetch(repo, job_id)).toMatchObject({ bytes: whole.length, left_out: 0 });
    expect((await stored()) === whole).toBe(true);
  });

  test("that the store packs is unpacked", async () => {
    const store = await storeWith();
    store.serve(job_id, (response) => void response.writeHead(200, { "content-encoding": "gzip" }).end(packed));
    await fetcherOf(store).fetch(repo, job_id);
    expect((await stored()) === whole).toBe(true);
  });

  test.each<[status: number, body: string, problem: FetchProblem]>([
    [404, "<Error><Code>BlobNotFound</Code></Error>", "missing"],
    [403, "<Error><Code>AuthenticationFailed</Code></Error>", "other"],
    [429, "slow down", "rate_limited"],
    [503, "<Error><Code>ServerBusy</Code></Error>", "other"],
  ])("for which the store answers %i is not stored", async (status, body, expected) => {
    const store = await storeWith();
    await keepOlder();
    store.serve(job_id, (response) => void response.writeHead(status).end(body));
    expect(await problem(fetcherOf(store).fetch(repo, job_id))).toBe(expected);
    expect(await stored()).toBe(older);
  });

  test("is not asked for while GitHub's limit is used up, and had when the hour has passed", async () => {
    const clock = fakeClock();
    const store = await storeWith({ now: clock.now, rate_limit: { limit: 100, remaining: 0 } });
    const fetcher = fetcherOf(store, clock);
    store.serve(job_id, (response) => void response.end(whole));
    for (let time = 0; time < 3; time++) expect(await problem(fetcher.fetch(repo, job_id))).toBe("rate_limited");
    expect(store.github.requests.map(({ status }) => status)).toEqual([403]);
    expect(await archive.stat(`log/${repo}/${job_id}`)).toBeNull();

    clock.advance(3_700_000);
    await fetcher.fetch(repo, job_id);
    expect((await stored()) === whole).toBe(true);
  });
});

describe("an uploaded log", () => {
  const address = `/api/log/${repo}/${job_id}`;
  async function hudUrl(): Promise<{ url: string; token: { Authorization: string } }> {
    // Neither engine is there: a log that breaks off is none of theirs.
    const services = servicesWith({ url: "http://127.0.0.1:1" }, { HUD_ARCHIVE: `file:${folder}` });
    const { url, stop } = await serveRoutes(services, { "/api/log/[owner]/[repo]/[job]": logRoute });
    stops.push(services.close, stop);
    return { url, token: { Authorization: `Bearer ${services.config.secrets.api_token ?? ""}` } };
  }

  test("whose gzip ends too early is refused", async () => {
    const { url, token } = await hudUrl();
    await keepOlder();
    const body = new Uint8Array(packed.subarray(0, packed.length / 2));
    const headers = { ...token, "Content-Encoding": "gzip" };
    const { status } = await fetch(url + address, { method: "PUT", headers, body });
    expect(status).toBe(400);
    expect(await stored()).toBe(older);
    expect(await unfinished()).toEqual([]);
  });

  test.each([
    ["nothing", "", {}, "The log is empty"],
    ["nothing, packed", new Uint8Array(gzipSync("")), { "Content-Encoding": "gzip" }, "The log is empty"],
    [
      "less than gzip's nothing",
      "",
      { "Content-Encoding": "gzip" },
      "The body is said to be packed with gzip, and is not",
    ],
  ])("that is %s is refused", async (_what, body, encoding, error) => {
    const { url, token } = await hudUrl();
    await keepOlder();
    const answer = await fetch(url + address, { method: "PUT", headers: { ...token, ...encoding }, body });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toEqual({ error });
    expect(await stored()).toBe(older);
    expect(await unfinished()).toEqual([]);
  });

  test.each([
    ["with a length", { "Content-Length": whole.length }],
    ["in chunks", {}],
  ])("%s that breaks off is not stored", async (_how, headers) => {
    const { url, token } = await hudUrl();
    await keepOlder();
    const upload = open(url + address, { method: "PUT", headers: { ...token, ...headers } });
    upload.on("error", () => undefined); // Of the connection that breaks below.
    upload.write(whole.slice(0, whole.length / 2));
    while ((await unfinished()).length === 0) await sleep(5);
    upload.destroy();
    while ((await unfinished()).length > 0) await sleep(5);
    expect(await stored()).toBe(older);
  });
});
