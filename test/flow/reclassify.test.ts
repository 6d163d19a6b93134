/** Holding history against new rules, on the real engines: what is left of a log decides where it is read again. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { ruleCounts } from "clickhouse_queries/rule_counts/query";
import { logKey } from "lib/logs/log_key";
import { classifyJob, findJob } from "lib/logs/job_log";
import { keepLog } from "lib/logs/keep";
import { removeLines } from "lib/logs/line_table";
import { type ReclassifyReply, ReclassifyRequest } from "lib/model/failure_rule";
import { record_kinds } from "lib/model/records/index";
import { rulesReply } from "lib/server/failure_rules";
import { reclassify } from "lib/server/reclassify";
import { createTables } from "lib/store/tables";
import { startDynamodb, type TestDynamodb } from "test/kit/dynamodb";
import { sampleJob } from "test/kit/sample_records";
import { servicesWith } from "test/kit/services";
import { storedRecords } from "test/kit/stored_records";
import { insertAll, startWarehouse, type TestWarehouse } from "test/kit/warehouse";

jest.setTimeout(120_000);
let warehouse: TestWarehouse;
let dynamodb: TestDynamodb;
let folder = "";
let services: ReturnType<typeof servicesWith>;

beforeAll(async () => {
  [warehouse, dynamodb] = await Promise.all([startWarehouse(), startDynamodb()]);
  folder = await mkdtemp(path.join(tmpdir(), "hud-reclassify-"));
  services = servicesWith(warehouse, { HUD_ARCHIVE: `file:${folder}`, DYNAMODB_ENDPOINT: dynamodb.url });
  await createTables(dynamodb.client, services.config.dynamodb.table_prefix);
});
afterAll(async () => {
  await services.close();
  await Promise.all([warehouse.stop(), dynamodb.stop()]);
  await rm(folder, { recursive: true, force: true });
});

const known_log = "one\nsrc/a.cpp:7:18: error: 'Shape' has no member named 'rank'\nlast\n";
const strange_log = "one\nzorg complains about alpha\nlast\n";
const minutesAgo = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();
let last_job = 70_000;

/** A failed job of `repo` whose log is kept and classified. */
async function failed(repo: string, text: string, completed_at = minutesAgo(1)): Promise<number> {
  const id = ++last_job;
  const job = { dynamoKey: `${repo}/${id}`, repo, conclusion: "failure" as const, completed_at };
  await services.store.merge(sampleJob(id, job));
  const source = (async function* () {
    yield await Promise.resolve(Buffer.from(text));
  })();
  await keepLog(services.archive, { repo, job_id: id }, source);
  const stored = await findJob(services.store, repo, id);
  if (!stored) throw new Error("It was stored just now");
  await classifyJob(services.logs, stored);
  return id;
}

async function replicate(): Promise<void> {
  const stored = await storedRecords(dynamodb.client, services.config.dynamodb.table_prefix);
  const kinds = record_kinds.filter(({ name }) => name === "workflow_job");
  let revision = Date.now();
  for (const kind of kinds) {
    const records = Object.values(stored[kind.name] ?? {}).map((record) => kind.schema.parse(record));
    await insertAll(
      warehouse.client,
      records.flatMap((record) => kind.rows(record, ++revision)),
    );
  }
}

const again = (request: object, patience?: { patience_ms: number }): Promise<ReclassifyReply> =>
  reclassify(services, ReclassifyRequest.parse(request), patience);
const ruleOf = async (repo: string, id: number) => (await findJob(services.store, repo, id))?.log?.rule;
const saveZorg = (repo: string) =>
  services.saved_rules.save({
    ...{ name: "Zorg", pattern: "zorg complains about (\\w+)", repo, priority: null, category: null },
  });

describe("a log whose lines are no more in ClickHouse", () => {
  test("is read again from the archive, and its lines are back", async () => {
    const repo = "octo/rebuilt";
    const [known, strange] = [await failed(repo, known_log), await failed(repo, strange_log)];
    await replicate();
    for (const job_id of [known, strange]) await removeLines(warehouse.client, { repo, job_id });
    await saveZorg(repo);

    expect(await again({ repo })).toMatchObject({ examined: 2, changed: 1, skipped: 0, left: 0, next: null });
    expect(await ruleOf(repo, known)).toBe("C++: compile error");
    expect(await ruleOf(repo, strange)).toBe("Zorg");
    const lines = await warehouse.client.query({
      query: "SELECT count() AS lines FROM log_line WHERE repo = {repo:String}",
      query_params: { repo },
      format: "JSONEachRow",
    });
    expect(await lines.json()).toEqual([{ lines: 6 }]);
  });

  test("nor in the archive keeps what was found in it, and is counted as skipped", async () => {
    const repo = "octo/cleared";
    const [gone, there] = [await failed(repo, known_log), await failed(repo, known_log)];
    await replicate();
    await removeLines(warehouse.client, { repo, job_id: gone });
    await rm(path.join(folder, logKey(repo, gone)));

    expect(await again({ repo })).toMatchObject({ examined: 1, changed: 0, skipped: 1, left: 0, next: null });
    expect(await ruleOf(repo, gone)).toBe("C++: compile error");
    expect(await ruleOf(repo, there)).toBe("C++: compile error");
  });

  test("is read whole when only some of its lines are there", async () => {
    const repo = "octo/half";
    const id = await failed(repo, known_log);
    await replicate();
    const half = "DELETE FROM log_line WHERE repo = {repo:String} AND line_num = 2";
    await warehouse.client.command({ query: half, query_params: { repo } });
    expect(await again({ repo })).toMatchObject({ examined: 1, changed: 0, skipped: 0 });
    expect(await ruleOf(repo, id)).toBe("C++: compile error");
  });
});

test("a rule that catches other words in the same line changes what was found", async () => {
  const repo = "octo/groups";
  const [here, archived] = [await failed(repo, strange_log), await failed(repo, strange_log)];
  await saveZorg(repo);
  const capturesOf = async (id: number) => (await findJob(services.store, repo, id))?.log?.captures;
  await replicate();
  expect(await again({ repo })).toMatchObject({ examined: 2, changed: 2 });
  await replicate();
  expect(await again({ repo })).toMatchObject({ examined: 2, changed: 0 });
  await services.saved_rules.save({
    ...{ name: "Zorg", pattern: "(zorg) complains about", repo, priority: null, category: null },
  });
  await removeLines(warehouse.client, { repo, job_id: archived });
  expect(await again({ repo })).toMatchObject({ examined: 2, changed: 2, skipped: 0 });
  expect([await capturesOf(here), await capturesOf(archived)]).toEqual([["zorg"], ["zorg"]]);
});

describe("a long history", () => {
  const repo = "octo/long";
  const ids: number[] = [];
  beforeAll(async () => {
    const same_moment = minutesAgo(30);
    for (const completed_at of [minutesAgo(50), same_moment, same_moment, same_moment, minutesAgo(9)]) {
      ids.push(await failed(repo, strange_log, completed_at));
    }
    await replicate();
    await saveZorg(repo);
  });

  async function pages(request: object, patience?: { patience_ms: number }): Promise<ReclassifyReply[]> {
    const replies = [await again({ repo, ...request }, patience)];
    for (let { next } = replies[0] ?? { next: null }; next !== null; next = replies.at(-1)?.next ?? null) {
      replies.push(await again({ repo, ...request, after: next }, patience));
    }
    return replies;
  }

  test("is gone through in pages, each log once, whatever ended in the same moment", async () => {
    const replies = await pages({ limit: 2 });
    expect(replies.map(({ examined, changed, left }) => [examined, changed, left])).toEqual([
      [2, 2, 3],
      [2, 2, 1],
      [1, 1, 0],
    ]);
    for (const id of ids) expect(await ruleOf(repo, id)).toBe("Zorg");
  });

  test("is left where time is up, and gone on with from there", async () => {
    for (const job_id of ids) await removeLines(warehouse.client, { repo, job_id });
    const replies = await pages({}, { patience_ms: 0 });
    expect(replies.map(({ examined, left }) => [examined, left])).toEqual([4, 3, 2, 1, 0].map((left) => [1, left]));
  });

  test("has its rules counted for itself, and for all", async () => {
    await replicate();
    const fired = async (of: string | null) =>
      (await rulesReply(services, of)).rules.find(({ name }) => name === "C++: compile error")?.fired_14d;
    expect(await fired("octo/cleared")).toBe(2);
    expect(await fired(repo)).toBe(0);
    expect(await fired(null)).toBeGreaterThanOrEqual(4);
    const counted = await warehouse.ask(ruleCounts, { repo });
    expect(counted.map(({ rule, jobs }) => [rule, jobs])).toEqual([["Zorg", 5]]);
    // A rule that is saved for another repository is not in force here.
    const { rules } = await rulesReply(services, "octo/cleared");
    expect(rules.filter(({ name }) => name === "Zorg")).toEqual([]);
  });
});
