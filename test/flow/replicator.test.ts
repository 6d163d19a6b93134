/** The replicator between the real DynamoDB and ClickHouse sidecars: exact, patient, and undisturbed by bad records. */
import { DeleteItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { pino } from "pino";
import { z } from "zod";
import { record_kinds } from "lib/model/records/index";
import type { Heard } from "lib/model/records/kind";
import { readHeartbeat } from "lib/store/checkpoints";
import { countParked, ParkedRecords } from "lib/store/parked";
import { RecordStore } from "lib/store/record_store";
import { readRepository } from "lib/store/repositories";
import { createTables, recordTable } from "lib/store/tables";
import { migrate } from "lib/warehouse/migrate";
import { type ClickhouseKit, startClickhouse } from "test/kit/clickhouse";
import { startDynamodb, type TestDynamodb } from "test/kit/dynamodb";
import { processFile } from "test/kit/processes";
import { sampleJob, sampleRecords, sampleSha, storedItem } from "test/kit/sample_records";
import type { ChangeRecord } from "workers/change_record";
import { Replicator, replicator_name } from "workers/replicator";
import { retryParked } from "workers/retry_parked";
import { StreamLoop } from "workers/stream";

const log = pino({ level: "silent" });
const quick = { batch_age_ms: 20, checkpoint_interval_ms: 100, backoff: { first_ms: 20, most_ms: 300 } };

jest.setTimeout(180_000);

let dynamodb: TestDynamodb;
let clickhouse: ClickhouseKit;
/** Each test has tables of its own in both databases, so that none sees another's records. */
let table_prefix = "";
let store: RecordStore;
let loops: StreamLoop[] = [];
let tests = 0;

beforeAll(async () => {
  [dynamodb, clickhouse] = await Promise.all([startDynamodb(), startClickhouse()]);
  await migrate(clickhouse.client);
});
afterAll(() => Promise.all([dynamodb.stop(), clickhouse.stop()]));
beforeEach(async () => {
  table_prefix = `replicator-${++tests}-`;
  await createTables(dynamodb.client, table_prefix);
  store = new RecordStore(dynamodb.client, table_prefix);
  const tables = await rows(
    `SELECT name FROM system.tables
    WHERE database = currentDatabase() AND engine LIKE '%MergeTree' AND total_rows > 0 AND name != 'schema_migration'`,
  );
  for (const { name } of tables) await clickhouse.client.command({ query: `TRUNCATE TABLE ${String(name)}` });
});
afterEach(async () => {
  await Promise.all(loops.map((loop) => loop.stop()));
  loops = [];
  await clickhouse.client.command({ query: "ALTER TABLE workflow_job DROP CONSTRAINT IF EXISTS few_attempts" });
});

/** Makes ClickHouse refuse what its kind allows, as columns of a narrower type would. */
const refuseManyAttempts = () =>
  clickhouse.client.command({ query: "ALTER TABLE workflow_job ADD CONSTRAINT few_attempts CHECK run_attempt < 1000" });

const dependencies = () => ({
  ...{ client: dynamodb.client, streams: dynamodb.streams, warehouse: clickhouse.client, table_prefix, log },
});

function start(): { loop: StreamLoop; replicator: Replicator } {
  const replicator = new Replicator(dependencies());
  const loop = new StreamLoop(dependencies(), replicator, quick);
  loops.push(loop);
  return { loop, replicator };
}

async function rows(query: string): Promise<Record<string, unknown>[]> {
  const result = await clickhouse.client.query({ query, format: "JSONEachRow" });
  return z.array(z.record(z.string(), z.unknown())).parse(await result.json());
}

async function count(table: string, where = "1"): Promise<number> {
  const [row] = await rows(`SELECT count() AS rows FROM ${table} FINAL WHERE ${where}`);
  return Number(row?.rows);
}

async function until(condition: () => boolean | Promise<boolean>, what: string, patience_ms = 100_000): Promise<void> {
  const give_up_at = performance.now() + patience_ms;
  while (!(await condition())) {
    if (performance.now() > give_up_at) throw new Error(`Waited in vain until ${what}`);
    await sleep(25);
  }
}

async function record(all: readonly Heard[]): Promise<void> {
  for (let from = 0; from < all.length; from += 16) {
    await Promise.all(all.slice(from, from + 16).map((heard) => store.merge(heard)));
  }
}

/** Past the store, as an operator or another version of the HUD might. */
async function putItem(heard: Heard, changes: Record<string, unknown>, revision = 1): Promise<void> {
  const TableName = recordTable(table_prefix, heard.kind);
  const Item = marshall({ ...storedItem(heard, revision), ...changes }, { removeUndefinedValues: true });
  await dynamodb.client.send(new PutItemCommand({ TableName, Item }));
}

const jobs = (all: readonly Heard[]) => all.filter(({ kind }) => kind.name === "workflow_job").length;

const parkedCount = () => countParked(dynamodb.client, table_prefix, replicator_name);
const parkedList = async () => {
  const { records } = await new ParkedRecords(dynamodb.client, table_prefix, replicator_name).list({ limit: 100 });
  return records;
};

function change(heard: Heard, revision: number, sequence: number): ChangeRecord {
  return {
    ...{ table: heard.kind.dynamo_table, dynamoKey: heard.record.dynamoKey, event: "MODIFY" },
    ...{
      new_image: storedItem(heard, revision),
      sequence_number: String(sequence),
      created_at: new Date().toISOString(),
    },
  };
}

test("2,000 records of mixed kinds arrive exactly, with what they tell of commits, branches and repositories", async () => {
  const all = sampleRecords(2_000);
  const { loop, replicator } = start();
  await record(all);
  await until(() => loop.health().replicated === 2_000, "all are replicated");

  for (const kind of record_kinds) {
    const expected = all.filter((heard) => heard.kind.name === kind.name).map((heard) => heard.record.dynamoKey);
    const found = await rows(`SELECT dynamoKey FROM ${kind.name} FINAL`);
    expect(found.map((row) => row.dynamoKey).toSorted()).toEqual(expected.toSorted());
  }
  const [job] = await rows("SELECT * FROM workflow_job FINAL WHERE id = 1000");
  const sample = sampleJob(1_000).record as unknown as Record<string, unknown>;
  expect({ ...job, id: Number(job?.id), run_id: Number(job?.run_id), runner_id: Number(job?.runner_id) }).toMatchObject(
    {
      ...{
        dynamoKey: "octo/app/1000",
        id: 1_000,
        run_id: 100,
        runner_id: 7,
        runner_name: "runner 7 💫",
        truncated: false,
      },
      ...{ labels: ["ubuntu-latest"], steps: JSON.stringify(sample.steps), runner_group_name: null, is_deleted: 0 },
    },
  );
  expect(Date.parse(`${String(job?.completed_at).replace(" ", "T")}Z`)).toBe(Date.parse(String(sample.completed_at)));
  // Two of each push, one of each run and of each pull request: 125 of each kind.
  expect(await count("commit")).toBe(500);
  expect(await count("branch", "name = 'main' AND deleted = 0")).toBe(2);
  expect(await count("repository", "default_branch = 'main'")).toBe(1);
  expect(await parkedCount()).toBe(0);

  await replicator.flush();
  const repository = await readRepository(dynamodb.client, table_prefix, "octo/app");
  expect(repository).toMatchObject({ repo: "octo/app", received_at: null });
  expect(Date.now() - Date.parse(repository?.replicated_at ?? "")).toBeLessThan(120_000);
});

test("doubled and reordered changes end in the newest revision", async () => {
  const replicator = new Replicator(dependencies());
  const batches = [
    [change(sampleJob(1, { status: "in_progress", conclusion: null }), 2, 5), change(sampleJob(1), 3, 6)],
    [change(sampleJob(1, { status: "queued", conclusion: null }), 1, 4), change(sampleJob(1), 3, 6)],
    [change(sampleJob(1), 3, 6), change(sampleJob(1, { status: "in_progress", conclusion: null }), 2, 5)],
  ];
  for (const batch of batches) expect(await replicator.consume(batch)).toMatchObject({ failed: [], parked: 0 });
  expect(await rows("SELECT status, conclusion, toUInt32(revision) AS revision FROM workflow_job FINAL")).toEqual([
    { status: "completed", conclusion: "success", revision: 3 },
  ]);
});

test("a removed record's row goes; what it told of its commit stays", async () => {
  const { loop } = start();
  const [job, other] = [sampleJob(1), sampleJob(2)];
  await record([job, other]);
  const Key = { dynamoKey: { S: job.record.dynamoKey } };
  await dynamodb.client.send(new DeleteItemCommand({ TableName: recordTable(table_prefix, job.kind), Key }));
  await until(() => loop.health().replicated === 3, "the removal is replicated");
  expect(await rows("SELECT dynamoKey FROM workflow_job FINAL")).toEqual([{ dynamoKey: other.record.dynamoKey }]);
  expect(await count("commit_run")).toBe(1);

  // Heard of again, as by a replay, it is newer than its removal.
  expect(await store.merge(job)).toBe("stored");
  await until(() => loop.health().replicated === 4, "what was heard again is replicated");
  expect(await count("workflow_job")).toBe(2);
});

test("records that ClickHouse or their kind refuse are parked with a reason, and their neighbours go on", async () => {
  await refuseManyAttempts();
  const { loop } = start();
  const earlier = sampleRecords(100);
  await record(earlier);
  await putItem(sampleJob(1), { head_sha: "not a hash" });
  await putItem(sampleJob(2), { run_attempt: 1_000 });
  await putItem(sampleJob(3), { revision: undefined });
  const later = sampleRecords(100, 5_000);
  await record(later);
  await until(() => loop.health().replicated + loop.health().parked === 203, "all are dealt with");

  expect(await count("workflow_job")).toBe(jobs([...earlier, ...later]));
  expect(loop.health().retries).toBe(0);
  expect(await parkedCount()).toBe(3);
  const parked = (await parkedList()).toSorted((a, b) => (a.record_key < b.record_key ? -1 : 1));
  expect(parked).toMatchObject([
    {
      ...{
        consumer: "replicator",
        kind: "workflow_job",
        record_key: "octo/app/1",
        revision: 1,
        attempts: 1,
        image: null,
      },
      reason: "The stored record is not a workflow_job: head_sha: must be a full commit hash.",
    },
    { record_key: "octo/app/2", reason: expect.stringMatching(/^ClickHouse refuses the record's row in workflow_job/) },
    { record_key: "octo/app/3", reason: "The stored record has no valid revision.", revision: 0 },
  ]);
});

test("parked records can be tried again: what has been mended replicates, what has not stays", async () => {
  await refuseManyAttempts();
  const { loop } = start();
  await putItem(sampleJob(1), { head_sha: "bad" });
  await putItem(sampleJob(2), { head_sha: "bad" });
  await putItem(sampleJob(3), { run_attempt: 1_000 });
  await until(() => loop.health().parked === 3, "three are parked");
  await loop.stop();

  await putItem(sampleJob(1), {}, 2);
  const TableName = recordTable(table_prefix, sampleJob(3).kind);
  await dynamodb.client.send(new DeleteItemCommand({ TableName, Key: { dynamoKey: { S: "octo/app/3" } } }));
  const report = await retryParked(dependencies());
  expect(report).toEqual({ tried: 3, replicated: 1, still_parked: 2 });
  expect(await rows("SELECT dynamoKey FROM workflow_job FINAL")).toEqual([{ dynamoKey: "octo/app/1" }]);
  expect(await parkedCount()).toBe(2);
  const still = (await parkedList()).toSorted((a, b) => (a.record_key < b.record_key ? -1 : 1));
  expect(still).toMatchObject([
    { record_key: "octo/app/2", attempts: 2 },
    { record_key: "octo/app/3", attempts: 2 },
  ]);

  await clickhouse.kill();
  await expect(retryParked(dependencies())).rejects.toThrow();
  await clickhouse.restart();
  expect(await parkedCount()).toBe(2);
});

test("a parked record that a newer change mends is no longer parked, also after a restart", async () => {
  const first = start();
  await putItem(sampleJob(1), { head_sha: "bad" });
  await putItem(sampleJob(2), { head_sha: "bad" });
  await until(() => first.loop.health().parked === 2, "both are parked");
  await putItem(sampleJob(1), {}, 2);
  await until(async () => (await parkedCount()) === 1, "the first is no longer parked");
  await first.loop.stop();
  start();
  await putItem(sampleJob(2), {}, 2);
  await until(async () => (await parkedCount()) === 0, "nor is the second");
  expect(await count("workflow_job")).toBe(2);
});

test("ClickHouse is killed in the middle and comes back: nothing is lost, nothing is parked", async () => {
  const { loop } = start();
  const all = sampleRecords(600);
  const writing = record(all);
  await until(() => loop.health().replicated > 20, "some are replicated");
  await clickhouse.kill();
  await writing;
  await until(() => loop.health().retries > 1, "the replicator has noticed");
  expect(loop.health().replicated).toBeLessThan(600);
  await clickhouse.restart();
  await until(() => loop.health().replicated === 600, "all are replicated");
  expect(await count("workflow_job")).toBe(jobs(all));
  expect(await parkedCount()).toBe(0);
});

test("a table or column that is still to be made is waited for", async () => {
  await clickhouse.client.command({ query: "RENAME TABLE external_check TO away" });
  await clickhouse.client.command({ query: "ALTER TABLE issue_comment RENAME COLUMN on_pull_request TO away" });
  const { loop } = start();
  await record(sampleRecords(100));
  await until(() => loop.health().retries > 2, "the replicator has noticed");
  await clickhouse.client.command({ query: "RENAME TABLE away TO external_check" });
  const retries = loop.health().retries;
  await until(() => loop.health().retries > retries + 1, "the column is missed");
  await clickhouse.client.command({ query: "ALTER TABLE issue_comment RENAME COLUMN away TO on_pull_request" });
  await until(() => loop.health().replicated === 100, "all are replicated");
  expect(await parkedCount()).toBe(0);
});

describe("the process", () => {
  let children: ChildProcess[] = [];
  afterEach(() => {
    for (const child of children) child.kill("SIGKILL");
    children = [];
  });

  async function startProcess(): Promise<ChildProcess> {
    const child = spawn(process.execPath, [processFile("workers/main")], {
      stdio: ["ignore", "ignore", "ignore", "ipc"],
      env: {
        ...{ PATH: process.env.PATH, DYNAMODB_ENDPOINT: dynamodb.url, DYNAMODB_TABLE_PREFIX: table_prefix },
        ...{ CLICKHOUSE_URL: clickhouse.url, LOG_LEVEL: "silent", NODE_ENV: "test" },
        ...{ GITHUB_WEBHOOK_SECRET: "s", OOT_RELAY_TOKEN: "s", CIRCLECI_WEBHOOK_SECRET: "s", HUD_API_TOKEN: "s" },
      },
    });
    children.push(child);
    const [message] = await once(child, "message", { signal: AbortSignal.timeout(90_000) });
    expect(message).toEqual({ ready: {} });
    return child;
  }

  test("killed in the middle, its successor goes on: nothing is lost", async () => {
    const all = sampleRecords(600);
    const first = await startProcess();
    const writing = record(all);
    await until(async () => (await count("workflow_job")) > 20, "some are replicated");
    first.kill("SIGKILL");
    await writing;
    await startProcess();
    await until(async () => (await count("workflow_job")) === jobs(all), "all are replicated");
  });

  test.each(["SIGTERM", "disconnect"] as const)(
    "ends in good order on %s: its successor reads nothing again",
    async (how) => {
      const all = sampleRecords(100);
      await record(all);
      const first = await startProcess();
      const heartbeat = () => readHeartbeat(dynamodb.client, table_prefix, replicator_name);
      await until(async () => (await heartbeat())?.replicated === 100, "all are replicated");
      const gone = once(first, "exit", { signal: AbortSignal.timeout(30_000) });
      if (how === "SIGTERM") first.kill("SIGTERM");
      else first.disconnect();
      expect(await gone).toEqual([0, null]);
      expect(await heartbeat()).toMatchObject({ replicated: 100, parked: 0 });

      await startProcess();
      await record([sampleJob(99_999, { head_sha: sampleSha("new") })]);
      await until(async () => (await heartbeat())?.replicated === 1, "the new one is replicated");
    },
  );
});
