/** The queue of pending logs: how long an entry is held, what others see of it, and when a refused one is due. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { githubClient } from "lib/github/client";
import { LogFetcher } from "lib/logs/fetch_log";
import { ParkedRecords } from "lib/store/parked";
import type { PendingLog } from "lib/store/pending_logs";
import { createTables } from "lib/store/tables";
import { pino } from "pino";
import { retryLogs } from "scripts/replay/logs";
import { startDynamodb, type TestDynamodb } from "test/kit/dynamodb";
import { type LogStore, startLogStore } from "test/kit/log_store";
import { sampleJob } from "test/kit/sample_records";
import { servicesWith } from "test/kit/services";
import { holdEntry } from "workers/hold_entry";
import { LogQueue } from "workers/log_queue";
import { log_queue_defaults, type LogQueueOptions } from "workers/log_queue_options";
import { log_keeper_name } from "workers/logs";

jest.setTimeout(60_000);
const repo = "octo/app";
const log = pino({ level: "silent" });
let dynamodb: TestDynamodb;
let folder = "";
/** No ClickHouse: the jobs of these tests succeeded, and nobody asks their logs why. */
let services: ReturnType<typeof servicesWith>;
let logs: LogStore;
let queues: LogQueue[] = [];

beforeAll(async () => {
  dynamodb = await startDynamodb();
  folder = await mkdtemp(path.join(tmpdir(), "hud-log-queue-"));
  const settings = { HUD_ARCHIVE: `file:${folder}`, DYNAMODB_ENDPOINT: dynamodb.url };
  services = servicesWith({ url: "http://127.0.0.1:1" }, settings);
  await createTables(dynamodb.client, services.config.dynamodb.table_prefix);
});
afterAll(async () => {
  await services.close();
  await dynamodb.stop();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  logs = await startLogStore({ repos: [{ full_name: repo }], token: "secret-token" });
});
afterEach(async () => {
  await Promise.all(queues.map((queue) => queue.stop()));
  queues = [];
  await logs.stop();
  for (const entry of await services.pending_logs.list(100)) await services.pending_logs.finish(entry);
});

let last_job = 0;
async function pendingJob(): Promise<number> {
  const id = 70_000 + ++last_job;
  await services.store.merge(sampleJob(id));
  await services.pending_logs.add({ repo, job_id: id }, new Date().toISOString());
  return id;
}

/** As a process of its own has it. */
function startQueue(options: Partial<LogQueueOptions> = {}, refused = 60_000): void {
  const github = githubClient({ api_url: logs.github.url, token: "secret-token", app: null }, { retry_pause_ms: 5 });
  const { archive, logs: tools, pending_logs: pending, config } = services;
  const parked = new ParkedRecords(dynamodb.client, config.dynamodb.table_prefix, log_keeper_name);
  const fetcher = new LogFetcher(github, archive, { refused });
  const queue = new LogQueue({ tools, fetcher, pending, parked, log }, { rescan_ms: 50, ...options });
  queue.start();
  queues.push(queue);
}

async function until<Value>(what: string, read: () => Promise<Value | null | false>): Promise<Value> {
  const give_up = performance.now() + 15_000;
  for (;;) {
    const value = await read();
    if (value) return value;
    if (performance.now() > give_up) throw new Error(`Waited in vain until ${what}`);
    await sleep(20);
  }
}
const entryOf = async (id: number): Promise<PendingLog | null> =>
  (await services.pending_logs.list(100)).find(({ job_id }) => job_id === id) ?? null;
const isKept = async (id: number): Promise<boolean> => (await services.archive.stat(`log/${repo}/${id}`)) !== null;
const asked = (id: number): number => logs.github.count(new RegExp(`jobs/${id}/logs$`));

describe("an entry that is worked on", () => {
  test("is due within two minutes should the process die", async () => {
    const id = await pendingJob();
    logs.serve(id, (response) => void response.write("a download that goes on\n"));
    startQueue();
    await until("the log is being fetched", () => Promise.resolve(logs.credentials.length > 0));
    const wait_ms = Date.parse((await entryOf(id))?.next_at ?? "") - Date.now();
    expect(wait_ms).toBeGreaterThan(60_000);
    expect(wait_ms).toBeLessThanOrEqual(120_000);
    expect(log_queue_defaults.lease_ms).toBe(120_000);
  });

  test("is left alone by others for as long as that takes, many leases long", async () => {
    const id = await pendingJob();
    logs.serve(id, async (response) => {
      for (let line = 0; line < 20; line++) {
        response.write(`line ${line}\n`);
        await sleep(100);
      }
      response.end("the end\n");
    });
    for (let process = 0; process < 2; process++) startQueue({ lease_ms: 400 });
    await until("the log is kept", () => isKept(id));
    await until("it is pending no more", async () => (await entryOf(id)) === null);
    expect(asked(id)).toBe(1);
  });

  test("of a process that died is done by another when the lease ends", async () => {
    const id = await pendingJob();
    logs.serve(id, (response) => void response.end("a line\n"));
    const entry = await entryOf(id);
    const ends = new Date(Date.now() + 700).toISOString();
    expect(entry && (await services.pending_logs.take(entry, ends))).toMatchObject({ next_at: ends });
    startQueue();
    await until("the log is kept", () => isKept(id));
    expect(new Date().toISOString() > ends).toBe(true);
  });
});

describe("a lease", () => {
  const holding = () => ({ pending: services.pending_logs, lease_ms: 200, log });
  async function taken(): Promise<PendingLog> {
    const entry = await entryOf(await pendingJob());
    const held = entry && (await services.pending_logs.take(entry, new Date(Date.now() + 200).toISOString()));
    if (!held) throw new Error("It was taken by somebody else");
    return held;
  }

  test("is renewed until the work ends, and not after it", async () => {
    const entry = await taken();
    const { held, result } = await holdEntry(entry, holding(), async () => {
      await sleep(500);
      return "done";
    });
    expect(result).toBe("done");
    expect(Date.parse(held.next_at) - Date.parse(entry.next_at)).toBeGreaterThan(200);
    await sleep(150);
    expect((await entryOf(entry.job_id))?.next_at).toBe(held.next_at);
    expect(await services.pending_logs.finish(held)).toBeNull();
    expect(await entryOf(entry.job_id)).toBeNull();
  });

  test("ends when the work fails", async () => {
    const entry = await taken();
    const failing = holdEntry(entry, holding(), () => Promise.reject(new Error("no luck")));
    await expect(failing).rejects.toThrow("no luck");
    await sleep(150);
    expect(await entryOf(entry.job_id)).toEqual(entry);
  });

  test("brings no entry back that was removed, and leaves one alone that was made due anew", async () => {
    const [removed, anew] = [await taken(), await taken()];
    const due = new Date(Date.now() + 3_600_000).toISOString();
    const [, { held }] = await Promise.all([
      holdEntry(removed, holding(), async () => {
        await until("it is removed", async () => {
          const entry = await entryOf(removed.job_id);
          return entry === null || (await services.pending_logs.finish(entry)) === null;
        });
        await sleep(300);
      }),
      holdEntry(anew, holding(), async () => {
        await services.pending_logs.add(anew, due);
        await sleep(300);
      }),
    ]);
    expect(await entryOf(removed.job_id)).toBeNull();
    expect((await entryOf(anew.job_id))?.next_at).toBe(due);
    expect(await services.pending_logs.finish(held)).toMatchObject({ next_at: due });
  });
});

describe("logs of a repository that GitHub refuses", () => {
  const refused_ms = 2_000;

  test("are fetched when that is mended and they are made due while the refusal is remembered", async () => {
    const shown = logs.github.repos.splice(0);
    const ids = [await pendingJob(), await pendingJob(), await pendingJob()];
    startQueue({}, refused_ms);
    await until("all wait", async () => {
      const entries = await Promise.all(ids.map(entryOf));
      return entries.every((entry) => entry?.barred);
    });
    logs.github.repos.push(...shown);
    for (const id of ids) logs.serve(id, (response) => void response.end("a line\n"));
    expect((await retryLogs(dynamodb.client, services.config.dynamodb.table_prefix)).due_again).toBe(3);
    await until("all are kept", async () => (await Promise.all(ids.map(isKept))).every(Boolean));
  });

  test("wait for the end of the refusal that they came too late for, and then as long as the others", async () => {
    logs.github.repos.splice(0);
    const first = await pendingJob();
    startQueue({}, refused_ms);
    await until("it waits", async () => (await entryOf(first))?.barred ?? false);
    const later = await pendingJob();
    const soon = await until("the later waits", async () => {
      const entry = await entryOf(later);
      return entry?.barred === true && entry;
    });
    expect(asked(later)).toBe(0);
    expect(Date.parse(soon.next_at) - Date.now()).toBeLessThanOrEqual(refused_ms + 1_000);
    const long = await until("it was asked for", async () => {
      const entry = await entryOf(later);
      return asked(later) > 0 && entry !== null && Date.parse(entry.next_at) - Date.now() > 600_000 && entry;
    });
    expect(long.barred).toBe(true);
    expect(asked(later)).toBe(1);
  });
});
