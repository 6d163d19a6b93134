/** The workers as Lambda functions: DynamoDB's events in, partial batch responses out. */
import { marshall } from "@aws-sdk/util-dynamodb";
import type { Context, DynamoDBRecord, DynamoDBStreamEvent } from "aws-lambda";
import { pino } from "pino";
import type { Heard } from "lib/model/records/kind";
import { Checkpoints, readHeartbeat } from "lib/store/checkpoints";
import { countParked } from "lib/store/parked";
import { readRepository } from "lib/store/repositories";
import { createTables } from "lib/store/tables";
import { migrate } from "lib/warehouse/migrate";
import { type ClickhouseKit, startClickhouse } from "test/kit/clickhouse";
import { startDynamodb, type TestDynamodb } from "test/kit/dynamodb";
import { sampleJob, storedItem } from "test/kit/sample_records";
import type { BatchResult, ChangeRecord } from "workers/change_record";
import { EventHeartbeat } from "workers/event_heartbeat";
import { consumeEvent, noteLogs, replicate } from "workers/lambda";
import { Replicator } from "workers/replicator";

const log = pino({ level: "silent" });
const table_prefix = "torchci-";
const arn = "arn:aws:dynamodb:us-east-1:123456789012:table/torchci-workflow-job/stream/2026-01-01T00:00:00.000";

function wire(heard: Heard, sequence: number, changes: Record<string, unknown> = {}): DynamoDBRecord {
  const NewImage = marshall({ ...storedItem(heard), ...changes }) as NonNullable<
    DynamoDBRecord["dynamodb"]
  >["NewImage"];
  return {
    ...{ eventName: "INSERT", eventSource: "aws:dynamodb", eventSourceARN: arn },
    dynamodb: {
      ...{ Keys: { dynamoKey: { S: heard.record.dynamoKey } }, SequenceNumber: `${sequence}`, NewImage },
      ...{ ApproximateCreationDateTime: 1_767_225_600, SizeBytes: 1_000, StreamViewType: "NEW_AND_OLD_IMAGES" },
    },
  };
}

const eventOf = (...Records: DynamoDBRecord[]): DynamoDBStreamEvent => ({ Records });

test("a consumer sees the event as a batch of changes of its table", async () => {
  const seen: ChangeRecord[] = [];
  const consume = async (batch: readonly ChangeRecord[]) => {
    seen.push(...batch);
    return { failed: [], parked: 0 };
  };
  const response = await consumeEvent(eventOf(wire(sampleJob(1), 100)), { consume, table_prefix, log });
  expect(response).toEqual({ batchItemFailures: [] });
  expect(seen).toMatchObject([
    {
      ...{ table: "workflow-job", dynamoKey: "octo/app/1", event: "INSERT", sequence_number: "100" },
      ...{ created_at: "2026-01-01T00:00:00.000Z", new_image: { id: 1, revision: 1 } },
    },
  ]);
});

test("of several failures the first in order is told, whatever order the consumer names them in", async () => {
  const consume = async (batch: readonly ChangeRecord[]) => ({ failed: batch.slice(1).toReversed(), parked: 0 });
  const event = eventOf(...[1, 2, 3].map((id) => wire(sampleJob(id), 100 + id)));
  expect(await consumeEvent(event, { consume, table_prefix, log })).toEqual({
    batchItemFailures: [{ itemIdentifier: "102" }],
  });
});

test("a stream of a table that is not ours fails loudly", async () => {
  const consume = async () => ({ failed: [], parked: 0 });
  const event = eventOf({ ...wire(sampleJob(1), 1), eventSourceARN: arn.replace("torchci-", "other-") });
  await expect(consumeEvent(event, { consume, table_prefix, log })).rejects.toThrow(
    "Not a stream of one of our tables",
  );
});

describe("the replicator", () => {
  let dynamodb: TestDynamodb;
  let clickhouse: ClickhouseKit;
  beforeAll(async () => {
    [dynamodb, clickhouse] = await Promise.all([startDynamodb(), startClickhouse()]);
    await Promise.all([createTables(dynamodb.client, table_prefix), migrate(clickhouse.client)]);
  });
  afterAll(() => Promise.all([dynamodb.stop(), clickhouse.stop()]));

  test("inserts, parks what is bad, and has everything given again while ClickHouse is away", async () => {
    const replicator = new Replicator({ client: dynamodb.client, warehouse: clickhouse.client, table_prefix, log });
    const invoke = async (event: DynamoDBStreamEvent) => {
      const response = await consumeEvent(event, { consume: replicator.consume, table_prefix, log });
      await replicator.flush();
      return response;
    };
    const event = eventOf(wire(sampleJob(1), 1), wire(sampleJob(2), 2, { head_sha: "bad" }), wire(sampleJob(3), 3));
    expect(await invoke(event)).toEqual({ batchItemFailures: [] });
    const result = await clickhouse.client.query({
      query: "SELECT dynamoKey FROM workflow_job FINAL ORDER BY dynamoKey",
      format: "JSONEachRow",
    });
    expect(await result.json()).toEqual([{ dynamoKey: "octo/app/1" }, { dynamoKey: "octo/app/3" }]);
    expect(await countParked(dynamodb.client, table_prefix, "replicator")).toBe(1);
    const repository = await readRepository(dynamodb.client, table_prefix, "octo/app");
    expect(repository).toMatchObject({ replicated_at: "2026-01-01T00:00:00.000Z" });

    await clickhouse.kill();
    expect(await invoke(eventOf(wire(sampleJob(4), 4), wire(sampleJob(5), 5)))).toEqual({
      batchItemFailures: [{ itemIdentifier: "4" }],
    });
    await clickhouse.restart();
    expect(await invoke(eventOf(wire(sampleJob(4), 4), wire(sampleJob(5), 5)))).toEqual({ batchItemFailures: [] });
  });

  test("its handler is made of the environment, and tells the pages how it went", async () => {
    const engines = { DYNAMODB_ENDPOINT: dynamodb.url, CLICKHOUSE_URL: clickhouse.url, LOG_LEVEL: "silent" };
    const environment = jest.replaceProperty(process, "env", { ...process.env, ...engines });
    const event = eventOf(wire(sampleJob(6), 6));
    const context = {} as Context; // The handlers read nothing of it.
    expect(await replicate(event, context, () => undefined)).toEqual({ batchItemFailures: [] });
    expect(await noteLogs(event, context, () => undefined)).toEqual({ batchItemFailures: [] });
    environment.restore();
    for (const name of ["replicator", "log-keeper"]) {
      const told = await readHeartbeat(dynamodb.client, table_prefix, name);
      expect(told).toMatchObject({ replicated: 1, tables: { "workflow-job": { lag_seconds: 0, records: 1 } } });
    }
  });
});

describe("the heartbeat", () => {
  let dynamodb: TestDynamodb;
  /** One of each test's own. */
  let name = "";
  let tests = 0;
  beforeAll(async () => {
    dynamodb = await startDynamodb();
    await createTables(dynamodb.client, table_prefix);
  });
  beforeEach(() => {
    name = `consumer-${++tests}`;
  });
  afterAll(() => dynamodb.stop());

  const read = () => readHeartbeat(dynamodb.client, table_prefix, name);
  const container = (interval_ms?: number) =>
    new EventHeartbeat(
      { client: dynamodb.client, table_prefix, log },
      name,
      interval_ms === undefined ? {} : { interval_ms },
    );
  const record = (table: string, id: number, seconds_ago = 0): ChangeRecord => ({
    ...{ table, dynamoKey: `${id}`, event: "INSERT", sequence_number: `${id}` },
    created_at: new Date(Date.now() - seconds_ago * 1000).toISOString(),
  });
  const good = async (): Promise<BatchResult> => ({ failed: [], parked: 0 });
  const bad = async (batch: readonly ChangeRecord[]): Promise<BatchResult> => ({ failed: batch, parked: 0 });

  test("is told after a batch, then not again for some seconds, and nothing of it is lost", async () => {
    const slow = container();
    expect(await read()).toBeNull();
    const first = record("push", 1);
    await slow.around(async () => ({ failed: [], parked: 1 }))([first, record("push", 2, 5)]);
    const told = await read();
    expect(told).toMatchObject({ consumer: name, replicated: 1, parked: 1, retries: 0, gaps: 0 });
    expect(told?.tables).toEqual({
      push: { lag_seconds: 0, last_record_at: first.created_at, records: 2, told_at: expect.any(String) },
    });
    for (const id of [3, 4, 5]) await slow.around(good)([record("issues", id)]);
    expect(await read()).toEqual(told);

    // A failure is told at once, and with it what has waited.
    await slow.around(bad)([record("issues", 6)]);
    expect(await read()).toMatchObject({
      ...{ started_at: told?.started_at, replicated: 4, retries: 1 },
      tables: { push: { records: 2 }, issues: { records: 3 } },
    });

    const quick = container(0);
    for (const id of [6, 7, 8]) await quick.around(good)([record("issues", id)]);
    expect(await read()).toMatchObject({ replicated: 7, tables: { issues: { lag_seconds: 0, records: 6 } } });
  });

  test("tells at once that a table fails, since when, and that it goes on", async () => {
    const told_by = container();
    await told_by.around(good)([record("push", 1)]);
    await told_by.around(bad)([record("push", 2, 50), record("push", 3, 90)]);
    const failing = await read();
    expect(failing).toMatchObject({ replicated: 1, retries: 1, tables: { push: { records: 1 } } });
    expect(failing?.tables.push?.lag_seconds).toBeGreaterThanOrEqual(90);
    expect(failing?.tables.push?.lag_seconds).toBeLessThan(120);
    await told_by.around(good)([record("push", 2, 50), record("push", 3, 90)]);
    expect(await read()).toMatchObject({ replicated: 3, retries: 1, tables: { push: { lag_seconds: 0, records: 3 } } });
  });

  test("a batch that throws still throws, and is told to fail", async () => {
    const broken = container().around(() => Promise.reject(new Error("DynamoDB is away")));
    await expect(broken([record("push", 1)])).rejects.toThrow("DynamoDB is away");
    expect(await read()).toMatchObject({ replicated: 0, retries: 1, tables: { push: { lag_seconds: 1, records: 0 } } });
  });

  test("containers that beat at once lose nothing of each other's", async () => {
    const tables = ["push", "issues", "issue-comment"];
    const containers = tables.map((table) => ({ table, told_by: container(0) }));
    await Promise.all(containers.map(({ table, told_by }) => told_by.around(good)([record(table, 1)])));
    await Promise.all(containers.map(({ table, told_by }) => told_by.around(good)([record(table, 2)])));
    const told = await read();
    expect(told?.replicated).toBe(6);
    expect(Object.keys(told?.tables ?? {}).toSorted()).toEqual(tables.toSorted());
  });

  test("leaves a loop's that runs beside it, and takes over one that has stopped", async () => {
    const checkpoints = new Checkpoints(dynamodb.client, table_prefix, name);
    const counts = { replicated: 7, parked: 0, retries: 0, gaps: 0 };
    const tables = { push: { lag_seconds: 0, last_record_at: null, records: 7 } };
    const loop = (updated_at: string) => ({ consumer: name, started_at: updated_at, updated_at, tables, ...counts });
    const beating = loop(new Date().toISOString());
    await checkpoints.beat(beating);
    const told_by = container(0);
    await told_by.around(good)([record("push", 1)]);
    expect(await read()).toEqual(beating);
    await checkpoints.beat(loop(new Date(Date.now() - 60_000).toISOString()));
    await told_by.around(good)([record("push", 2)]);
    expect(await read()).toMatchObject({
      replicated: 1,
      tables: { push: { records: 1, told_at: expect.any(String) } },
    });
  });

  test("that cannot be saved fails no batch, holds it up no longer than its patience, and is told later", async () => {
    const away = { client: dynamodb.client, table_prefix: "not-there-", log };
    const batch = [record("push", 1)];
    expect(await new EventHeartbeat(away, name).around(bad)(batch)).toEqual({ failed: batch, parked: 0 });

    const send = jest.spyOn(dynamodb.client, "send").mockImplementation(() => new Promise(() => undefined));
    const impatient = new EventHeartbeat({ ...away, table_prefix }, name, { interval_ms: 0, patience_ms: 1_000 });
    expect(await impatient.around(good)(batch)).toEqual({ failed: [], parked: 0 });
    send.mockRestore();
    await impatient.around(good)(batch);
    expect(await read()).toMatchObject({ tables: { push: { records: 1 } } });
  });
});
