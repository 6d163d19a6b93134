/** /api/events on a real HUD: what webhooks change is told within two seconds, to whom it concerns, and nothing is missed. */
import * as make from "test/kit/deliveries";
import { EventReader } from "test/kit/event_reader";
import { start_ms_max, startHud, stopHuds, type TestHud } from "test/kit/hud";
import { errorOf, HudClient, until } from "test/kit/hud_client";
import { setTimeout as sleep } from "node:timers/promises";

const { at, sha } = make;
const repo = make.repo;
/** The promise; a poll later than this. */
const told_ms_max = 2_000;

let hud: TestHud;
let client: HudClient;
const readers: EventReader[] = [];

beforeAll(async () => {
  hud = await startHud();
  client = new HudClient(hud);
  await Promise.all([client.deliver(make.push(0)), client.deliver(pushTo("topic/x", "t"))]);
  await until("both branches", async () => {
    const known = await client.query<{ name: string }>("repo_branches", { repo });
    return known.length === 2;
  });
}, start_ms_max);
afterEach(() => {
  for (const reader of readers.splice(0)) reader.close();
});
afterAll(stopHuds, 30_000);

const pushTo = (branch: string, name: string, second = 0) =>
  make.push(second, {
    ref: `refs/heads/${branch}`,
    after: sha(name),
    commits: [make.commit(name, { timestamp: at(second) })],
    head_commit: null,
  });
const job = (id: number, name: string, fields: object = {}) =>
  make.job({ id, run_id: id, name: `job ${id}`, head_sha: sha(name), ...fields });
const path = (branch?: string) =>
  `/api/events?repo=${repo}${branch === undefined ? "" : `&branch=${encodeURIComponent(branch)}`}`;

async function listen(branch?: string, last_id?: string | null): Promise<EventReader> {
  const reader = new EventReader(hud.url + path(branch), last_id);
  readers.push(reader);
  await reader.hello();
  return reader;
}

/** How many times ClickHouse was asked for news. */
async function polls(): Promise<number> {
  const { text } = await client.send("/api/metrics");
  return Number(/^hud_query_duration_seconds_count\{query="repo_changes"\} (\d+)$/m.exec(text)?.[1] ?? 0);
}

test("a stream says hello at once, and is neither kept, compressed nor held back", async () => {
  const reader = await listen("main");
  expect(reader.status).toBe(200);
  expect(reader.headers).toMatchObject({
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "private, no-cache, no-transform",
    "x-accel-buffering": "no",
  });
  expect(reader.headers["content-encoding"]).toBeUndefined();
  expect(reader.headers.etag).toBeUndefined();
  expect(reader.text).toMatch(/^retry: \d+\n\n/);
  expect(await reader.hello()).toEqual({ kind: "hello", caught_up: true });
  const head = await client.send(path("main"), { method: "HEAD" });
  expect([head.status, head.text]).toEqual([200, ""]);
});

test("what a webhook changes is told within two seconds of its acceptance", async () => {
  const [ours, all, other] = await Promise.all([listen("main"), listen(), listen("topic/x")]);
  const waits: number[] = [];
  for (let id = 1; id <= 5; id++) {
    const before = ours.told.length;
    await client.deliver(job(id, "a"));
    const accepted = performance.now();
    waits.push((await ours.heard("cells", sha("a"), before)) - accepted);
  }
  expect(waits.sort((a, b) => a - b)[2]).toBeLessThan(told_ms_max);
  await all.heard("cells", sha("a"));

  await client.deliver(job(50, "t", { head_branch: "topic/x" }));
  await other.heard("cells", sha("t"));
  await all.heard("cells", sha("t"));
  await client.deliver(make.checkRun({ head_sha: sha("t") }));
  await client.deliver(pushTo("topic/x", "t2", 5));
  await other.heard("commits", sha("t2"));
  await all.heard("commits", sha("t2"));
  await sleep(1_500); // Two more polls.
  expect(new Set([...ours.shas("cells"), ...ours.shas("commits")])).toEqual(new Set([sha("a")]));
  expect(new Set(other.shas("cells"))).toEqual(new Set([sha("t")]));
});

test("the same news told twice is told once, and a commit is new once", async () => {
  const early = await listen("main");
  await client.deliver(pushTo("main", "b", 10));
  await client.deliver(job(60, "b"));
  await early.heard("cells", sha("b"));
  await sleep(7_000); // Beyond the moments that every poll reads again.
  const before = early.told.length;
  const late = await listen("main");
  await client.deliver(pushTo("main", "c", 20));
  await early.heard("commits", sha("c"), before);
  await client.deliver(job(60, "b")); // Says nothing new.
  await client.deliver(make.run({ id: 61, head_sha: sha("c") })); // Tells of the commit again.
  await early.heard("cells", sha("c"), before);
  await sleep(1_500);
  const commits = early.told.slice(before).flatMap(({ event }) => (event.kind === "commits" ? event.shas : []));
  expect(commits).toEqual([sha("c")]);
  expect(early.told.slice(before).some(({ event }) => "shas" in event && event.shas.includes(sha("b")))).toBe(false);
  expect(late.shas("commits")).toContain(sha("c"));
});

test("who comes back is told what it missed; who was away too long, to load again", async () => {
  const first = await listen("main");
  const id = first.id;
  expect(id).toMatch(/^\d{13}$/);
  first.close();
  await client.deliver(job(70, "a"));
  await client.deliver(pushTo("main", "d", 30));
  await client.deliver(job(71, "t"));
  await until("the replica", async () => (await client.send(`/api/${repo}/commit/${sha("d")}`)).status === 200);
  const again = await listen("main", id);
  expect(await again.hello()).toEqual({ kind: "hello", caught_up: true });
  await again.heard("cells", sha("a"));
  await again.heard("commits", sha("d"));
  expect(again.shas("cells")).not.toContain(sha("t"));

  const long_ago = await listen("main", String(Date.now() - 5 * 3_600_000));
  expect(await long_ago.hello()).toEqual({ kind: "hello", caught_up: false });
  const to_come = await listen("main", String(Date.now() + 5 * 3_600_000));
  expect(await to_come.hello()).toEqual({ kind: "hello", caught_up: false });
  const nonsense = await listen("main", "none");
  expect(await nonsense.hello()).toEqual({ kind: "hello", caught_up: true });
});

test("nothing is asked while nobody listens, and once for all who do", async () => {
  await until("nobody is asking", async () => {
    const before = await polls();
    await sleep(1_500);
    return (await polls()) === before;
  });
  const many = await Promise.all(Array.from({ length: 20 }, () => listen("main")));
  const before = await polls();
  await sleep(3_000);
  expect((await polls()) - before).toBeLessThanOrEqual(6);
  expect(many.every(({ closed }) => !closed)).toBe(true);
});

test.each([
  ["/api/events", 400, /repo/],
  ["/api/events?repo=widgets", 400, /repo/],
  [`/api/events?repo=${repo}&repo=${repo}`, 400, /repo/],
  [`/api/events?repo=${repo}&branch=`, 400, /branch/],
  [`/api/events?repo=${repo}&branch=${"x".repeat(1_001)}`, 400, /branch/],
  ["/api/events?repo=octo-org/nothing", 404, /octo-org\/nothing/],
  [`/api/events?repo=${repo}&branch=nothing`, 404, /nothing/],
] as const)("%s is a %i that says why", async (address, status, says) => {
  const answer = await client.send(address);
  expect(answer.status).toBe(status);
  expect(errorOf(answer)).toMatch(says);
});

test("ClickHouse goes away and comes back: streams stay open, and what happened meanwhile is told", async () => {
  const reader = await listen("main");
  hud.signal("clickhouse", "SIGSTOP");
  const before = reader.told.length;
  await client.deliver(job(80, "a"));
  await sleep(2_000);
  expect(reader.closed).toBe(false);
  hud.signal("clickhouse", "SIGCONT");
  await reader.heard("cells", sha("a"), before);
});

test("shutting down does not wait for readers", async () => {
  const reader = await listen("main");
  const began = performance.now();
  await hud.stop();
  expect(reader.closed).toBe(true);
  expect(performance.now() - began).toBeLessThan(10_000);
});
