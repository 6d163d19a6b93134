/** What the outside sees while an engine does not answer, and that everything is caught up with when it does again. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { HudGrid } from "lib/model/grid";
import * as make from "test/kit/deliveries";
import { start_ms_max, startHud, stopHuds, type TestHud } from "test/kit/hud";
import { type Answer, HudClient, inParallel, until } from "test/kit/hud_client";

let hud: TestHud;
let client: HudClient;
const grid_path = `/api/hud/${make.repo}/main/0`;
/** GitHub waits no longer for an answer to a delivery. */
const github_patience_seconds = 10;

beforeAll(async () => {
  hud = await startHud();
  client = new HudClient(hud);
  await client.deliver(make.push(0));
  await client.deliver(make.job({ id: 1 }));
  await until("the grid", async () => (await shown()).includes(1));
}, start_ms_max);

afterEach(() => {
  for (const part of ["clickhouse", "dynamodb"] as const) if (hud.isRunning(part)) hud.signal(part, "SIGCONT");
});

afterAll(stopHuds, 30_000);

/** The ids of all jobs that the grid shows. */
async function shown(): Promise<number[]> {
  const { status, text } = await client.send(grid_path, { expect: [503] });
  if (status !== 200) return [];
  const { shaGrid } = JSON.parse(text) as HudGrid;
  return shaGrid.flatMap(({ jobs }) => jobs.flatMap((cell) => ("id" in cell ? [Number(cell.id)] : [])));
}

const job = (id: number) => make.job({ id, name: `job ${id}`, status: "completed", conclusion: "success" });
const ready = async (): Promise<boolean> => (await client.send("/api/readyz", { expect: [503] })).status === 200;

test("ClickHouse hangs: deliveries are taken, readers are told to come again, and all is caught up with", async () => {
  hud.signal("clickhouse", "SIGSTOP");
  const query_path = "/api/clickhouse/repo_branches";
  const reading = Promise.all([grid_path, query_path].map((path) => client.send(path, { expect: [503] })));

  const ids = Array.from({ length: 40 }, (_, index) => 100 + index);
  const answers: Answer[] = [];
  await inParallel(ids, 8, async (id) => answers.push(await client.deliver(job(id))));
  expect(answers.map(({ status }) => status)).toEqual(ids.map(() => 200));
  expect(Math.max(...answers.map(({ seconds }) => seconds))).toBeLessThan(github_patience_seconds);

  const unready = await client.send("/api/readyz", { expect: [503] });
  expect([unready.status, JSON.parse(unready.text)]).toMatchObject([
    503,
    { ok: false, engines: { dynamodb: true, clickhouse: false, archive: true } },
  ]);
  expect(unready.seconds).toBeLessThan(5);
  expect(await client.send("/api/healthz")).toMatchObject({ status: 200 });
  expect(await client.send("/api/metrics")).toMatchObject({ status: 200 });
  expect(await client.send(`/api/freshness?repo=${make.repo}`)).toMatchObject({ status: 200 });

  // A query may take half a minute; but nobody is working on this one.
  for (const read of await reading) {
    expect(read.status).toBe(503);
    expect(read.seconds).toBeLessThan(10);
  }

  hud.signal("clickhouse", "SIGCONT");
  await until("it is ready", ready);
  await until("all of them are shown", async () => {
    const there = await shown();
    return ids.every((id) => there.includes(id));
  });
}, 240_000);

test("ClickHouse is gone: readers are told at once; it comes back by itself, and all is caught up with", async () => {
  // Each fall in a row is followed by a longer pause.
  for (let fall = 0; fall < 4; fall++) {
    await until("ClickHouse runs", () => Promise.resolve(hud.isRunning("clickhouse")));
    hud.signal("clickhouse", "SIGKILL");
    await until("it fell", () => Promise.resolve(!hud.isRunning("clickhouse")));
  }
  const read = await client.send(grid_path, { expect: [503] });
  expect(read.status).toBe(503);
  expect(read.seconds).toBeLessThan(3);
  expect(await client.deliver(job(200))).toMatchObject({ status: 200 });
  await until("the delivery is shown", async () => (await shown()).includes(200));
}, 240_000);

test("DynamoDB hangs: a delivery is refused before its sender gives up, and nothing is half-stored", async () => {
  hud.signal("dynamodb", "SIGSTOP");
  const [delivery, callback, unready, metrics, reading] = await Promise.all([
    client.deliver(job(300), "refused", { expect: [503] }),
    client.callback(relayed, { expect: [503] }),
    client.send("/api/readyz", { expect: [503] }),
    client.send("/api/metrics"),
    client.send(grid_path),
    client.send("/api/healthz"),
  ]);
  for (const answer of [delivery, callback]) {
    expect(answer.status).toBe(503);
    expect(answer.seconds).toBeLessThan(github_patience_seconds);
  }
  expect(JSON.parse(unready.text)).toMatchObject({ ok: false, engines: { dynamodb: false, clickhouse: true } });
  expect(unready.seconds).toBeLessThan(5);
  expect(metrics.text).toContain("hud_deliveries_total");
  // What is known already is shown all the same.
  expect(reading.status).toBe(200);

  hud.signal("dynamodb", "SIGCONT");
  await until("it is ready", ready);
  expect(await client.deliver(job(300), "refused")).toMatchObject({ status: 200 });
  expect(await client.callback(relayed)).toMatchObject({ status: 200 });
  await until("the delivery is shown", async () => (await shown()).includes(300));
  expect((await shown()).filter((id) => id === 300)).toHaveLength(1);
}, 240_000);

test("DynamoDB is gone and comes back by itself: a delivery is taken or refused, never lost", async () => {
  hud.signal("dynamodb", "SIGKILL");
  const ids = Array.from({ length: 60 }, (_, index) => 400 + index);
  const refused: number[] = [];
  await inParallel(ids, 8, async (id) => {
    const { status, seconds } = await client.deliver(job(id), `gone-${id}`, { expect: [503] });
    expect([200, 503]).toContain(status);
    expect(seconds).toBeLessThan(github_patience_seconds);
    if (status === 503) refused.push(id);
  });
  await until("it is ready", ready);
  await inParallel(refused, 8, async (id) => expect(await client.deliver(job(id))).toMatchObject({ status: 200 }));
  await until("all of them are shown", async () => {
    const there = await shown();
    return ids.every((id) => there.includes(id));
  });
}, 240_000);

test.each(["workers", "web"] as const)(
  "%s is gone and comes back by itself",
  async (part) => {
    const before = hud.pid(part);
    hud.signal(part, "SIGKILL");
    const id = part === "workers" ? 500 : 501;
    await until("the delivery is taken", () =>
      client.deliver(job(id)).then(
        ({ status }) => status === 200,
        () => false,
      ),
    );
    await until("it is shown", () => shown().then((there) => there.includes(id)));
    expect(hud.pid(part)).not.toBe(before);
  },
  180_000,
);

test("what was refused is in the archive at most, where it does no harm", () => {
  const raw = join(hud.data_dir, "archive", "raw", "workflow_job");
  expect(existsSync(raw)).toBe(true);
  const partial = readdirSync(join(hud.data_dir, "archive")).filter((name) => name.endsWith(".partial"));
  expect(partial).toEqual([]);
});

const relayed = {
  trusted: { verified_repo: "acme/npu" },
  untrusted: {
    callback_payload: {
      ...{ event_type: "push", delivery_id: "d", payload: { repository: { full_name: "up/stream" } } },
      workflow: { status: "in_progress", name: "CI", job_name: "test", check_run_id: 7 },
    },
  },
};
