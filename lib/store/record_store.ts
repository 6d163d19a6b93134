/** DynamoDB: one generic write. Merge what is known with what is heard, and put it only if nobody wrote in between. */
import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import type { Heard, RecordFields, RecordKind } from "lib/model/records/kind";
import { recordTable } from "lib/store/tables";
import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { z, ZodError } from "zod";

export type MergeOutcome = "stored" | "unchanged";

interface Stored {
  record: RecordFields;
  revision: number;
}

/**
 * Attempts at one record before we say that the store is too busy. With five processes writing ten sightings each of one
 * record at once, on an engine with no processor to spare, fifteen were the most seen.
 */
const attempts_max = 25;
const pause_ms_max = 256;
const Revision = z.int().positive();

export class RecordStore {
  /** Who writes which record now, in this process: they take turns, so that only processes ever race each other. */
  private readonly turns = new Map<string, Promise<unknown>>();

  constructor(
    private readonly client: DynamoDBClient,
    private readonly table_prefix: string,
    private readonly on_retry: (kind: RecordKind) => void = () => undefined,
  ) {}

  /**
   * Makes the store know what was heard. A second call with the same record changes nothing.
   * @throws when DynamoDB does not answer, or after losing `attempts_max` races in a row.
   */
  async merge(heard: Heard): Promise<MergeOutcome> {
    const key = `${heard.kind.name} ${heard.record.dynamoKey}`;
    const turn = (this.turns.get(key) ?? Promise.resolve()).then(() => this.mergeNow(heard));
    const settled = turn.catch(() => undefined);
    this.turns.set(key, settled);
    try {
      return await turn;
    } finally {
      if (this.turns.get(key) === settled) this.turns.delete(key);
    }
  }

  private async mergeNow({ kind, record }: Heard): Promise<MergeOutcome> {
    const first = await this.putNew(kind, record);
    if (first === "stored") return first;

    let known = first;
    for (let attempt = 1; attempt < attempts_max; attempt++) {
      const stored: Stored = known ?? (await this.read(kind, record.dynamoKey));
      const merged = kind.merge(stored.record, record);
      if (isDeepStrictEqual(merged, stored.record)) return "unchanged";
      if (await this.replace(kind, merged, stored.revision)) return "stored";
      this.on_retry(kind);
      known = undefined;
      await sleep(Math.random() * Math.min(2 ** attempt, pause_ms_max));
    }
    throw new Error(`${kind.name} ${record.dynamoKey}: lost ${attempts_max} races in a row`);
  }

  /** The record as it is stored, with its revision; undefined when there is none. */
  async find(kind: RecordKind, dynamoKey: string): Promise<Stored | undefined> {
    const { Item } = await this.client.send(
      new GetItemCommand({
        TableName: recordTable(this.table_prefix, kind),
        Key: { dynamoKey: { S: dynamoKey } },
        ConsistentRead: true,
      }),
    );
    return Item && parseStored(kind, unmarshall(Item));
  }

  private async read(kind: RecordKind, dynamoKey: string): Promise<Stored> {
    const stored = await this.find(kind, dynamoKey);
    if (!stored) throw new Error(`${kind.name} ${dynamoKey}: vanished while being merged`);
    return stored;
  }

  /** Most deliveries are the first of their record: one request, and when it fails, the answer brings what is known. */
  private async putNew(kind: RecordKind, record: RecordFields): Promise<"stored" | Stored | undefined> {
    try {
      await this.client.send(
        new PutItemCommand({
          TableName: recordTable(this.table_prefix, kind),
          Item: marshall({ ...record, revision: 1 }),
          ConditionExpression: "attribute_not_exists(dynamoKey)",
          ReturnValuesOnConditionCheckFailure: "ALL_OLD",
        }),
      );
      return "stored";
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      return error.Item && parseStored(kind, unmarshall(error.Item));
    }
  }

  private async replace(kind: RecordKind, record: RecordFields, revision: number): Promise<boolean> {
    try {
      await this.client.send(
        new PutItemCommand({
          TableName: recordTable(this.table_prefix, kind),
          Item: marshall({ ...record, revision: revision + 1 }),
          ConditionExpression: "revision = :revision",
          ExpressionAttributeValues: { ":revision": { N: String(revision) } },
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }
}

/**
 * A stored item as its kind's record.
 * @throws ZodError when the item is not what this version of the HUD stores; its paths begin with the kind and the key.
 */
export function parseStored(kind: RecordKind, item: Record<string, unknown>): Stored {
  const { revision, ...record } = item;
  const parsed = z.object({ revision: Revision, record: kind.schema }).safeParse({ revision, record });
  if (parsed.success) return parsed.data;
  const where = [kind.name, String(item.dynamoKey)];
  throw new ZodError(parsed.error.issues.map((issue) => ({ ...issue, path: [...where, ...issue.path] })));
}
