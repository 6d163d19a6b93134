/** The store on the real engine: many writers, any order, and never a lost update. */
import { PutItemCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import type { Heard } from "lib/model/records/kind";
import { record_kinds } from "lib/model/records/index";
import { parseStored, RecordStore } from "lib/store/record_store";
import { createTables, recordTable } from "lib/store/tables";
import type { Delivery } from "test/kit/deliveries";
import * as make from "test/kit/deliveries";
import { startDynamodb, type TestDynamodb } from "test/kit/dynamodb";
import { fold, foldRecords, recordsIn, recordsOf } from "test/kit/fold";
import { traffic } from "test/kit/histories";
import fc from "fast-check";
import { ZodError } from "zod";

const prefix = "test-";
let dynamodb: TestDynamodb;
let store: RecordStore;
/** Stores of their own, as five processes have. */
let processes: RecordStore[] = [];
const ofProcess = (index: number): RecordStore => processes[index % processes.length] ?? store;
let retries = 0;
let unique = 1_000;

beforeAll(async () => {
  dynamodb = await startDynamodb();
  await Promise.all([createTables(dynamodb.client, prefix), createTables(dynamodb.client, prefix)]);
  store = new RecordStore(dynamodb.client, prefix);
  processes = Array.from({ length: 5 }, () => new RecordStore(dynamodb.client, prefix, () => retries++));
});
afterAll(() => dynamodb.stop());

function heardOne(delivery: Delivery): Heard {
  const [heard, ...rest] = recordsOf([delivery]);
  if (!heard || rest.length > 0) throw new Error("not one record");
  return heard;
}

const find = (heard: Heard) => store.find(heard.kind, heard.record.dynamoKey);

async function everything() {
  const items = await Promise.all(
    record_kinds.map(async (kind) => {
      const { Items } = await dynamodb.client.send(new ScanCommand({ TableName: recordTable(prefix, kind) }));
      return (Items ?? []).map((item) => ({ kind, record: parseStored(kind, unmarshall(item)).record }));
    }),
  );
  return items.flat();
}

/** The life of one job: every delivery differs, and all of them together have one end. */
function lifeOfJob(id: number, length: number): Heard[] {
  return Array.from({ length }, (_, step) => {
    const completed = step === length - 1;
    return heardOne(
      make.job({
        id,
        status: completed ? "completed" : step === 0 ? "queued" : "in_progress",
        conclusion: completed ? "success" : null,
        completed_at: completed ? make.at(length) : null,
        runner_name: step === 3 ? "runner 4" : null,
        steps: Array.from({ length: step }, (_, number) => ({ name: `step ${number}`, status: "completed", number })),
      }),
    );
  });
}

/** The clock stands still, for telling how often a record was written by its revision. */
const first_revision = Date.now();
beforeEach(() => jest.spyOn(Date, "now").mockReturnValue(first_revision));
afterEach(() => jest.restoreAllMocks());

test("a first sighting is stored, the same again changes nothing", async () => {
  const heard = heardOne(make.job({ id: unique++ }));
  expect(await find(heard)).toBeUndefined();
  expect(await store.merge(heard)).toBe("stored");
  expect(await store.merge(heard)).toBe("unchanged");
  expect(await find(heard)).toEqual({ record: heard.record, revision: first_revision });
});

test("an older sighting leaves the revision alone; a newer one counts it up", async () => {
  const [queued, running, done] = lifeOfJob(unique++, 3);
  if (!queued || !running || !done) throw new Error("too short");
  expect(await store.merge(running)).toBe("stored");
  expect(await store.merge(queued)).toBe("unchanged");
  expect((await find(done))?.revision).toBe(first_revision);
  expect(await store.merge(done)).toBe("stored");
  expect(await store.merge(running)).toBe("unchanged");
  expect(await find(done)).toMatchObject({ record: { status: "completed" }, revision: first_revision + 1 });
});

test("the writers of one process take turns: none of them ever loses a race", async () => {
  let races = 0;
  const alone = new RecordStore(dynamodb.client, prefix, () => races++);
  const life = lifeOfJob(unique++, 20);
  await Promise.all(life.map((heard) => alone.merge(heard)));
  expect(races).toBe(0);
  const [heard] = life;
  expect(heard && (await find(heard))?.record).toEqual(recordsIn(foldRecords(life))[0]);
});

test("fifty writers of one key at once: every update counts, none is lost", async () => {
  const id = unique++;
  const life = lifeOfJob(id, 50);
  const last = life.at(-1);
  if (!last) throw new Error("too short");
  const outcomes = await Promise.all(
    life
      .toReversed()
      .concat(life)
      .map((heard, index) => ofProcess(index).merge(heard)),
  );
  const end = await find(last);
  expect(end?.record).toEqual(recordsIn(foldRecords(life))[0]);
  // Each write that was made is one revision.
  expect(end?.revision).toBe(first_revision + outcomes.filter((outcome) => outcome === "stored").length - 1);
});

test("fifty writers whose facts all add up: a pull request keeps every head", async () => {
  retries = 0;
  const number = unique++;
  const pulls = Array.from({ length: 50 }, (_, index) =>
    heardOne(
      make.pull({
        number,
        updated_at: make.at(index),
        head: { ref: "topic", sha: make.sha(`head ${index}`), repo: { full_name: make.repo } },
      }),
    ),
  );
  const outcomes = await Promise.all(pulls.map((heard, index) => ofProcess(index).merge(heard)));
  const [first] = pulls;
  const end = first && (await find(first));
  expect(end?.record).toEqual(recordsIn(foldRecords(pulls))[0]);
  expect(end?.revision).toBe(first_revision + outcomes.filter((outcome) => outcome === "stored").length - 1);
  expect(retries).toBeGreaterThan(0);
}, 120_000);

test("every order of a job's life ends alike", async () => {
  const orders = [
    [0, 1, 2, 3],
    [3, 2, 1, 0],
    [1, 3, 0, 2],
    [2, 0, 3, 1],
    [3, 0, 1, 2, 3, 0],
    [0, 0, 3, 3, 1, 2],
  ];
  for (const order of orders) {
    const life = lifeOfJob(unique++, 5);
    for (const step of order) {
      const heard = life[step];
      if (heard) await store.merge(heard);
    }
    const told = order.flatMap((step) => life[step] ?? []);
    const [heard] = life;
    expect(heard && (await find(heard))?.record).toEqual(recordsIn(foldRecords(told))[0]);
  }
});

test("random traffic, eight at a time, a third of it twice: the store ends with what folding ends with", async () => {
  const histories = fc.sample(traffic, { numRuns: 12, seed: 7 });
  const told = histories.flat();
  const all = recordsOf([...told, ...told.filter((_, index) => index % 3 === 0)]);
  const queue = all.map((heard, index) => ({ heard, at: (index * 7_919) % all.length })).sort((a, b) => a.at - b.at);
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (let next = queue.pop(); next; next = queue.pop()) await store.merge(next.heard);
    }),
  );
  const stored = new Map((await everything()).map(({ kind, record }) => [`${kind.name} ${record.dynamoKey}`, record]));
  for (const [key, { record }] of fold(told)) expect(stored.get(key)).toEqual(record);
}, 120_000);

test("the largest records that GitHub can cause are stored", async () => {
  const commits = Array.from({ length: 2_048 }, (_, n) =>
    make.commit(`c${n}`, { message: "😀".repeat(2_000), timestamp: make.at(n) }),
  );
  const push = heardOne(make.push(9_000, { ref: "refs/heads/large", commits, head_commit: commits.at(-1) }));
  const text = "é".repeat(1_000_000);
  const body = heardOne(make.issueComment({ id: unique++, body: "é".repeat(140_000) }));
  const dropped = heardOne(make.issueComment({ id: unique++, body: text }));
  for (const heard of [push, body, dropped]) {
    expect(await store.merge(heard)).toBe("stored");
    expect(await store.merge(heard)).toBe("unchanged");
    expect((await find(heard))?.record).toEqual(heard.record);
  }
});

test("hostile text comes back as it went in", async () => {
  const words = "NUL \u0000 é😀 \u202e lone \ud800 \u2028 '\"\\";
  for (const heard of recordsOf([
    make.job({ id: unique++, name: words, labels: [words] }),
    make.push(1, { ref: `refs/heads/${words}` }),
    make.pull({ number: unique++, title: words }, "labeled", { label: { name: words } }),
  ])) {
    expect(await store.merge(heard)).toBe("stored");
    expect(await store.merge(heard)).toBe("unchanged");
  }
});

describe("an item that this version does not understand", () => {
  const put = async (heard: Heard, item: Record<string, unknown>) => {
    await dynamodb.client.send(
      new PutItemCommand({ TableName: recordTable(prefix, heard.kind), Item: marshall(item) }),
    );
  };

  test.each([
    ["of an older shape", (record: object) => ({ ...record, steps: undefined, revision: 3 }), /steps/],
    ["of a newer shape", (record: object) => ({ ...record, hologram: 1, revision: 3 }), /hologram/],
    ["without a revision", (record: object) => record, /revision/],
    ["with a broken one", (record: object) => ({ ...record, revision: "three" }), /revision/],
  ])("%s is refused by its kind, key and field, and left as it is", async (_what, change, named) => {
    const heard = heardOne(make.job({ id: unique++ }));
    await put(heard, JSON.parse(JSON.stringify(change(heard.record))));
    const refused: unknown = await store.merge(heard).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ZodError);
    expect(String(refused)).toContain(heard.record.dynamoKey);
    expect(String(refused)).toContain("workflow_job");
    expect(String(refused)).toMatch(named);
    await expect(find(heard)).rejects.toBeInstanceOf(ZodError);
  });
});

test("with no table the error is the engine's, and nothing is swallowed", async () => {
  const elsewhere = new RecordStore(dynamodb.client, "nowhere-");
  await expect(elsewhere.merge(heardOne(make.job()))).rejects.toThrow(/not found|resource/i);
});
