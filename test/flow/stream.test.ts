/** The stream loop: shards that split and close on a fake server, everything else on the real sidecar. */
import {
  CreateTableCommand,
  DeleteItemCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  PutItemCommand,
  waitUntilTableNotExists,
} from "@aws-sdk/client-dynamodb";
import { DynamoDBStreamsClient } from "@aws-sdk/client-dynamodb-streams";
import { setTimeout as sleep } from "node:timers/promises";
import { pino } from "pino";
import { Checkpoints, readHeartbeat } from "lib/store/checkpoints";
import { createTables } from "lib/store/tables";
import { startDynamodb, type TestDynamodb } from "test/kit/dynamodb";
import { type FakeStreams, startFakeStreams } from "test/kit/fake_streams";
import type { ChangeRecord, Consumer } from "workers/change_record";
import { StreamLoop } from "workers/stream";
import type { StreamOptions } from "workers/stream_options";

const log = pino({ level: "silent" });
const table_prefix = "stream-test-";
const quick: Partial<StreamOptions> = {
  ...{ poll_busy_ms: 5, poll_idle_ms: 20, describe_interval_ms: 100, find_table_interval_ms: 50, batch_age_ms: 10 },
  ...{ checkpoint_interval_ms: 50, heartbeat_busy_ms: 50, backoff: { first_ms: 10, most_ms: 100 } },
};

let dynamodb: TestDynamodb;
let loops: StreamLoop[] = [];
let suite = 0;
let consumer = "";
beforeAll(async () => {
  dynamodb = await startDynamodb();
  await createTables(dynamodb.client, table_prefix);
});
afterAll(() => dynamodb.stop());
beforeEach(() => {
  consumer = `consumer-${++suite}`;
});
afterEach(async () => {
  await Promise.all(loops.map((loop) => loop.stop()));
  loops = [];
});

interface Started {
  loop: StreamLoop;
  seen: ChangeRecord[];
  keys: () => string[];
}

function start(
  tables: string[],
  options: Partial<StreamOptions> = {},
  streams: DynamoDBStreamsClient = dynamodb.streams,
  consume: Consumer = async () => ({ failed: [], parked: 0 }),
): Started {
  const seen: ChangeRecord[] = [];
  const subscription = {
    name: consumer,
    tables,
    consume: async (batch: readonly ChangeRecord[]) => {
      const result = await consume(batch);
      seen.push(...batch.filter((record) => !result.failed.includes(record)));
      return result;
    },
  };
  const loop = new StreamLoop({ client: dynamodb.client, streams, table_prefix, log }, subscription, {
    ...quick,
    ...options,
  });
  loops.push(loop);
  return { loop, seen, keys: () => seen.map((record) => record.dynamoKey) };
}

async function until(condition: () => boolean | Promise<boolean>, what: string, patience_ms = 60_000): Promise<void> {
  const give_up_at = performance.now() + patience_ms;
  while (!(await condition())) {
    if (performance.now() > give_up_at) throw new Error(`Waited in vain until ${what}`);
    await sleep(10);
  }
}

const put = (client: DynamoDBClient, table: string, dynamoKey: string, count: number) =>
  client.send(
    new PutItemCommand({
      TableName: table_prefix + table,
      Item: { dynamoKey: { S: dynamoKey }, count: { N: `${count}` } },
    }),
  );

const putMany = (table: string, from: number, count: number) =>
  Promise.all(Array.from({ length: count }, (_, index) => put(dynamodb.client, table, `key-${from + index}`, index)));

const numbered = (from: number, count: number) => Array.from({ length: count }, (_, index) => `key-${from + index}`);

describe("on the real sidecar", () => {
  test("tells each change with its images, its moment and its order", async () => {
    const { seen } = start(["issues"]);
    await put(dynamodb.client, "issues", "a", 1);
    await put(dynamodb.client, "issues", "a", 2);
    await dynamodb.client.send(
      new DeleteItemCommand({ TableName: `${table_prefix}issues`, Key: { dynamoKey: { S: "a" } } }),
    );
    await until(() => seen.length === 3, "three changes are seen");
    expect(seen).toMatchObject([
      { table: "issues", dynamoKey: "a", event: "INSERT", new_image: { dynamoKey: "a", count: 1 } },
      { event: "MODIFY", new_image: { count: 2 } },
      { event: "REMOVE", old_image: { count: 2 } },
    ]);
    expect(seen.map((record) => record.sequence_number)).toEqual(
      seen.map((record) => record.sequence_number).toSorted(),
    );
    expect(Math.abs(Date.now() - Date.parse(seen[0]?.created_at ?? ""))).toBeLessThan(10_000);
  });

  test("goes on at its checkpoint after a stop: nothing twice, nothing left out", async () => {
    const first = start(["push"]);
    await putMany("push", 0, 300);
    await until(() => first.seen.length === 300, "the first 300 are seen");
    await first.loop.stop();
    await putMany("push", 300, 200);
    const second = start(["push"]);
    await until(() => second.seen.length === 200, "the other 200 are seen");
    await sleep(100);
    expect(second.keys().toSorted()).toEqual(numbered(300, 200).toSorted());
  });

  test("a loop that is lost without saving gives its records again", async () => {
    const lost = start(["push"], { checkpoint_interval_ms: 3_600_000 });
    await until(() => lost.seen.length >= 500, "what is there is seen");
    const again = start(["push"], { checkpoint_interval_ms: 3_600_000 });
    await until(() => again.seen.length >= 500, "it is seen again");
  });

  test("consumers have checkpoints of their own", async () => {
    const one = start(["push"]);
    await until(() => one.seen.length >= 500, "the first has seen all");
    await one.loop.stop();
    consumer += "-other";
    const other = start(["push"]);
    await until(() => other.seen.length >= 500, "the other has seen all, too");
  });

  test("waits for a table that is made later, and begins anew when one is made again", async () => {
    const table = "made-later";
    const TableName = table_prefix + table;
    const create = () =>
      dynamodb.client.send(
        new CreateTableCommand({
          ...{
            TableName,
            BillingMode: "PAY_PER_REQUEST",
            KeySchema: [{ AttributeName: "dynamoKey", KeyType: "HASH" }],
          },
          AttributeDefinitions: [{ AttributeName: "dynamoKey", AttributeType: "S" }],
          StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
        }),
      );
    const { keys } = start([table]);
    await sleep(150);
    await create();
    await put(dynamodb.client, table, "first", 1);
    await until(() => keys().includes("first"), "the first table's record is seen");
    await dynamodb.client.send(new DeleteTableCommand({ TableName }));
    await waitUntilTableNotExists({ client: dynamodb.client, maxWaitTime: 10, minDelay: 1 }, { TableName });
    await create();
    await put(dynamodb.client, table, "second", 1);
    await until(() => keys().includes("second"), "the second table's record is seen");
  });

  test("DynamoDB is killed and comes back: the same loop goes on, and so does one that starts later", async () => {
    const { loop, keys } = start(["workflow-run"]);
    await putMany("workflow-run", 0, 50);
    await until(() => new Set(keys()).size === 50, "the first 50 are seen");
    await sleep(200); // The checkpoint is saved.
    await dynamodb.kill();
    await sleep(200);
    await dynamodb.restart();
    await putMany("workflow-run", 50, 50);
    await until(() => new Set(keys()).size === 100, "all 100 are seen");
    expect(keys()).toHaveLength(100);
    await loop.stop();
    const later = start(["workflow-run"]);
    await putMany("workflow-run", 100, 1);
    await until(() => later.seen.length > 0, "the new one is seen");
    expect(later.keys()).toEqual(["key-100"]);
  });

  test("tells other processes how it is doing", async () => {
    expect(await readHeartbeat(dynamodb.client, table_prefix, consumer)).toBeNull();
    const { loop, seen } = start(["push", "issue-comment"]);
    await until(() => seen.length >= 500, "all is seen");
    await loop.stop();
    const heartbeat = await readHeartbeat(dynamodb.client, table_prefix, consumer);
    expect(heartbeat).toMatchObject({ consumer, replicated: 500, parked: 0, gaps: 0 });
    expect(heartbeat?.tables).toMatchObject({
      push: { lag_seconds: 0, records: 500, last_record_at: expect.any(String) },
      "issue-comment": { lag_seconds: 0, records: 0, last_record_at: null },
    });
  });
});

describe("on a server whose shards come and go", () => {
  let fake: FakeStreams;
  let streams: DynamoDBStreamsClient;
  const reading = (options: Partial<StreamOptions> = {}, consume?: Consumer) =>
    start(["issues"], options, streams, consume);

  beforeEach(async () => {
    fake = await startFakeStreams();
    const credentials = { accessKeyId: "test", secretAccessKey: "test" };
    streams = new DynamoDBStreamsClient({ endpoint: fake.url, region: "us-east-1", credentials, maxAttempts: 1 });
  });
  afterEach(async () => {
    await Promise.all(loops.map((loop) => loop.stop()));
    streams.destroy();
    await fake.stop();
  });

  test("parents before children, and children as soon as their parent is dealt with", async () => {
    // Listed child first, as DynamoDB may.
    fake.addShard("grandchild", "child-1");
    fake.addShard("child-1", "parent");
    fake.addShard("child-2", "parent");
    fake.addShard("parent", "long-forgotten");
    for (const shard of ["parent", "child-1", "child-2", "grandchild"]) fake.append(shard, 50);
    fake.close("parent");
    fake.close("child-1");
    const { keys } = reading({ describe_interval_ms: 60_000, read_records_max: 20 });
    await until(() => keys().length === 200, "all four shards are read");
    const place = (key: string): number => keys().indexOf(key);
    for (const child of ["child-1/1", "child-2/1"]) expect(place(child)).toBeGreaterThan(place("parent/50"));
    expect(place("grandchild/1")).toBeGreaterThan(place("child-1/50"));
    for (const shard of ["parent", "child-1", "child-2", "grandchild"]) {
      const of_shard = keys().filter((key) => key.startsWith(`${shard}/`));
      expect(of_shard).toEqual(Array.from({ length: 50 }, (_, index) => `${shard}/${index + 1}`));
    }
  });

  test("a shard that is read to its end is not read again, and is forgotten when the stream forgets it", async () => {
    fake.addShard("parent");
    fake.addShard("child", "parent");
    fake.append("parent", 5);
    fake.close("parent");
    const first = reading();
    const checkpoints = new Checkpoints(dynamodb.client, table_prefix, consumer);
    await until(() => first.seen.length === 5, "the parent is read");
    fake.append("child", 5);
    await until(() => first.seen.length === 10, "the child is read");
    await first.loop.stop();

    const second = reading();
    fake.append("child", 1);
    await until(() => second.seen.length > 0, "the child's new record is read");
    expect(second.keys()).toEqual(["child/6"]);
    await second.loop.stop();

    fake.shards.delete("parent");
    const third = reading();
    fake.append("child", 1);
    await until(() => third.seen.length > 0, "the child's newest record is read");
    const arn = await streamArn();
    await until(async () => (await checkpoints.read("issues", "parent", arn)) === null, "the parent is forgotten");
    expect(await checkpoints.read("issues", "child", arn)).not.toBeNull();
  });

  test("a shard that appears later is found", async () => {
    fake.addShard("one");
    const { keys } = reading();
    await sleep(150);
    fake.addShard("two");
    fake.append("two", 3);
    await until(() => keys().length === 3, "the new shard is read");
  });

  test("expired iterators and failures of the server lose and repeat nothing", async () => {
    fake.addShard("one");
    const { keys } = reading({ read_records_max: 10 });
    for (let round = 0; round < 10; round++) {
      fake.append("one", 25);
      if (round % 3 === 0) fake.expireIterators();
      if (round % 3 === 1) fake.failing = 3;
      await sleep(20);
    }
    await until(() => keys().length >= 250, "all is read");
    expect(keys()).toEqual(Array.from({ length: 250 }, (_, index) => `one/${index + 1}`));
  });

  test("what the stream has forgotten is counted as a gap, and reading goes on at the oldest record", async () => {
    fake.addShard("one");
    fake.append("one", 10);
    const first = reading();
    await until(() => first.seen.length === 10, "the first ten are read");
    await first.loop.stop();
    fake.append("one", 40);
    Object.assign(fake.shards.get("one") ?? {}, { trimmed: 30 });
    const second = reading();
    await until(() => second.seen.length === 20, "the last twenty are read");
    expect(second.keys()[0]).toBe("one/31");
    expect(second.loop.health().gaps).toBe(1);
  });

  test("reads no further while its consumer is behind", async () => {
    fake.addShard("one");
    fake.append("one", 500);
    const gate = { open: false };
    const limits = { batch_records_max: 20, read_records_max: 20, waiting_batches_max: 2 };
    const { loop, seen } = reading(limits, async (batch) =>
      gate.open ? { failed: [], parked: 0 } : { failed: batch, parked: 0, error: new Error("away") },
    );
    await until(() => loop.health().retries > 5, "the consumer has refused its batch for a while");
    // One batch at work and two that wait.
    expect(fake.calls.get("GetRecords")).toBe(3);
    expect(loop.health()).toMatchObject({ replicated: 0, tables: { issues: { records: 0 } } });
    await sleep(1_100); // The stream tells times to the second.
    expect(loop.health().tables.issues?.lag_seconds).toBeGreaterThan(1);
    gate.open = true;
    await until(() => seen.length >= 500, "all is seen");
  });

  test("a closed shard's children wait until its last record has been dealt with", async () => {
    fake.addShard("parent");
    fake.addShard("child", "parent");
    fake.append("parent", 3);
    fake.append("child", 3);
    fake.close("parent");
    const gate = { open: false };
    const { keys, loop } = reading({}, async (batch) =>
      gate.open ? { failed: [], parked: 0 } : { failed: batch, parked: 0, error: new Error("away") },
    );
    await until(() => loop.health().retries > 3, "the parent's records were refused for a while");
    expect([...keys()]).toEqual([]);
    gate.open = true;
    await until(() => keys().length === 6, "all is read");
    expect(keys().slice(0, 3)).toEqual(["parent/1", "parent/2", "parent/3"]);
  });

  async function streamArn(): Promise<string> {
    const { Table } = await dynamodb.client.send(new DescribeTableCommand({ TableName: `${table_prefix}issues` }));
    return Table?.LatestStreamArn ?? "";
  }
});
