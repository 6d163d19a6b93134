/** The sidecar's DynamoDB API, driven by the official client: tables and items. */
import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  CreateTableCommand,
  DeleteItemCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
  QueryCommand,
  ResourceInUseException,
  ResourceNotFoundException,
  ScanCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  UpdateTableCommand,
  waitUntilTableExists,
  waitUntilTableNotExists,
  type AttributeValue,
  type DynamoDBClient,
} from "@aws-sdk/client-dynamodb";
import { createStreamedTable, given } from "test/flow/dynamodb_sidecar/stream_reader";
import { startDynamodb, type TestDynamodb } from "test/kit/dynamodb";

let dynamodb: TestDynamodb;
let client: DynamoDBClient;
beforeAll(async () => {
  dynamodb = await startDynamodb();
  client = dynamodb.client;
});
afterAll(() => dynamodb.stop());

async function createRangeTable(TableName: string): Promise<void> {
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [
        { AttributeName: "owner", AttributeType: "S" },
        { AttributeName: "number", AttributeType: "N" },
        { AttributeName: "color", AttributeType: "S" },
      ],
      KeySchema: [
        { AttributeName: "owner", KeyType: "HASH" },
        { AttributeName: "number", KeyType: "RANGE" },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: "by-color",
          KeySchema: [{ AttributeName: "color", KeyType: "HASH" }],
          Projection: { ProjectionType: "ALL" },
        },
      ],
    }),
  );
}

describe("tables", () => {
  test("are created, described, listed and deleted", async () => {
    const arn = await createStreamedTable(client, "life-cycle");
    await waitUntilTableExists({ client, minDelay: 1, maxWaitTime: 5 }, { TableName: "life-cycle" });
    const { Table } = await client.send(new DescribeTableCommand({ TableName: "life-cycle" }));
    expect(Table).toMatchObject({
      TableStatus: "ACTIVE",
      BillingModeSummary: { BillingMode: "PAY_PER_REQUEST" },
      KeySchema: [{ AttributeName: "key", KeyType: "HASH" }],
      StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
      LatestStreamArn: arn,
    });
    expect(arn).toBe(`${Table?.TableArn}/stream/${Table?.LatestStreamLabel}`);
    expect(Table?.CreationDateTime?.getTime()).toBeGreaterThan(Date.now() - 60_000);
    await expect(createStreamedTable(client, "life-cycle")).rejects.toBeInstanceOf(ResourceInUseException);

    await client.send(new DeleteTableCommand({ TableName: "life-cycle" }));
    await waitUntilTableNotExists({ client, minDelay: 1, maxWaitTime: 5 }, { TableName: "life-cycle" });
    await expect(client.send(new DescribeTableCommand({ TableName: "life-cycle" }))).rejects.toBeInstanceOf(
      ResourceNotFoundException,
    );
    await expect(
      client.send(new PutItemCommand({ TableName: "life-cycle", Item: { key: { S: "a" } } })),
    ).rejects.toBeInstanceOf(ResourceNotFoundException);
  });

  test("are listed in pages, sorted by name", async () => {
    for (const name of ["list-c", "list-a", "list-b"]) await createStreamedTable(client, name);
    const first = await client.send(new ListTablesCommand({ ExclusiveStartTableName: "list-", Limit: 2 }));
    expect(first).toMatchObject({ TableNames: ["list-a", "list-b"], LastEvaluatedTableName: "list-b" });
    const rest = await client.send(new ListTablesCommand({ ExclusiveStartTableName: first.LastEvaluatedTableName }));
    expect(rest.TableNames?.[0]).toBe("list-c");
  });

  test("a deleted table's items do not come back with a table of the same name", async () => {
    await createStreamedTable(client, "recreated");
    await createStreamedTable(client, "recreated-neighbour");
    for (const TableName of ["recreated", "recreated-neighbour"]) {
      await client.send(new PutItemCommand({ TableName, Item: { key: { S: "a" } } }));
    }
    await client.send(new DeleteTableCommand({ TableName: "recreated" }));
    await createStreamedTable(client, "recreated");
    expect((await client.send(new ScanCommand({ TableName: "recreated" }))).Items).toEqual([]);
    expect((await client.send(new ScanCommand({ TableName: "recreated-neighbour" }))).Items).toHaveLength(1);
  });

  test("change their throughput; a change of indexes is refused clearly", async () => {
    await createStreamedTable(client, "throughput");
    const { TableDescription } = await client.send(
      new UpdateTableCommand({
        TableName: "throughput",
        BillingMode: "PROVISIONED",
        ProvisionedThroughput: { ReadCapacityUnits: 7, WriteCapacityUnits: 8 },
      }),
    );
    expect(TableDescription).toMatchObject({
      BillingModeSummary: { BillingMode: "PROVISIONED" },
      ProvisionedThroughput: { ReadCapacityUnits: 7, WriteCapacityUnits: 8 },
    });
    await expect(
      client.send(
        new UpdateTableCommand({
          TableName: "throughput",
          GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: "by-color" } }],
        }),
      ),
    ).rejects.toMatchObject({ name: "ValidationException" });
  });

  test("what is not supported says so", async () => {
    await expect(client.send(new TransactWriteItemsCommand({ TransactItems: [] }))).rejects.toMatchObject({
      name: "UnknownOperationException",
      message: expect.stringContaining("does not support TransactWriteItems"),
    });
  });
});

describe("items", () => {
  const TableName = "items";
  beforeAll(() => createStreamedTable(client, TableName));

  const everything: Record<string, AttributeValue> = {
    key: { S: "every type" },
    text: { S: 'naïve ✓ \u0000 "quoted"' },
    number: { N: "-12.5" },
    binary: { B: new Uint8Array([0, 1, 254, 255]) },
    yes: { BOOL: true },
    nothing: { NULL: true },
    elements: { L: [{ S: "a" }, { M: { deep: { N: "1" } } }] },
    map: { M: { "a.b": { S: "dotted" } } },
    texts: { SS: ["x", "y"] },
    numbers: { NS: ["1", "2"] },
  };

  test("of every type are put, read, overwritten and deleted", async () => {
    const Key = { key: given(everything["key"]) };
    await client.send(new PutItemCommand({ TableName, Item: everything }));
    expect((await client.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }))).Item).toEqual(everything);
    const projected = await client.send(
      new GetItemCommand({ TableName, Key, ProjectionExpression: "elements[1].deep" }),
    );
    expect(projected.Item).toEqual({ elements: { L: [{ M: { deep: { N: "1" } } }] } });

    const Item = { ...Key, text: { S: "new" } };
    const put = await client.send(new PutItemCommand({ TableName, Item, ReturnValues: "ALL_OLD" }));
    expect(put.Attributes).toEqual(everything);
    const deleted = await client.send(new DeleteItemCommand({ TableName, Key, ReturnValues: "ALL_OLD" }));
    expect(deleted.Attributes).toEqual(Item);
    expect((await client.send(new GetItemCommand({ TableName, Key }))).Item).toBeUndefined();
  });

  test("are updated by expression", async () => {
    const Key = { key: { S: "updated" } };
    for (const n of ["1", "2"]) {
      await client.send(
        new UpdateItemCommand({
          TableName,
          Key,
          UpdateExpression: "SET #s = :s ADD seen :one REMOVE gone",
          ExpressionAttributeNames: { "#s": "status" },
          ExpressionAttributeValues: { ":s": { S: n }, ":one": { N: "1" } },
        }),
      );
    }
    expect((await client.send(new GetItemCommand({ TableName, Key }))).Item).toEqual({
      ...Key,
      status: { S: "2" },
      seen: { N: "2" },
    });
  });

  test("a failed condition changes nothing and shows the item that was there when asked to", async () => {
    const Item = { key: { S: "conditional" }, revision: { N: "3" } };
    await client.send(new PutItemCommand({ TableName, Item }));
    const refused = {
      TableName,
      ConditionExpression: "revision = :r",
      ExpressionAttributeValues: { ":r": { N: "2" } },
      ReturnValuesOnConditionCheckFailure: "ALL_OLD" as const,
    };
    const Key = { key: Item.key };
    for (const command of [
      () => client.send(new PutItemCommand({ ...refused, Item: { ...Key, revision: { N: "4" } } })),
      () => client.send(new UpdateItemCommand({ ...refused, Key, UpdateExpression: "REMOVE revision" })),
      () => client.send(new DeleteItemCommand({ ...refused, Key })),
    ]) {
      const error: unknown = await command().catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(ConditionalCheckFailedException);
      expect(error).toMatchObject({ Item });
    }
    expect((await client.send(new GetItemCommand({ TableName, Key }))).Item).toEqual(Item);

    const silent: unknown = await client
      .send(new PutItemCommand({ TableName, Item, ConditionExpression: "attribute_not_exists(revision)" }))
      .catch((reason: unknown) => reason);
    expect(silent).toBeInstanceOf(ConditionalCheckFailedException);
    expect(silent).not.toHaveProperty("Item.revision");
    const absent: unknown = await client
      .send(new PutItemCommand({ ...refused, Item: { key: { S: "never there" } } }))
      .catch((reason: unknown) => reason);
    expect(absent).not.toHaveProperty("Item.key");
  });

  test("a compare-and-swap is won by exactly one of many", async () => {
    const Key = { key: { S: "contended" } };
    await client.send(new PutItemCommand({ TableName, Item: { ...Key, revision: { N: "0" } } }));
    const outcomes = await Promise.allSettled(
      Array.from({ length: 40 }, (_, index) =>
        client.send(
          new PutItemCommand({
            TableName,
            Item: { ...Key, revision: { N: "1" }, winner: { N: String(index) } },
            ConditionExpression: "revision = :r",
            ExpressionAttributeValues: { ":r": { N: "0" } },
          }),
        ),
      ),
    );
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  test("are at most 400 KB, counted in bytes", async () => {
    const put = (text: string) =>
      client.send(new PutItemCommand({ TableName, Item: { key: { S: "large" }, text: { S: text } } }));
    const overhead = "key".length + "large".length + "text".length;
    await put("x".repeat(400 * 1024 - overhead));
    for (const text of ["x".repeat(400 * 1024 - overhead + 1), "é".repeat(200 * 1024)]) {
      await expect(put(text)).rejects.toMatchObject({
        name: "ValidationException",
        message: "Item size has exceeded the maximum allowed size",
      });
    }
  });

  test("are refused with a ValidationException when they are wrong", async () => {
    const wrong: Record<string, AttributeValue>[] = [
      { other: { S: "no key" } },
      { key: { N: "1" } },
      { key: { S: "" } },
    ];
    for (const Item of wrong) {
      await expect(client.send(new PutItemCommand({ TableName, Item }))).rejects.toMatchObject({
        name: "ValidationException",
      });
    }
    await expect(
      client.send(new PutItemCommand({ TableName, Item: { key: { S: "a" } }, ConditionExpression: "((" })),
    ).rejects.toMatchObject({ name: "ValidationException" });
  });

  test("are written and read in batches", async () => {
    const keys = Array.from({ length: 25 }, (_, index) => ({ key: { S: `batch ${index}` } }));
    await client.send(
      new BatchWriteItemCommand({
        RequestItems: { [TableName]: keys.map((Item) => ({ PutRequest: { Item } })) },
      }),
    );
    const read = await client.send(new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys: keys } } }));
    expect(read.Responses?.[TableName]).toHaveLength(25);
    expect(read.UnprocessedKeys).toEqual({});
    await client.send(
      new BatchWriteItemCommand({
        RequestItems: { [TableName]: keys.slice(5).map((Key) => ({ DeleteRequest: { Key } })) },
      }),
    );
    const rest = await client.send(new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys: keys } } }));
    expect(rest.Responses?.[TableName]).toHaveLength(5);
  });
});

describe("queries and scans", () => {
  const TableName = "ranges";
  beforeAll(async () => {
    await createRangeTable(TableName);
    for (const owner of ["a", "b"]) {
      await client.send(
        new BatchWriteItemCommand({
          RequestItems: {
            [TableName]: Array.from({ length: 20 }, (_, number) => ({
              PutRequest: {
                Item: {
                  owner: { S: owner },
                  number: { N: String(number - 5) },
                  color: { S: number % 2 === 0 ? "red" : "blue" },
                },
              },
            })),
          },
        }),
      );
    }
  });

  test("a query pages through a range in order", async () => {
    const numbers: (string | undefined)[] = [];
    let ExclusiveStartKey: Record<string, AttributeValue> | undefined;
    let pages = 0;
    do {
      const page: { Items?: Record<string, AttributeValue>[]; LastEvaluatedKey?: Record<string, AttributeValue> } =
        await client.send(
          new QueryCommand({
            TableName,
            KeyConditionExpression: "#o = :o AND #n > :n",
            ExpressionAttributeNames: { "#o": "owner", "#n": "number" },
            ExpressionAttributeValues: { ":o": { S: "a" }, ":n": { N: "-3" } },
            Limit: 5,
            ScanIndexForward: false,
            ExclusiveStartKey,
          }),
        );
      numbers.push(...given(page.Items).map((item) => item["number"]?.N));
      ExclusiveStartKey = page.LastEvaluatedKey;
      pages++;
    } while (ExclusiveStartKey !== undefined);
    expect(numbers).toEqual(Array.from({ length: 17 }, (_, index) => String(14 - index)));
    expect(pages).toBe(4);
  });

  test("a scan pages through everything once, filtered if asked to", async () => {
    const seen: string[] = [];
    let ExclusiveStartKey: Record<string, AttributeValue> | undefined;
    do {
      const page: { Items?: Record<string, AttributeValue>[]; LastEvaluatedKey?: Record<string, AttributeValue> } =
        await client.send(new ScanCommand({ TableName, Limit: 7, ExclusiveStartKey }));
      seen.push(...given(page.Items).map((item) => `${item["owner"]?.S} ${item["number"]?.N}`));
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey !== undefined);
    expect(new Set(seen).size).toBe(40);
    expect(seen).toHaveLength(40);
    const filtered = await client.send(
      new ScanCommand({
        TableName,
        FilterExpression: "#n < :n",
        ExpressionAttributeNames: { "#n": "number" },
        ExpressionAttributeValues: { ":n": { N: "0" } },
      }),
    );
    expect(filtered).toMatchObject({ Count: 10, ScannedCount: 40 });
  });

  test("an index follows its items", async () => {
    const red = () =>
      client.send(
        new QueryCommand({
          TableName,
          IndexName: "by-color",
          KeyConditionExpression: "color = :c",
          ExpressionAttributeValues: { ":c": { S: "red" } },
        }),
      );
    expect((await red()).Count).toBe(20);
    await client.send(new DeleteItemCommand({ TableName, Key: { owner: { S: "a" }, number: { N: "-5" } } }));
    await client.send(
      new UpdateItemCommand({
        TableName,
        Key: { owner: { S: "a" }, number: { N: "-3" } },
        UpdateExpression: "SET color = :c",
        ExpressionAttributeValues: { ":c": { S: "green" } },
      }),
    );
    expect((await red()).Count).toBe(18);
  });

  test("a page holds 1 MB at most", async () => {
    await createStreamedTable(client, "big");
    for (let index = 0; index < 8; index++) {
      await client.send(
        new PutItemCommand({ TableName: "big", Item: { key: { S: `${index}` }, text: { S: "x".repeat(300_000) } } }),
      );
    }
    const page = await client.send(new ScanCommand({ TableName: "big" }));
    expect(page.Count).toBe(4);
    expect(page.LastEvaluatedKey).toBeDefined();
  });
});
