/** What survives: `kill -9` under load, restarts, interrupted deletions; and who may own a data directory. */
import {
  DeleteTableCommand,
  ListTablesCommand,
  PutItemCommand,
  ScanCommand,
  type AttributeValue,
} from "@aws-sdk/client-dynamodb";
import { ListStreamsCommand } from "@aws-sdk/client-dynamodb-streams";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createStreamedTable, drain, given, readStream, shardIterator } from "test/flow/dynamodb_sidecar/stream_reader";
import { spawnSidecar, startDynamodb, type TestDynamodb } from "test/kit/dynamodb";

let dynamodb: TestDynamodb;
beforeEach(async () => {
  dynamodb = await startDynamodb();
});
afterEach(() => dynamodb.stop());

const text_of = (item: Record<string, AttributeValue> | undefined, name: string) =>
  given(item?.[name]?.S ?? item?.[name]?.N);

/** Writers that each raise the revision of one item after another until the server is gone. */
async function writeUntilGone(TableName: string, acknowledged: Map<string, number>): Promise<void> {
  const filler = { S: "x".repeat(3000) };
  await Promise.all(
    Array.from({ length: 8 }, async (_, writer) => {
      for (let step = 0; ; step++) {
        const key = `writer ${writer} item ${step % 20}`;
        const revision = (acknowledged.get(key) ?? 0) + 1;
        try {
          await dynamodb.client.send(
            new PutItemCommand({ TableName, Item: { key: { S: key }, revision: { N: String(revision) }, filler } }),
          );
        } catch {
          return;
        }
        acknowledged.set(key, revision);
      }
    }),
  );
}

test("kill -9 under load loses no acknowledged item, and no item lacks its stream record", async () => {
  const TableName = "killed";
  const arn = await createStreamedTable(dynamodb.client, TableName);
  const acknowledged = new Map<string, number>();
  for (const load_ms of [300, 700, 150, 500]) {
    const writing = writeUntilGone(TableName, acknowledged);
    await sleep(load_ms);
    await dynamodb.kill();
    await writing;
    await dynamodb.restart();

    const { Items } = await dynamodb.client.send(new ScanCommand({ TableName, ConsistentRead: true }));
    const stored = new Map(given(Items).map((item) => [text_of(item, "key"), Number(text_of(item, "revision"))]));
    const records = await readStream(dynamodb.streams, arn);
    const streamed = new Map(
      records.map(({ dynamodb: change }) => [
        text_of(change?.NewImage, "key"),
        Number(text_of(change?.NewImage, "revision")),
      ]),
    );
    for (const [key, revision] of acknowledged) expect(stored.get(key)).toBeGreaterThanOrEqual(revision);
    expect(streamed).toEqual(stored);
    const numbers = records.map((record) => BigInt(given(record.dynamodb?.SequenceNumber)));
    expect(numbers.every((number, index) => index === 0 || number > given(numbers[index - 1]))).toBe(true);
    // An unacknowledged write may have been stored: go on from what is there.
    for (const [key, revision] of stored) acknowledged.set(key, revision);
  }
  expect(acknowledged.size).toBeGreaterThan(8);
}, 120_000);

test("a restart continues the stream where it was", async () => {
  const TableName = "continued";
  const arn = await createStreamedTable(dynamodb.client, TableName);
  const put = (key: string) => dynamodb.client.send(new PutItemCommand({ TableName, Item: { key: { S: key } } }));
  await put("before");
  const iterator = await shardIterator(dynamodb.streams, arn, { ShardIteratorType: "LATEST" });
  const [before] = await readStream(dynamodb.streams, arn);
  await dynamodb.restart();
  await put("after");
  const [after, ...others] = await drain(dynamodb.streams, iterator);
  expect(others).toEqual([]);
  expect(after?.dynamodb?.Keys).toEqual({ key: { S: "after" } });
  expect(BigInt(given(after?.dynamodb?.SequenceNumber))).toBeGreaterThan(
    BigInt(given(before?.dynamodb?.SequenceNumber)),
  );
});

test("a table whose deletion was cut short is gone after the restart", async () => {
  const TableName = "half-deleted";
  await createStreamedTable(dynamodb.client, TableName);
  const put = (key: number) =>
    dynamodb.client.send(
      new PutItemCommand({ TableName, Item: { key: { S: `${key}` }, filler: { S: "x".repeat(2000) } } }),
    );
  for (let index = 0; index < 500; index += 50) {
    await Promise.all(Array.from({ length: 50 }, (_, offset) => put(index + offset)));
  }
  const deletion = dynamodb.client.send(new DeleteTableCommand({ TableName })).catch(() => undefined);
  await sleep(3);
  await dynamodb.kill();
  await deletion;
  await dynamodb.restart();
  const { TableNames } = await dynamodb.client.send(new ListTablesCommand({}));
  if (TableNames?.includes(TableName)) {
    // The kill came before the deletion was on disk: nothing at all may have happened.
    const { Count } = await dynamodb.client.send(new ScanCommand({ TableName, Select: "COUNT" }));
    expect(Count).toBeGreaterThan(0);
    await dynamodb.client.send(new DeleteTableCommand({ TableName }));
  }
  expect((await dynamodb.streams.send(new ListStreamsCommand({ TableName }))).Streams).toEqual([]);
  await createStreamedTable(dynamodb.client, TableName);
  expect((await dynamodb.client.send(new ScanCommand({ TableName }))).Count).toBe(0);
});

/** The exit code and what was said on stderr. */
async function outcome(child: ChildProcess): Promise<{ code: unknown; said: string }> {
  let said = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    said += chunk.toString();
  });
  const [code] = await once(child, "exit");
  return { code, said };
}

test("a second server on the same directory says so in one sentence and exits", async () => {
  const { code, said } = await outcome(spawnSidecar(dynamodb.data_dir, 0));
  expect(code).toBe(1);
  expect(said.trim()).toBe(
    `Another embedded DynamoDB is already using ${dynamodb.data_dir}: stop it first, or choose another data directory.`,
  );
});

test("a server waits for a dying owner of its directory", async () => {
  const successor = spawnSidecar(dynamodb.data_dir, 0);
  await sleep(500); // It has found the directory taken.
  await dynamodb.kill();
  const [message] = await once(successor, "message");
  expect(message).toMatchObject({ ready: { url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) } });
  successor.kill("SIGTERM");
  expect((await outcome(successor)).code).toBe(0);
});

test("a server goes when its parent goes, however that ends", async () => {
  const data_dir = await mkdtemp(join(tmpdir(), "hud-dynamodb-"));
  const orphan = spawnSidecar(data_dir, 0);
  await once(orphan, "message");
  orphan.disconnect();
  expect((await outcome(orphan)).code).toBe(0);
  await rm(data_dir, { recursive: true });
});

test("SIGTERM lets running requests finish", async () => {
  const TableName = "finished";
  await createStreamedTable(dynamodb.client, TableName);
  const put = (key: number) =>
    dynamodb.client.send(new PutItemCommand({ TableName, Item: { key: { S: `${key}` } } })).then(
      () => true,
      () => false,
    );
  const puts = Promise.all(Array.from({ length: 200 }, (_, index) => put(index)));
  await sleep(30);
  await dynamodb.restart();
  const acknowledged = (await puts).filter(Boolean).length;
  const { Count } = await dynamodb.client.send(new ScanCommand({ TableName }));
  expect(Count).toBeGreaterThanOrEqual(acknowledged);
});
