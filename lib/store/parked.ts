/**
 * Records that a consumer could not deal with, waiting for a person: DynamoDB's table `parked-record`.
 *
 * A counter beside the entries makes asking for their number cheap. A process that dies between the two leaves it
 * off by one; `recountParked` puts it right, and consumers call it when they start.
 */
import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  ScanCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import { Moment } from "lib/model/fields";
import { itemBytes } from "lib/model/item_size";
import { internalTable } from "lib/store/tables";
import { createHash } from "node:crypto";
import { z } from "zod";

const ParkedRecord = z.object({
  dynamoKey: z.string(), // "<consumer>/<kind>/<record key>"
  consumer: z.string(),
  kind: z.string(),
  record_key: z.string(),
  event: z.enum(["INSERT", "MODIFY", "REMOVE"]),
  /** One sentence. */
  reason: z.string(),
  /** The record as it was; null if it was too large to keep twice. Lists leave it out. */
  image: z
    .record(z.string(), z.unknown())
    .nullish()
    .transform((image) => image ?? null),
  /** 0 when the record does not say. */
  revision: z.int().nonnegative(),
  parked_at: Moment,
  /** How often it has been tried, the first time included. */
  attempts: z.int().positive(),
});
export type ParkedRecord = z.infer<typeof ParkedRecord>;
export type NewlyParked = Omit<ParkedRecord, "dynamoKey" | "attempts">;

export interface ParkedPage {
  records: ParkedRecord[];
  /** Give it back as `after` for the next page; null at the end. */
  next: string | null;
}

/** An item ends at 400 KB, and besides the image there are two keys of up to 2 KB each. */
const image_bytes_max = 380_000;
const key_bytes_max = 2_048;
const reason_length_max = 500;

export class ParkedRecords {
  private readonly table: string;

  constructor(
    private readonly client: DynamoDBClient,
    table_prefix: string,
    private readonly consumer: string,
  ) {
    this.table = internalTable(table_prefix, "parked-record");
  }

  /** Parks a record, or says so again; an older revision never hides a newer one. */
  async park(record: Omit<NewlyParked, "consumer">): Promise<void> {
    const { kind, record_key, image } = record;
    const fields = {
      ...record,
      consumer: this.consumer,
      reason: record.reason.slice(0, reason_length_max),
      image: image === null || itemBytes(image) > image_bytes_max ? null : image,
    };
    const names = Object.keys(fields);
    const known = await this.onlyIf(() =>
      this.client.send(
        new UpdateItemCommand({
          TableName: this.table,
          Key: { dynamoKey: { S: this.key(kind, record_key) } },
          UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(", ")} ADD attempts :one`,
          ConditionExpression: "attribute_not_exists(#revision) OR #revision <= :revision",
          ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
          ExpressionAttributeValues: {
            // What a bad record holds is anything that DynamoDB can hold.
            ...marshall(Object.fromEntries(Object.entries(fields).map(([name, value]) => [`:${name}`, value])), {
              removeUndefinedValues: true,
            }),
            ":one": { N: "1" },
          },
          ReturnValues: "ALL_OLD",
        }),
      ),
    );
    if (known && !known.Attributes) await this.addToCount(1);
  }

  /** Another try has failed. Does nothing when the record has been removed meanwhile. */
  async failedAgain(parked: ParkedRecord, reason: string): Promise<void> {
    await this.onlyIf(() =>
      this.client.send(
        new UpdateItemCommand({
          TableName: this.table,
          Key: { dynamoKey: { S: parked.dynamoKey } },
          UpdateExpression: "SET reason = :reason ADD attempts :one",
          ConditionExpression: "attribute_exists(dynamoKey)",
          ExpressionAttributeValues: { ":reason": { S: reason.slice(0, reason_length_max) }, ":one": { N: "1" } },
        }),
      ),
    );
  }

  /** Removes a record that has been dealt with in this revision or a later one. */
  async remove(kind: string, record_key: string, revision: number): Promise<void> {
    const removed = await this.onlyIf(() =>
      this.client.send(
        new DeleteItemCommand({
          TableName: this.table,
          Key: { dynamoKey: { S: this.key(kind, record_key) } },
          ConditionExpression: "attribute_not_exists(revision) OR revision <= :revision",
          ExpressionAttributeValues: { ":revision": { N: String(revision) } },
          ReturnValues: "ALL_OLD",
        }),
      ),
    );
    if (removed?.Attributes) await this.addToCount(-1);
  }

  /** @param options.images whether to read the records' images too. */
  async list(options: { limit: number; after?: string | undefined; images?: boolean }): Promise<ParkedPage> {
    const records: ParkedRecord[] = [];
    let ExclusiveStartKey = options.after === undefined ? undefined : { dynamoKey: { S: options.after } };
    do {
      const page = await this.client.send(
        new ScanCommand({
          TableName: this.table,
          Limit: options.limit - records.length,
          FilterExpression: "begins_with(dynamoKey, :prefix)",
          ExpressionAttributeValues: { ":prefix": { S: `${this.consumer}/` } },
          ...(!options.images && {
            ProjectionExpression: "dynamoKey, consumer, kind, record_key, event, reason, revision, parked_at, attempts",
          }),
          ExclusiveStartKey,
          ConsistentRead: true,
        }),
      );
      // A number beyond what JavaScript holds may be the very reason why a record is here.
      for (const item of page.Items ?? []) records.push(ParkedRecord.parse(unmarshall(item, { wrapNumbers: Number })));
      const last = page.LastEvaluatedKey?.dynamoKey?.S;
      ExclusiveStartKey = last === undefined ? undefined : { dynamoKey: { S: last } };
    } while (ExclusiveStartKey && records.length < options.limit);
    return { records, next: ExclusiveStartKey?.dynamoKey.S ?? null };
  }

  /** All of them, so many at a time; what is parked or removed meanwhile may be among them or not. */
  async *pages(options: { limit: number; images?: boolean }): AsyncGenerator<ParkedRecord[]> {
    let after: string | undefined;
    do {
      const page = await this.list({ ...options, after });
      yield page.records;
      after = page.next ?? undefined;
    } while (after !== undefined);
  }

  /** How many are parked: one small read. */
  async count(): Promise<number> {
    const { Item } = await this.client.send(
      new GetItemCommand({ TableName: this.table, Key: this.counterKey(), ConsistentRead: true }),
    );
    return Math.max(0, Number(Item?.records?.N ?? 0));
  }

  /** Counts the entries themselves and puts the counter right. @returns up to `keys_max` of their keys. */
  async recount(keys_max: number): Promise<{ kind: string; record_key: string }[]> {
    const keys: { kind: string; record_key: string }[] = [];
    let count = 0;
    for await (const records of this.pages({ limit: 500 })) {
      count += records.length;
      for (const { kind, record_key } of records) if (keys.length < keys_max) keys.push({ kind, record_key });
    }
    await this.client.send(
      new PutItemCommand({ TableName: this.table, Item: { ...this.counterKey(), records: { N: String(count) } } }),
    );
    return keys;
  }

  private async addToCount(difference: 1 | -1): Promise<void> {
    await this.client.send(
      new UpdateItemCommand({
        TableName: this.table,
        Key: this.counterKey(),
        UpdateExpression: "ADD records :difference",
        ExpressionAttributeValues: { ":difference": { N: String(difference) } },
      }),
    );
  }

  /** Does not begin with "<consumer>/", so that lists never show it. */
  private counterKey() {
    return { dynamoKey: { S: `count:${this.consumer}` } };
  }

  private key(kind: string, record_key: string): string {
    const key = `${this.consumer}/${kind}/${record_key}`;
    if (Buffer.byteLength(key) <= key_bytes_max) return key;
    return `${this.consumer}/${kind}/${createHash("sha256").update(record_key).digest("hex")}`;
  }

  private async onlyIf<Answer>(send: () => Promise<Answer>): Promise<Answer | null> {
    try {
      return await send();
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return null;
      throw error;
    }
  }
}

/** How many records of a consumer are parked: one small read. */
export function countParked(client: DynamoDBClient, table_prefix: string, consumer: string): Promise<number> {
  return new ParkedRecords(client, table_prefix, consumer).count();
}
