/** The replay: archived deliveries in, the same records as before out. */
import { DeleteTableCommand, PutItemCommand, waitUntilTableNotExists } from "@aws-sdk/client-dynamodb";
import type { Archive } from "lib/archive/archive";
import { FolderArchive } from "lib/archive/folder";
import { archiveRawDelivery } from "lib/archive/raw_delivery";
import { recordsFromGithub } from "lib/intake/github/index";
import { record_kinds } from "lib/model/records/index";
import { ParkedRecords } from "lib/store/parked";
import { RecordStore } from "lib/store/record_store";
import { createTables, recordTable } from "lib/store/tables";
import { issueComment, issues } from "scripts/demo/payloads/issue";
import { push } from "scripts/demo/payloads/push";
import { pullRequest } from "scripts/demo/payloads/pull_request";
import { workflowJob, workflowRun } from "scripts/demo/payloads/workflow";
import { StoreFailed, Tally } from "scripts/record_told";
import { runReplay } from "scripts/replay/command";
import { parseOptions } from "scripts/replay/options";
import { replay as replayFrom } from "scripts/replay/replay";
import { migrate } from "lib/warehouse/migrate";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, utimes } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startClickhouse } from "test/kit/clickhouse";
import { startDynamodb, type TestDynamodb } from "test/kit/dynamodb";
import { type Ran, runInside } from "test/kit/run_command";
import { storedRecords } from "test/kit/stored_records";
import { replicator_name } from "workers/replicator";

const day_ms = 86_400_000;
let dynamodb: TestDynamodb;
let data_dir: string;
let archive: FolderArchive;
let prefix = "";
let prefixes = 0;
let deliveries = 0;

beforeAll(async () => {
  dynamodb = await startDynamodb();
});
afterAll(() => dynamodb.stop());

beforeEach(async () => {
  prefix = `replay${++prefixes}-`;
  data_dir = await mkdtemp(join(tmpdir(), "hud-replay-"));
  archive = new FolderArchive(join(data_dir, "archive"));
  await createTables(dynamodb.client, prefix);
});
afterEach(() => rm(data_dir, { recursive: true, force: true }));

/** Archives a delivery as the webhook does. @returns its key */
async function receive(event: string, payload: unknown, days_ago = 0): Promise<string> {
  return receiveBytes(event, Buffer.from(JSON.stringify(payload)), days_ago);
}

async function receiveBytes(event: string, payload: Uint8Array, days_ago = 0): Promise<string> {
  const delivery = `delivery-${++deliveries}`;
  const at = new Date(Date.now() - days_ago * day_ms);
  await archiveRawDelivery(archive, { event, delivery, payload }, at);
  const key = `raw/${event}/${at.toISOString().slice(0, 10).replaceAll("-", "/")}/${delivery}.json.gz`;
  await utimes(join(data_dir, "archive", key), at, at);
  return key;
}

/** Archives and records, as the webhook does. */
async function hear(event: string, payload: unknown, days_ago = 0): Promise<void> {
  await receive(event, payload, days_ago);
  const store = new RecordStore(dynamodb.client, prefix);
  for (const heard of recordsFromGithub(event, payload)) await store.merge(heard);
}

async function wipe(): Promise<void> {
  for (const kind of record_kinds) {
    const TableName = recordTable(prefix, kind);
    await dynamodb.client.send(new DeleteTableCommand({ TableName }));
    await waitUntilTableNotExists({ client: dynamodb.client, maxWaitTime: 20, minDelay: 1 }, { TableName });
  }
  await createTables(dynamodb.client, prefix);
}

const settings = (): Record<string, string> => ({
  DYNAMODB_ENDPOINT: dynamodb.url,
  DYNAMODB_TABLE_PREFIX: prefix,
  HUD_DATA_DIR: data_dir,
});

function replay(args: string[] = [], env: Record<string, string> = {}): Promise<Ran> {
  return runInside(runReplay, { args, env: { ...settings(), ...env } });
}

const stored = () => storedRecords(dynamodb.client, prefix);
const names = async (): Promise<string[]> => Object.keys(await stored()).sort();

/** A job through its life, two attempts of a run, a pull request that was labelled, a comment that was deleted. */
async function hearSomeHistory(): Promise<void> {
  for (const status of ["queued", "in_progress", "completed"] as const)
    await hear("workflow_job", workflowJob({ status }));
  await hear("workflow_run", workflowRun({ run_attempt: 2 }), 2);
  await hear("workflow_run", workflowRun({ conclusion: "failure" }), 3);
  await hear("push", push(), 10);
  await hear("pull_request", pullRequest({ action: "labeled", label: { name: "ciflow/trunk" } }), 1);
  await hear("issues", issues({ repo: "acme/launchpad" }));
  await hear("issue_comment", issueComment({ action: "created" }));
  await hear("issue_comment", issueComment({ action: "deleted" }));
  await receive("ping", { zen: "Keep it logically awesome." });
}

test("after the tables were lost, brings everything back", async () => {
  await hearSomeHistory();
  const before = await stored();
  expect(await names()).toHaveLength(7);
  await wipe();
  const ran = await replay();
  expect(ran).toMatchObject({ code: 0 });
  expect(ran.out).toMatch(/ping +0 +0 +1 +0/);
  expect(await stored()).toEqual(before);

  const again = await replay(["--concurrency", "1"]);
  expect(again.code).toBe(0);
  expect(again.out).toMatch(/workflow_job +0 +3 +0 +0/);
  expect(await stored()).toEqual(before);
});

test("a dry run reads everything and stores nothing, without a HUD", async () => {
  await receive("push", push());
  await receive("ping", {});
  const ran = await replay(["--dry-run"], { DYNAMODB_ENDPOINT: "" });
  expect(ran).toMatchObject({ code: 0, out: expect.stringContaining("Nothing has been stored") });
  expect(ran.out).toMatch(/push +1 +0 +0/);
  expect(await stored()).toEqual({});
});

test("takes the events that are asked for", async () => {
  await hearSomeHistory();
  await wipe();
  await replay(["--event", "push", "--event", "workflow_run"]);
  expect(await names()).toEqual(["push", "workflow_run"]);
});

test("takes the repository that is asked for", async () => {
  await hearSomeHistory();
  await wipe();
  await replay(["--repo", "Acme/Launchpad"]);
  expect(await names()).toEqual(["issues"]);
});

test("takes what was received in the time that is asked for", async () => {
  await hearSomeHistory();
  await wipe();
  await replay(["--since", "36h", "--until", "12h"]);
  expect(await names()).toEqual(["pull_label_event", "pull_request"]);
  const day = new Date(Date.now() - 10 * day_ms).toISOString().slice(0, 10);
  await replay(["--since", day, "--until", day]);
  expect(await names()).toEqual(["pull_label_event", "pull_request", "push"]);
  await replay(["--until", `${new Date(Date.now() - 2.5 * day_ms).toISOString().slice(0, 19)}Z`]);
  expect(await names()).toEqual(["pull_label_event", "pull_request", "push", "workflow_run"]);
});

test("of copied objects, takes the day that their keys name", async () => {
  const key = await receive("push", push(), 5);
  await utimes(join(data_dir, "archive", key), new Date(), new Date());
  await replay(["--since", "3d"]);
  expect(await names()).toEqual([]);
  await replay(["--since", "6d", "--until", "4d"]);
  expect(await names()).toEqual(["push"]);
});

test("lists what it cannot read, and records the rest", async () => {
  const malformed = await receive("workflow_job", { ...workflowJob(), workflow_job: undefined });
  const not_json = await receiveBytes("workflow_job", Buffer.from('{"action":'));
  const not_gzip = `raw/push/2026/01/01/broken.json.gz`;
  await archive.put(not_gzip, Buffer.from("not gzip"));
  await receive("workflow_job", workflowJob());
  for (const args of [["--dry-run"], []]) {
    const ran = await replay(args);
    expect(ran.code).toBe(1);
    expect(ran.out).toContain("3 failed:");
    expect(ran.out).toContain(`${malformed}: workflow_job: `);
    expect(ran.out).toContain(`${not_json}: it is not JSON`);
    expect(ran.out).toContain(`${not_gzip}: `);
  }
  expect(await names()).toEqual(["workflow_job"]);
});

test("a store that went away ends it with a sentence, before everything has been tried in vain", async () => {
  const own = await startDynamodb();
  try {
    await createTables(own.client, prefix);
    for (let id = 1; id <= 60; id++) await receive("workflow_job", workflowJob({ id }));
    let reads = 0;
    const fatal: Pick<Archive, "get" | "list"> = {
      list: (prefix_wanted) => archive.list(prefix_wanted),
      async get(key) {
        if (++reads === 5) await own.kill();
        return archive.get(key);
      },
    };
    const tally = new Tally();
    const options = parseOptions(["--concurrency", "1"], Date.now());
    if (!options) throw new Error("These are options");
    const replaying = replayFrom({
      ...{ archive: fatal, store: new RecordStore(own.client, prefix), options, tally },
      ...{ signal: new AbortController().signal, onProgress: () => undefined },
    });
    await expect(replaying).rejects.toThrow(StoreFailed);
    expect(tally.of("workflow_job")).toBe(4);
    expect(reads).toBe(24);
  } finally {
    await own.stop();
  }
});

test("--parked brings parked records to ClickHouse", async () => {
  const clickhouse = await startClickhouse();
  try {
    await migrate(clickhouse.client);
    const env = { CLICKHOUSE_URL: clickhouse.url };
    expect(await replay(["--parked"], env)).toMatchObject({ code: 0, out: "Nothing is parked.\n" });
    await hear("workflow_job", workflowJob());
    const [dynamoKey = ""] = Object.keys((await stored()).workflow_job ?? {});
    await new ParkedRecords(dynamodb.client, prefix, replicator_name).park({
      ...{ kind: "workflow_job", record_key: dynamoKey, event: "INSERT", reason: "It was Monday." },
      ...{ image: null, revision: 1, parked_at: new Date().toISOString() },
    });
    const listed = await replay(["--parked", "--dry-run"], env);
    expect(listed.out).toMatch(/^\S+Z {2}tried 1× {2}workflow_job \S+: It was Monday\.\n1 records are parked\.\n$/);
    expect(await replay(["--parked"], env)).toMatchObject({
      code: 0,
      out: "1 of 1 parked records are in ClickHouse now; 0 stay parked.\n",
    });
    const rows = await clickhouse.client.query({ query: "SELECT dynamoKey FROM workflow_job", format: "JSONEachRow" });
    expect(await rows.json()).toEqual([{ dynamoKey }]);
  } finally {
    await clickhouse.stop();
  }
});

test("--clickhouse fills an empty ClickHouse from the stored records, which a plain replay would leave alone", async () => {
  const clickhouse = await startClickhouse();
  const env = { CLICKHOUSE_URL: clickhouse.url };
  const count = async (table: string): Promise<number> => {
    const query = `SELECT toUInt32(count()) AS rows FROM ${table} FINAL`;
    const [row] = await (await clickhouse.client.query({ query, format: "JSONEachRow" })).json<{ rows: number }>();
    return row?.rows ?? -1;
  };
  try {
    await hearSomeHistory();
    const ran = await replay(["--clickhouse"], env); // The tables are missing, too.
    expect(ran).toMatchObject({ code: 0, out: "8 of 8 stored records are in ClickHouse now.\n" });
    const tables = [
      "workflow_job",
      "workflow_run",
      "push",
      "pull_request",
      "pull_label_event",
      "issues",
      "issue_comment",
    ];
    const counts = async (): Promise<number[]> => Promise.all([...tables, "commit_run", "branch_commit"].map(count));
    const first = await counts();
    // The deleted comment is not among the rows.
    expect(first.slice(0, tables.length)).toEqual([1, 2, 1, 1, 1, 1, 0]);
    expect(Math.min(...first.slice(tables.length))).toBeGreaterThan(0);

    await dynamodb.client.send(
      new PutItemCommand({
        TableName: `${prefix}push`,
        Item: { dynamoKey: { S: "not/a/push" }, revision: { N: "1" }, repo: { S: "acme/rocket" } },
      }),
    );
    const again = await replay(["--clickhouse"], env);
    expect(again.code).toBe(1);
    expect(again.out).toBe("8 of 9 stored records are in ClickHouse now; 1 do not fit its tables and are parked.\n");
    expect(await counts()).toEqual(first);
    expect(
      (await new ParkedRecords(dynamodb.client, prefix, replicator_name).list({ limit: 9 })).records,
    ).toMatchObject([{ kind: "push", record_key: "not/a/push" }]);
  } finally {
    await clickhouse.stop();
  }
});

describe("mistakes get one sentence", () => {
  const cases: [string, string[], Record<string, string>, RegExp][] = [
    ["a bad time", ["--since", "yesterday"], {}, /^--since must be like/],
    ["a time without a zone", ["--since", "2026-03-01T12:00:00"], {}, /^--since must be like/],
    ["a bad day", ["--until", "2026-13-01"], {}, /^--until must be like/],
    ["times the wrong way round", ["--since", "1d", "--until", "2d"], {}, /^--since must be before --until/],
    ["a bad event", ["--event", "../push"], {}, /is not the name of an event/],
    ["a bad repository", ["--repo", "rocket"], {}, /does not look like owner\/repo/],
    ["too much at a time", ["--concurrency", "1000"], {}, /^--concurrency must be/],
    ["parked and more", ["--parked", "--since", "1d"], {}, /^--parked takes no other option/],
    ["filling and more", ["--clickhouse", "--since", "1d"], {}, /^--clickhouse takes no other option/],
    ["filling without ClickHouse", ["--clickhouse"], {}, /^Where is ClickHouse\?/],
    ["parked without ClickHouse", ["--parked"], {}, /^Where is ClickHouse\?/],
    ["an unknown option", ["--wrong"], {}, /^Unknown option '--wrong'/],
    ["no HUD", [], { DYNAMODB_ENDPOINT: "" }, /^No HUD is running on/],
  ];
  test.each(cases)("%s", async (_name, args, env, sentence) => {
    const ran = await replay(args, env);
    expect(ran.code).toBe(2);
    expect(ran.err).toMatch(sentence);
    expect(ran.err).not.toMatch(/\n {4}at /);
  });
});

test("as a process", async () => {
  await receive("push", push());
  const child = spawn(process.execPath, ["--import", "tsx", "scripts/replay/main.ts", "--since", "1d"], {
    env: { NODE_ENV: "test", PATH: process.env.PATH, ...settings() },
    stdio: "ignore",
  });
  expect(await once(child, "exit")).toEqual([0, null]);
  expect(await names()).toEqual(["push"]);
});
