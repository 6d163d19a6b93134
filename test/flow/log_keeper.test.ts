/** The log keeper between a fake GitHub and the real engines: every log is had once, kept, and explained. */
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { once } from "node:events";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pino } from "pino";
import { z } from "zod";
import { FolderArchive } from "lib/archive/folder";
import { githubClient } from "lib/github/client";
import { LogFetcher, problemOf } from "lib/logs/fetch_log";
import { classifyJob, findJob, type LogTools } from "lib/logs/job_log";
import { keepLog, openLog } from "lib/logs/keep";
import { RuleBook } from "lib/logs/rule_book";
import type { WorkflowJob } from "lib/model/records/workflow_job";
import { ParkedRecords } from "lib/store/parked";
import { PendingLogs } from "lib/store/pending_logs";
import { RecordStore } from "lib/store/record_store";
import { SavedRules } from "lib/store/saved_rules";
import { createTables } from "lib/store/tables";
import { migrate } from "lib/warehouse/migrate";
import { type ClickhouseKit, startClickhouse } from "test/kit/clickhouse";
import { startDynamodb, type TestDynamodb } from "test/kit/dynamodb";
import { fakeGithub, type FakeGithub } from "test/kit/fake_github";
import { sampleJob } from "test/kit/sample_records";
import { retryLogs } from "scripts/replay/logs";
import type { LogQueueOptions } from "workers/log_queue_options";
import { log_keeper_name, LogKeeper } from "workers/logs";
import { StreamLoop } from "workers/stream";

jest.setTimeout(240_000);
const log = pino({ level: "silent" });
const repo = "octo/app";
const quick = {
  batch_age_ms: 10,
  checkpoint_interval_ms: 100,
  find_table_interval_ms: 50,
  backoff: { first_ms: 20, most_ms: 200 },
};
const impatient = {
  first_wait_ms: 10,
  rescan_ms: 200,
  rest_ms: 150,
  engine_rest_ms: 50,
  backoff: { first_ms: 30, most_ms: 200 },
  attempts_max: 4,
  barred_wait_ms: 400,
  counts_interval_ms: 50,
};

let dynamodb: TestDynamodb;
let clickhouse: ClickhouseKit;
let archive_folder = "";
/** GitHub's blob store: what it serves by path, and who asked with what. */
let blobs: Server;
const blob_bodies = new Map<string, { status: number; body: Buffer | string; type?: string; cut?: boolean }>();
const blob_requests: { path: string; authorization: string | undefined }[] = [];
let blob_url = "";
let github: FakeGithub;
const table_prefix = "logs-";
let stops: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  [dynamodb, clickhouse] = await Promise.all([startDynamodb(), startClickhouse()]);
  await Promise.all([migrate(clickhouse.client), createTables(dynamodb.client, table_prefix)]);
  archive_folder = await mkdtemp(path.join(tmpdir(), "hud-logs-"));
  blobs = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://blobs");
    blob_requests.push({ path: pathname, authorization: request.headers.authorization });
    const { status, body, type = "text/plain", cut } = blob_bodies.get(pathname) ?? { status: 404, body: "<Error/>" };
    if (status >= 300 && status < 400) return response.writeHead(status, { location: String(body) }).end();
    response.writeHead(status, { "content-type": type, "content-length": Buffer.byteLength(body) });
    if (!cut) return response.end(body);
    response.write(Buffer.from(body).subarray(0, Math.ceil(body.length / 2)), () => response.destroy());
  }).listen(0, "127.0.0.1");
  await once(blobs, "listening");
  blob_url = `http://127.0.0.1:${z.object({ port: z.number() }).parse(blobs.address()).port}`;
  github = await fakeGithub({
    repos: [{ full_name: repo }],
    token: "secret-token",
    routes: [
      [
        "GET",
        /^\/repos\/octo\/app\/actions\/jobs\/(?<job>\d+)\/logs$/,
        ({ parts, fake }) =>
          fake.repos.length > 0 && blob_bodies.has(`/${parts.job}`)
            ? { status: 302, headers: { location: `${blob_url}/${parts.job}` }, body: "" }
            : null,
      ],
    ],
  });
});
afterAll(async () => {
  blobs.closeAllConnections();
  blobs.close();
  await Promise.all([dynamodb.stop(), clickhouse.stop(), github.stop()]);
  await rm(archive_folder, { recursive: true, force: true });
});
beforeEach(() => {
  blob_bodies.clear();
  blob_requests.length = 0;
  github.requests.length = 0;
});
afterEach(async () => {
  await Promise.all(stops.map((stop) => stop()));
  stops = [];
});

function tools(): LogTools {
  const { client } = dynamodb;
  return {
    archive: new FolderArchive(archive_folder),
    warehouse: clickhouse.client,
    store: new RecordStore(client, table_prefix),
    rules: new RuleBook(new SavedRules(client, table_prefix), clickhouse.client),
  };
}

const parkedLogs = () => new ParkedRecords(dynamodb.client, table_prefix, log_keeper_name);
const pendingLogs = () => new PendingLogs(dynamodb.client, table_prefix);

/** Why a job's log is parked; null when it is not. */
async function parkedReason(id: number): Promise<string | null> {
  const { records } = await parkedLogs().list({ limit: 100 });
  return records.find(({ kind, record_key }) => kind === "log" && record_key === `${repo}/${id}`)?.reason ?? null;
}
const isPending = async (id: number) => (await pendingLogs().list(1_000)).some(({ job_id }) => job_id === id);
const asked = (id: number) => github.count(new RegExp(`jobs/${id}/logs$`));

function fetcherWith({ refused_ms = 60_000 }): LogFetcher {
  const client = githubClient(
    { api_url: github.url, token: "secret-token", app: null },
    { retry_pause_ms: 5, wait_max_ms: 20 },
  );
  return new LogFetcher(client, tools().archive, { refused: refused_ms });
}

interface KeeperChanges {
  with_github?: boolean;
  logs?: "failed" | "all";
  refused_ms?: number;
  options?: Partial<LogQueueOptions>;
}

function keeper({ with_github = true, logs = "failed", refused_ms = 100, options }: KeeperChanges = {}): LogKeeper {
  return new LogKeeper(
    {
      tools: tools(),
      fetcher: with_github ? fetcherWith({ refused_ms }) : null,
      pending: pendingLogs(),
      parked: parkedLogs(),
      log,
      logs,
    },
    { ...impatient, ...options },
  );
}

function start(made = keeper()): LogKeeper {
  const loop = new StreamLoop({ client: dynamodb.client, streams: dynamodb.streams, table_prefix, log }, made, quick);
  made.queue.start();
  stops.push(async () => {
    await loop.stop();
    await made.queue.stop();
  });
  return made;
}

const now = () => new Date().toISOString();
let last_job = 0;
/** Each test has jobs of its own. */
const newJob = () => 1_000 + ++last_job;

async function tell(id: number, changes: Parameters<typeof sampleJob>[1] = {}): Promise<void> {
  const times = { created_at: now(), started_at: now(), completed_at: now() };
  await tools().store.merge(sampleJob(id, { conclusion: "failure", ...times, ...changes }));
}

async function until<Value>(what: string, read: () => Promise<Value | null | undefined | false>): Promise<Value> {
  const give_up = performance.now() + 90_000;
  for (;;) {
    const value = await read();
    if (value) return value;
    if (performance.now() > give_up) throw new Error(`Waited in vain until ${what}`);
    await sleep(25);
  }
}

const classified = (id: number): Promise<WorkflowJob> =>
  until(`job ${id} is classified`, async () => {
    const job = await findJob(tools().store, repo, id);
    return job?.log ? job : null;
  });

async function logText(id: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of openLog(tools().archive, repo, id)) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

const a_log = `\uFEFF2026-03-01T12:00:00.1234567Z ##[group]Run tests
2026-03-01T12:00:01.1234567Z token ghp_${"a1B2".repeat(9)} used
2026-03-01T12:00:02.1234567Z \u001b[31mFAILED\u001b[0m test/test_ops.py::TestOps::test_add - assert 3 == 4
2026-03-01T12:00:03.1234567Z ##[error]Process completed with exit code 1.
`;

describe("a failed job", () => {
  test("has its log fetched, masked, kept and explained; nobody else learns the token", async () => {
    const id = newJob();
    blob_bodies.set(`/${id}`, { status: 200, body: a_log });
    start();
    await tell(id);
    const job = await classified(id);
    expect(job.log).toMatchObject({
      rule: "pytest: failed test",
      line: "FAILED test/test_ops.py::TestOps::test_add - assert 3 == 4",
      line_num: 3,
      captures: ["test/test_ops.py::TestOps::test_add"],
      lines: 4,
    });
    expect(job.log?.context).toContain("Run tests");
    expect(await logText(id)).toContain("token *** used");
    expect(await logText(id)).not.toContain("ghp_");
    expect(blob_requests).toEqual([{ path: `/${id}`, authorization: undefined }]);
    await until("it is pending no more", async () => !(await isPending(id)));
  });

  test("of which GitHub tells again keeps its classification", async () => {
    const id = newJob();
    blob_bodies.set(`/${id}`, { status: 200, body: a_log });
    start();
    await tell(id);
    const before = await classified(id);
    for (const changes of [
      { status: "in_progress" as const, conclusion: null, completed_at: null },
      {},
      { labels: ["other"] },
    ]) {
      await tell(id, changes);
    }
    await sleep(300);
    expect((await findJob(tools().store, repo, id))?.log).toEqual(before.log);
    expect(asked(id)).toBe(1);
  });

  test("without a log yet is asked for again, later", async () => {
    const id = newJob();
    start();
    await tell(id);
    await until("GitHub was asked in vain", () => Promise.resolve(asked(id) >= 2));
    blob_bodies.set(`/${id}`, { status: 200, body: a_log });
    expect((await classified(id)).log?.line_num).toBe(3);
    expect(await parkedReason(id)).toBeNull();
  });

  test("whose log never comes is parked, with the reason", async () => {
    const id = newJob();
    start();
    await tell(id);
    expect(await until("it is parked", () => parkedReason(id))).toBeTruthy();
    expect(await parkedReason(id)).toMatch(/answered 404/);
    await until("it is pending no more", async () => !(await isPending(id)));
    // `npm run replay -- --logs` makes it due again, for the workers that run.
    blob_bodies.set(`/${id}`, { status: 200, body: a_log });
    expect((await retryLogs(dynamodb.client, table_prefix)).due_again).toBeGreaterThan(0);
    expect((await classified(id)).log?.line_num).toBe(3);
    expect(await parkedReason(id)).toBeNull();
  });

  test.each([
    ["a secondary limit", { kind: "secondary_limit", retry_after: 1 } as const],
    ["too many requests", { kind: "too_many_requests", retry_after: 1 } as const],
  ])("waits for %s to pass and loses nothing", async (_name, fault) => {
    const id = newJob();
    blob_bodies.set(`/${id}`, { status: 200, body: a_log });
    github.fail({ ...fault, on: /logs$/ });
    start();
    await tell(id);
    expect((await classified(id)).log?.line_num).toBe(3);
    expect(await parkedReason(id)).toBeNull();
  });

  test.each([
    ["a page of HTML", "<!DOCTYPE html><html><body>Unicorn!</body></html>"],
    ["GitHub's JSON", '{"message": "Server Error", "documentation_url": "https://docs.github.com"}'],
    ["the store's XML", '<?xml version="1.0" encoding="utf-8"?><Error><Code>BlobNotFound</Code></Error>'],
    ["nothing", ""],
  ])("has %s not stored as its log", async (_name, body) => {
    const id = newJob();
    blob_bodies.set(`/${id}`, { status: 200, body });
    start();
    await tell(id);
    expect(await until("it is parked", () => parkedReason(id))).toBeTruthy();
    expect(await tools().archive.stat(`log/${repo}/${id}`)).toBeNull();
    expect((await findJob(tools().store, repo, id))?.log).toBeNull();
  });

  test("has a log that breaks off fetched again, whole", async () => {
    const id = newJob();
    blob_bodies.set(`/${id}`, { status: 200, body: a_log.repeat(5_000), cut: true });
    start();
    await tell(id);
    await until("the store was asked", () => Promise.resolve(blob_requests.length >= 1));
    await sleep(30);
    expect(await tools().archive.stat(`log/${repo}/${id}`)).toBeNull();
    blob_bodies.set(`/${id}`, { status: 200, body: a_log.repeat(5_000) });
    expect((await classified(id)).log?.lines).toBe(20_000);
  });

  test("has a redirect from the store followed, though never into a circle", async () => {
    const [good, bad] = [newJob(), newJob()];
    blob_bodies.set(`/${good}`, { status: 307, body: "/elsewhere" });
    blob_bodies.set("/elsewhere", { status: 200, body: a_log });
    blob_bodies.set(`/${bad}`, { status: 302, body: `/${bad}` });
    start();
    await tell(good);
    await tell(bad);
    expect((await classified(good)).log?.line_num).toBe(3);
    expect(await until("the other is parked", () => parkedReason(bad))).toMatch(/circles/);
  });

  test("has binary junk kept byte by byte, and read all the same", async () => {
    const id = newJob();
    const junk = Buffer.from(Array.from({ length: 4_000 }, (_, at) => (at * 37) % 256));
    const body = Buffer.concat([junk, Buffer.from("\nerror: no such thing\n"), junk]);
    blob_bodies.set(`/${id}`, { status: 200, body, type: "application/octet-stream" });
    start();
    await tell(id);
    expect((await classified(id)).log).toMatchObject({ rule: "A tool's error", line: "error: no such thing" });
    const chunks: Uint8Array[] = [];
    for await (const chunk of openLog(tools().archive, repo, id)) chunks.push(chunk);
    expect(Buffer.concat(chunks).equals(body)).toBe(true);
  });

  test("of a repository that GitHub does not show is told from one without a log, and resumed when it does", async () => {
    const [one, other] = [newJob(), newJob()];
    for (const id of [one, other]) blob_bodies.set(`/${id}`, { status: 200, body: a_log });
    const shown = github.repos.splice(0);
    start(keeper({ refused_ms: 100 }));
    await tell(one);
    await tell(other);
    await until("both wait", async () => {
      const entries = await pendingLogs().list(100);
      return [one, other].every((id) => entries.some(({ job_id, barred }) => job_id === id && barred));
    });
    expect((await pendingLogs().readRefusal(repo))?.problem).toBe(`GITHUB_TOKEN may not read ${repo}`);
    expect(await parkedReason(one)).toBeNull();
    github.repos.push(...shown);
    await Promise.all([one, other].map(classified));
    await until("nothing is refused any more", async () => (await pendingLogs().readRefusal(repo)) === null);
  });

  test("is not asked for again and again where GitHub has just refused the repository", async () => {
    const shown = github.repos.splice(0);
    const fetcher = fetcherWith({});
    for (const id of [newJob(), newJob(), newJob()]) {
      const error: unknown = await fetcher.fetch(repo, id).catch((problem: unknown) => problem);
      expect(problemOf(error)).toBe("no_access");
    }
    expect(github.count(/GET /)).toBe(2);
    github.repos.push(...shown);
  });

  test("that the credentials may not read is given up late, with the reason, and made due again", async () => {
    const id = newJob();
    blob_bodies.set(`/${id}`, { status: 200, body: a_log });
    const body = JSON.stringify({ message: "Resource not accessible by integration" });
    const headers = { "content-type": "application/json" };
    github.fail({ kind: "status", status: 403, body, headers, on: new RegExp(`/jobs/${id}/`), times: 1_000 });
    const made = start(keeper({ refused_ms: 1, options: { barred_most_ms: 300 } }));
    await tell(id);
    expect(await until("it is parked", () => parkedReason(id))).toMatch(
      /^GitHub lets the HUD read no logs of octo\/app \(.*not accessible by integration\)$/,
    );
    await made.queue.stop();

    const later = new Date(Date.now() + 3_600_000).toISOString();
    const waiting = await pendingLogs().add({ repo, job_id: id }, later);
    await pendingLogs().putBack(waiting, { next_at: later, problem: "no", counts: false, barred: true });
    expect((await retryLogs(dynamodb.client, table_prefix)).due_again).toBeGreaterThan(1);
    const again = (await pendingLogs().list(100)).find(({ job_id }) => job_id === id);
    expect(again).toMatchObject({ barred: false, attempts: 0 });
    expect(Date.parse(again?.next_at ?? later)).toBeLessThanOrEqual(Date.now());
    // All that was parked is due again: the tests that follow have their own.
    for (const entry of await pendingLogs().list(1_000)) await pendingLogs().finish(entry);
  });

  test("whose log is gone from GitHub for good is let go", async () => {
    const id = newJob();
    blob_bodies.set(`/${id}`, { status: 200, body: a_log });
    github.fail({ kind: "status", status: 410, body: '{"message":"Gone"}', on: /logs$/ });
    start();
    await tell(id);
    await until("it was asked", () => Promise.resolve(asked(id) === 1));
    await until("it is pending no more", async () => !(await isPending(id)));
    expect(await parkedReason(id)).toBeNull();
  });
});

describe("whose logs", () => {
  test("successes are not asked for, skipped jobs never, unless all are wanted", async () => {
    const [good, skipped, bad] = [newJob(), newJob(), newJob()];
    for (const id of [good, skipped, bad]) blob_bodies.set(`/${id}`, { status: 200, body: a_log });
    start();
    await tell(good, { conclusion: "success" });
    await tell(skipped, { conclusion: "skipped" as never });
    await tell(bad);
    await classified(bad);
    expect(github.requests.map(({ path: asked }) => asked)).toEqual([`/repos/octo/app/actions/jobs/${bad}/logs`]);
  });

  test("all are, and a success has no failing line", async () => {
    const id = newJob();
    blob_bodies.set(`/${id}`, { status: 200, body: a_log });
    start(keeper({ logs: "all" }));
    await tell(id, { conclusion: "success" });
    expect((await classified(id)).log).toMatchObject({ lines: 4, rule: null, line: null });
  });

  test("an uploaded one is classified when its job has ended, without GitHub", async () => {
    const id = newJob();
    await keepLog(tools().archive, { repo, job_id: id }, oneChunk(a_log));
    await pendingLogs().add({ repo, job_id: id }, new Date(Date.now() + 3_600_000).toISOString());
    start(keeper({ with_github: false }));
    await tell(id, { status: "in_progress", conclusion: null, completed_at: null });
    await sleep(200);
    expect((await findJob(tools().store, repo, id))?.log).toBeNull();
    await tell(id);
    expect((await classified(id)).log?.line_num).toBe(3);
  });
});

test("what was pending when a process died is done by the next", async () => {
  const id = newJob();
  const first = keeper();
  stops.push(() => first.queue.stop());
  await tell(id);
  const job = await findJob(tools().store, repo, id);
  if (!job) throw new Error("The job is not there");
  // It hears of the job, writes it down, and is never started.
  const image = { ...job, revision: 1 };
  const change = { table: "workflow-job", dynamoKey: job.dynamoKey, event: "INSERT" as const, new_image: image };
  const { failed } = await first.consume([{ ...change, sequence_number: "1", created_at: now() }]);
  expect(failed).toEqual([]);
  blob_bodies.set(`/${id}`, { status: 200, body: a_log });
  const next = keeper();
  next.queue.start();
  stops.push(() => next.queue.stop());
  expect((await classified(id)).log?.line_num).toBe(3);
});

test("a log of more lines than are kept is searched in all of them, and its ends are kept", async () => {
  const id = newJob();
  await tell(id);
  const lines = Array.from({ length: 120_000 }, (_, at) => `step ${at} did something ordinary`);
  lines[60_000] = "src/a.cpp:7:3: error: no member named 'rank'";
  const all = tools();
  await keepLog(all.archive, { repo, job_id: id }, oneChunk(`${lines.join("\n")}\n`));
  const job = await findJob(all.store, repo, id);
  if (!job) throw new Error("The job is not there");
  const finding = await classifyJob(all, job);
  expect(finding).toMatchObject({ lines: 120_000, line_num: 60_001, rule: "C++: compile error" });
  expect(finding.captures).toEqual(["no member named 'rank'"]);
  const result = await clickhouse.client.query({
    query: `SELECT toUInt32(count()) AS kept, toUInt32(countIf(line_num = 60001)) AS found FROM log_line WHERE job_id = ${id}`,
    format: "JSONEachRow",
  });
  expect(await result.json()).toEqual([{ kept: 45_001, found: 1 }]);
  // Once more, as after a crash: the same, and nothing twice.
  await classifyJob(all, job);
  const again = await clickhouse.client.query({
    query: `SELECT toUInt32(count()) AS kept FROM log_line WHERE job_id = ${id}`,
    format: "JSONEachRow",
  });
  expect(await again.json()).toEqual([{ kept: 45_001 }]);
});

async function* oneChunk(text: string): AsyncGenerator<Uint8Array, void> {
  yield await Promise.resolve(Buffer.from(text));
}
