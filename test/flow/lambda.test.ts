/** The workers as Lambda functions: DynamoDB's events in, partial batch responses out. */
import { marshall } from "@aws-sdk/util-dynamodb";
import type { DynamoDBRecord, DynamoDBStreamEvent } from "aws-lambda";
import { pino } from "pino";
import type { Heard } from "lib/model/records/kind";
import { countParked } from "lib/store/parked";
import { readRepository } from "lib/store/repositories";
import { createTables } from "lib/store/tables";
import { migrate } from "lib/warehouse/migrate";
import { type ClickhouseKit, startClickhouse } from "test/kit/clickhouse";
import { startDynamodb, type TestDynamodb } from "test/kit/dynamodb";
import { sampleJob, storedItem } from "test/kit/sample_records";
import type { ChangeRecord } from "workers/change_record";
import { consumeEvent } from "workers/lambda";
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
});
