/** The sidecar's DynamoDB Streams API, driven by the official client. */
import {
  BatchWriteItemCommand,
  DeleteItemCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  PutItemCommand,
  UpdateItemCommand,
  UpdateTableCommand,
  type DynamoDBClient,
} from "@aws-sdk/client-dynamodb";
import {
  DescribeStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListStreamsCommand,
  ResourceNotFoundException,
  type DynamoDBStreamsClient,
} from "@aws-sdk/client-dynamodb-streams";
import { createStreamedTable, drain, given, readStream, shardIterator } from "test/flow/dynamodb_sidecar/stream_reader";
import { startDynamodb, type TestDynamodb } from "test/kit/dynamodb";

let dynamodb: TestDynamodb;
let client: DynamoDBClient;
let streams: DynamoDBStreamsClient;
beforeAll(async () => {
  dynamodb = await startDynamodb();
  ({ client, streams } = dynamodb);
});
afterAll(() => dynamodb.stop());

const put = (TableName: string, key: string, value: string) =>
  client.send(new PutItemCommand({ TableName, Item: { key: { S: key }, value: { S: value } } }));

const sequences = (records: Awaited<ReturnType<typeof drain>>) =>
  records.map((record) => BigInt(given(record.dynamodb?.SequenceNumber)));

describe("records", () => {
  test("tell of inserts, changes and removals with both images, and of nothing else", async () => {
    const TableName = "both-images";
    const arn = await createStreamedTable(client, TableName);
    const started = Date.now();
    await put(TableName, "a", "1");
    await put(TableName, "a", "1");
    await put(TableName, "a", "22");
    await client.send(
      new UpdateItemCommand({
        TableName,
        Key: { key: { S: "a" } },
        UpdateExpression: "SET #v = :v",
        ExpressionAttributeNames: { "#v": "value" },
        ExpressionAttributeValues: { ":v": { S: "22" } },
      }),
    );
    await client.send(new DeleteItemCommand({ TableName, Key: { key: { S: "a" } } }));
    await client.send(new DeleteItemCommand({ TableName, Key: { key: { S: "a" } } }));

    const records = await readStream(streams, arn);
    const image = (value: string) => ({ key: { S: "a" }, value: { S: value } });
    expect(records.map(({ eventName, dynamodb: change }) => [eventName, change?.OldImage, change?.NewImage])).toEqual([
      ["INSERT", undefined, image("1")],
      ["MODIFY", image("1"), image("22")],
      ["REMOVE", image("22"), undefined],
    ]);
    expect(records[1]).toMatchObject({
      eventVersion: "1.1",
      eventSource: "aws:dynamodb",
      awsRegion: "us-east-1",
      dynamodb: {
        Keys: { key: { S: "a" } },
        StreamViewType: "NEW_AND_OLD_IMAGES",
        SizeBytes: "keya".length + "keyavalue1".length + "keyavalue22".length,
      },
    });
    const created = given(records[0]?.dynamodb?.ApproximateCreationDateTime).getTime();
    expect(created).toBeGreaterThan(started - 2000);
    expect(created).toBeLessThanOrEqual(Date.now());
    expect(new Set(records.map((record) => record.eventID)).size).toBe(3);
    expect(records[0]?.dynamodb?.SequenceNumber).toMatch(/^\d{21,40}$/);
  });

  test("an item whose sets and attributes merely changed their order is unchanged", async () => {
    const TableName = "same-item";
    const arn = await createStreamedTable(client, TableName);
    const key = { S: "a" };
    const [tags, map] = [{ SS: ["x", "y"] }, { M: { one: { N: "1" }, two: { L: [{ NS: ["1", "2"] }] } } }];
    await client.send(new PutItemCommand({ TableName, Item: { key, tags, map } }));
    const reordered = { map: { M: { two: { L: [{ NS: ["2", "1"] }] }, one: { N: "1" } } }, tags: { SS: ["y", "x"] } };
    await client.send(new PutItemCommand({ TableName, Item: { ...reordered, key } }));
    expect(await readStream(streams, arn)).toHaveLength(1);
    await client.send(new PutItemCommand({ TableName, Item: { ...reordered, key, tags: { SS: ["y", "z"] } } }));
    expect(await readStream(streams, arn)).toHaveLength(2);
  });

  test("a batch write makes them too", async () => {
    const TableName = "batched";
    const arn = await createStreamedTable(client, TableName);
    await put(TableName, "old", "1");
    await client.send(
      new BatchWriteItemCommand({
        RequestItems: {
          [TableName]: [
            { PutRequest: { Item: { key: { S: "new" } } } },
            { DeleteRequest: { Key: { key: { S: "old" } } } },
          ],
        },
      }),
    );
    const names = (await readStream(streams, arn)).map((record) => [
      record.eventName,
      record.dynamodb?.Keys?.["key"]?.S,
    ]);
    expect(names[0]).toEqual(["INSERT", "old"]);
    expect(names.slice(1).sort()).toEqual([
      ["INSERT", "new"],
      ["REMOVE", "old"],
    ]);
  });

  test.each([
    ["NEW_IMAGE", false, true],
    ["OLD_IMAGE", true, false],
    ["KEYS_ONLY", false, false],
  ] as const)("a stream of %s holds just that", async (view_type, with_old, with_new) => {
    const TableName = `view-${view_type}`;
    const arn = await createStreamedTable(client, TableName, view_type);
    await put(TableName, "a", "1");
    await put(TableName, "a", "2");
    const [, change] = await readStream(streams, arn);
    expect(change?.dynamodb).toMatchObject({ Keys: { key: { S: "a" } }, StreamViewType: view_type });
    expect(change?.dynamodb?.OldImage !== undefined).toBe(with_old);
    expect(change?.dynamodb?.NewImage !== undefined).toBe(with_new);
  });

  test("are in order per key under concurrency, and never appear behind a reader's back", async () => {
    const TableName = "ordered";
    const arn = await createStreamedTable(client, TableName);
    const [keys, rounds] = [8, 40];
    let writing = true;
    const writers = Promise.all(
      Array.from({ length: keys }, async (_, key) => {
        for (let round = 1; round <= rounds; round++) await put(TableName, `key ${key}`, String(round));
      }),
    ).finally(() => {
      writing = false;
    });
    let iterator = await shardIterator(streams, arn);
    const seen: Awaited<ReturnType<typeof drain>> = [];
    for (;;) {
      const last_round = !writing;
      const page = await streams.send(new GetRecordsCommand({ ShardIterator: iterator, Limit: 7 }));
      seen.push(...given(page.Records));
      iterator = given(page.NextShardIterator);
      if (last_round && page.Records?.length === 0) break;
    }
    await writers;
    expect(seen).toHaveLength(keys * rounds);
    expect(sequences(seen)).toEqual(sequences(seen).toSorted((a, b) => (a < b ? -1 : 1)));
    for (let key = 0; key < keys; key++) {
      const values = seen
        .filter((record) => record.dynamodb?.Keys?.["key"]?.S === `key ${key}`)
        .map((record) => Number(record.dynamodb?.NewImage?.["value"]?.S));
      expect(values).toEqual(Array.from({ length: rounds }, (_, round) => round + 1));
    }
  });
});

describe("reading", () => {
  const TableName = "reading";
  let arn: string;
  let numbers: string[];
  beforeAll(async () => {
    arn = await createStreamedTable(client, TableName);
    for (let index = 0; index < 10; index++) await put(TableName, `key ${index}`, "x");
    numbers = (await readStream(streams, arn)).map((record) => given(record.dynamodb?.SequenceNumber));
  });

  const from = async (ShardIteratorType: "AT_SEQUENCE_NUMBER" | "AFTER_SEQUENCE_NUMBER", SequenceNumber?: string) =>
    (await drain(streams, await shardIterator(streams, arn, { ShardIteratorType, SequenceNumber }))).map(
      (record) => record.dynamodb?.SequenceNumber,
    );

  test("starts where the iterator says", async () => {
    expect(await from("AT_SEQUENCE_NUMBER", numbers[4])).toEqual(numbers.slice(4));
    expect(await from("AFTER_SEQUENCE_NUMBER", numbers[4])).toEqual(numbers.slice(5));
    expect(await from("AFTER_SEQUENCE_NUMBER", numbers[9])).toEqual([]);
    expect(await from("AT_SEQUENCE_NUMBER", numbers[0])).toEqual(numbers);
  });

  test("from LATEST sees what comes after", async () => {
    const iterator = await shardIterator(streams, arn, { ShardIteratorType: "LATEST" });
    expect(await drain(streams, iterator)).toEqual([]);
    await put(TableName, "late", "x");
    const records = await drain(streams, iterator);
    expect(records.map((record) => record.dynamodb?.Keys)).toEqual([{ key: { S: "late" } }]);
  });

  test("comes in pages of at most Limit records, and of 1 MB", async () => {
    const iterator = await shardIterator(streams, arn);
    const page = await streams.send(new GetRecordsCommand({ ShardIterator: iterator, Limit: 3 }));
    expect(page.Records?.map((record) => record.dynamodb?.SequenceNumber)).toEqual(numbers.slice(0, 3));
    // The same iterator can be read again.
    const again = await streams.send(new GetRecordsCommand({ ShardIterator: iterator, Limit: 3 }));
    expect(again.Records).toEqual(page.Records);

    const big = await createStreamedTable(client, "big-records");
    for (let index = 0; index < 6; index++) await put("big-records", `${index}`, "x".repeat(390_000));
    const first = await streams.send(new GetRecordsCommand({ ShardIterator: await shardIterator(streams, big) }));
    expect(first.Records).toHaveLength(2);
    expect(await readStream(streams, big)).toHaveLength(6);
  });

  test("is refused when the request is wrong", async () => {
    const good = { StreamArn: arn, ShardId: "shardId-00000000000000000000-00000001" };
    const iterator = await shardIterator(streams, arn);
    const invalid = [
      () => streams.send(new GetShardIteratorCommand({ ...good, ShardIteratorType: "AT_SEQUENCE_NUMBER" })),
      () => streams.send(new GetShardIteratorCommand({ ...good, ShardIteratorType: undefined })),
      () =>
        streams.send(
          new GetShardIteratorCommand({ ...good, ShardIteratorType: "LATEST", SequenceNumber: given(numbers[0]) }),
        ),
      () =>
        streams.send(
          new GetShardIteratorCommand({
            ...good,
            ShardIteratorType: "AFTER_SEQUENCE_NUMBER",
            SequenceNumber: "999999999999999999999",
          }),
        ),
      () => streams.send(new GetShardIteratorCommand({ ...good, ShardId: "short", ShardIteratorType: "LATEST" })),
      () => streams.send(new GetRecordsCommand({ ShardIterator: iterator, Limit: 0 })),
      () => streams.send(new GetRecordsCommand({ ShardIterator: iterator, Limit: 1001 })),
      () => streams.send(new GetRecordsCommand({ ShardIterator: "nonsense" })),
      () => streams.send(new GetRecordsCommand({ ShardIterator: `${arn}|1|bm9uc2Vuc2U` })),
      () => streams.send(new DescribeStreamCommand({ StreamArn: "x".repeat(40) })),
      () => streams.send(new ListStreamsCommand({ Limit: 101 })),
    ];
    for (const request of invalid) await expect(request()).rejects.toMatchObject({ name: "ValidationException" });

    const no_such_shard = "shardId-00000000000000000000-00000002";
    const absent = [
      () => streams.send(new GetShardIteratorCommand({ ...good, ShardId: no_such_shard, ShardIteratorType: "LATEST" })),
      () => streams.send(new DescribeStreamCommand({ StreamArn: arn.replace(/stream\/.*/, "stream/2020") })),
      () => streams.send(new DescribeStreamCommand({ StreamArn: arn.replace(TableName, "nothing-here") })),
    ];
    for (const request of absent) await expect(request()).rejects.toBeInstanceOf(ResourceNotFoundException);
  });

  test("begins with a description of the stream", async () => {
    const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn: arn }));
    const { Table } = await client.send(new DescribeTableCommand({ TableName }));
    expect(StreamDescription).toMatchObject({
      StreamArn: Table?.LatestStreamArn,
      StreamLabel: Table?.LatestStreamLabel,
      StreamStatus: "ENABLED",
      StreamViewType: "NEW_AND_OLD_IMAGES",
      TableName,
      KeySchema: [{ AttributeName: "key", KeyType: "HASH" }],
    });
    const [shard, ...others] = given(StreamDescription?.Shards);
    expect(others).toEqual([]);
    expect(shard?.SequenceNumberRange?.EndingSequenceNumber).toBeUndefined();
    const after = await streams.send(
      new DescribeStreamCommand({ StreamArn: arn, ExclusiveStartShardId: shard?.ShardId }),
    );
    expect(after.StreamDescription?.Shards).toEqual([]);
  });
});

describe("a table's streams", () => {
  test("are listed by table and in pages", async () => {
    const arns = [];
    for (const name of ["listed-1", "listed-2", "listed-3"]) arns.push(await createStreamedTable(client, name));
    const one = await streams.send(new ListStreamsCommand({ TableName: "listed-2" }));
    expect(one.Streams).toEqual([
      { StreamArn: arns[1], TableName: "listed-2", StreamLabel: given(arns[1]).split("/stream/")[1] },
    ]);
    const listed: (string | undefined)[] = [];
    let last: string | undefined;
    do {
      const page: { Streams?: { StreamArn?: string }[]; LastEvaluatedStreamArn?: string } = await streams.send(
        new ListStreamsCommand({ Limit: 2, ExclusiveStartStreamArn: last }),
      );
      expect(page.Streams?.length).toBeLessThanOrEqual(2);
      listed.push(...given(page.Streams).map((stream) => stream.StreamArn));
      last = page.LastEvaluatedStreamArn;
    } while (last !== undefined);
    expect(listed).toEqual(expect.arrayContaining(arns));
    expect(new Set(listed).size).toBe(listed.length);
  });

  test("a stream can be disabled, read to its end, and followed by a new one", async () => {
    const TableName = "switched";
    const first = await createStreamedTable(client, TableName);
    await put(TableName, "a", "1");
    const specify = (StreamEnabled: boolean) =>
      client.send(
        new UpdateTableCommand({
          TableName,
          StreamSpecification: { StreamEnabled, ...(StreamEnabled && { StreamViewType: "KEYS_ONLY" }) },
        }),
      );
    await expect(specify(true)).rejects.toMatchObject({ name: "ValidationException" });
    const { TableDescription } = await specify(false);
    expect(TableDescription?.StreamSpecification).toBeUndefined();
    await expect(specify(false)).rejects.toMatchObject({ name: "ValidationException" });
    await put(TableName, "a", "unheard");

    const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn: first }));
    expect(StreamDescription?.StreamStatus).toBe("DISABLED");
    expect(StreamDescription?.Shards?.[0]?.SequenceNumberRange?.EndingSequenceNumber).toBeDefined();
    const end = await streams.send(new GetRecordsCommand({ ShardIterator: await shardIterator(streams, first) }));
    expect(end.Records).toHaveLength(1);
    expect(end.NextShardIterator).toBeUndefined();

    const second = given((await specify(true)).TableDescription?.LatestStreamArn);
    expect(second).not.toBe(first);
    await put(TableName, "a", "3");
    expect((await readStream(streams, second)).map((record) => record.eventName)).toEqual(["MODIFY"]);
    const listed = await streams.send(new ListStreamsCommand({ TableName }));
    expect(listed.Streams?.map((stream) => stream.StreamArn)).toEqual([first, second]);
  });

  test("go with the table; a table of the same name has a new one", async () => {
    const TableName = "recreated";
    const first = await createStreamedTable(client, TableName);
    await put(TableName, "a", "1");
    const iterator = await shardIterator(streams, first);
    await client.send(new DeleteTableCommand({ TableName }));
    const second = await createStreamedTable(client, TableName);
    expect(second).not.toBe(first);
    await expect(streams.send(new GetRecordsCommand({ ShardIterator: iterator }))).rejects.toBeInstanceOf(
      ResourceNotFoundException,
    );
    expect(await readStream(streams, second)).toEqual([]);
  });

  test("a stream without a view type is refused", async () => {
    await createStreamedTable(client, "viewless");
    await client.send(new UpdateTableCommand({ TableName: "viewless", StreamSpecification: { StreamEnabled: false } }));
    await expect(
      client.send(new UpdateTableCommand({ TableName: "viewless", StreamSpecification: { StreamEnabled: true } })),
    ).rejects.toMatchObject({ name: "ValidationException" });
  });
});
