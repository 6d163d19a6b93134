/** Trimming and expiry, on a server in this process whose clock the test moves. */
import { DynamoDBClient, PutItemCommand, UpdateTableCommand } from "@aws-sdk/client-dynamodb";
import {
  DynamoDBStreamsClient,
  ExpiredIteratorException,
  GetRecordsCommand,
  ListStreamsCommand,
  TrimmedDataAccessException,
} from "@aws-sdk/client-dynamodb-streams";
import { startDynamodbServer, type DynamodbServer } from "engines/dynamodb/server";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createStreamedTable, drain, given, readStream, shardIterator } from "test/flow/dynamodb_sidecar/stream_reader";

const hour_ms = 3600 * 1000;
const patience_ms = 30_000;
const TableName = "trimmed";
let now: number;
let data_dir: string;
let server: DynamodbServer;
let client: DynamoDBClient;
let streams: DynamoDBStreamsClient;

async function start(): Promise<void> {
  // The clock is the test's; trimming looks at it every 50 ms.
  server = await startDynamodbServer({ data_dir, port: 0, retention_ms: 200, now: () => now });
  const connection = {
    endpoint: server.url,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  };
  client = new DynamoDBClient(connection);
  streams = new DynamoDBStreamsClient(connection);
}

async function stop(): Promise<void> {
  client.destroy();
  streams.destroy();
  await server.close();
}

beforeEach(async () => {
  now = Date.parse("2026-01-01T00:00:00Z");
  data_dir = await mkdtemp(join(tmpdir(), "hud-dynamodb-"));
  await start();
});

afterEach(async () => {
  await stop();
  await rm(data_dir, { recursive: true });
});

async function put(from: number, count: number): Promise<void> {
  for (let index = from; index < from + count; index++) {
    await client.send(new PutItemCommand({ TableName, Item: { key: { S: `key ${index}` } } }));
  }
}

async function untilTrimmed(arn: string, expected: number): Promise<void> {
  for (const give_up = performance.now() + patience_ms; performance.now() < give_up; await sleep(20)) {
    try {
      if ((await readStream(streams, arn)).length === expected) return;
    } catch (error) {
      // A reader that the trimming overtakes between two pages is told so, as it should be.
      if (!(error instanceof TrimmedDataAccessException)) throw error;
    }
  }
  throw new Error("The stream was not trimmed");
}

const sequences = async (arn: string) =>
  (await readStream(streams, arn)).map((record) => given(record.dynamodb?.SequenceNumber));

test("records past retention are trimmed, and who missed them is told", async () => {
  const arn = await createStreamedTable(client, TableName);
  await put(0, 5);
  const old = await sequences(arn);
  const second = await shardIterator(streams, arn, { ShardIteratorType: "AT_SEQUENCE_NUMBER", SequenceNumber: old[1] });
  const horizon = await shardIterator(streams, arn);
  now += 1000;
  await put(5, 3);
  await untilTrimmed(arn, 3);

  await expect(streams.send(new GetRecordsCommand({ ShardIterator: second }))).rejects.toBeInstanceOf(
    TrimmedDataAccessException,
  );
  for (const type of ["AT_SEQUENCE_NUMBER", "AFTER_SEQUENCE_NUMBER"] as const) {
    await expect(
      shardIterator(streams, arn, { ShardIteratorType: type, SequenceNumber: old[3] }),
    ).rejects.toBeInstanceOf(TrimmedDataAccessException);
  }
  expect(await drain(streams, horizon)).toHaveLength(3);
  // Who read up to the last trimmed record missed nothing.
  const complete = await shardIterator(streams, arn, {
    ShardIteratorType: "AFTER_SEQUENCE_NUMBER",
    SequenceNumber: old[4],
  });
  expect(await drain(streams, complete)).toHaveLength(3);
});

test("sequence numbers go on rising when everything was trimmed and the server started anew", async () => {
  const arn = await createStreamedTable(client, TableName);
  await put(0, 4);
  const last = BigInt(given((await sequences(arn)).at(-1)));
  now += 1000;
  await untilTrimmed(arn, 0);
  await stop();
  await start();
  await put(10, 1);
  const [next] = await sequences(arn);
  expect(BigInt(given(next))).toBeGreaterThan(last);
});

test("a long log is trimmed in batches", async () => {
  const arn = await createStreamedTable(client, TableName);
  const count = 1300; // More than one batch's 1,000.
  for (let index = 0; index < count; index += 100) {
    await Promise.all(Array.from({ length: 100 }, (_, offset) => put(index + offset, 1)));
  }
  expect(await readStream(streams, arn)).toHaveLength(count);
  now += 1000;
  await put(count, 1);
  await untilTrimmed(arn, 1);
});

test("a disabled stream is forgotten once it is empty and its retention is over", async () => {
  const arn = await createStreamedTable(client, TableName);
  await put(0, 1);
  await client.send(new UpdateTableCommand({ TableName, StreamSpecification: { StreamEnabled: false } }));
  const listed = async () => (await streams.send(new ListStreamsCommand({ TableName }))).Streams?.length;
  await sleep(150);
  expect(await listed()).toBe(1);
  expect(await readStream(streams, arn)).toHaveLength(1);
  now += 1000;
  const give_up = performance.now() + patience_ms;
  while ((await listed()) !== 0 && performance.now() < give_up) await sleep(20);
  expect(await listed()).toBe(0);
});

test("an iterator lives for 15 minutes", async () => {
  const arn = await createStreamedTable(client, TableName);
  const iterator = await shardIterator(streams, arn);
  now += hour_ms / 4;
  const { NextShardIterator } = await streams.send(new GetRecordsCommand({ ShardIterator: iterator }));
  now += 1;
  await expect(streams.send(new GetRecordsCommand({ ShardIterator: iterator }))).rejects.toBeInstanceOf(
    ExpiredIteratorException,
  );
  await streams.send(new GetRecordsCommand({ ShardIterator: NextShardIterator }));
});
