/** DynamoDB: one generic write. Merge what is known with what is heard, and put it only if nobody wrote in between. */
import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import { itemBytes } from "lib/model/item_size";
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
/** A job's next delivery comes within minutes: at the busiest projects' fifteen jobs a minute, this is two hours. */
const recent_max = 2_000;
/** A push of two thousand commits is not heard of again, and would not be small to keep. */
const recent_bytes_max = 20_000;
const Revision = z.int().positive();

/**
 * A record's revisions count up from the millisecond in which it is first stored. So one that an operator removes, and
 * that is then heard of again, comes after its own removal: in ClickHouse the greatest revision counts.
 */
const firstRevision = (): number => Date.now();

export class RecordStore {
  /** Who writes which record now, in this process: they take turns, so that only processes ever race each other. */
  private readonly turns = new Map<string, Promise<unknown>>();
  /**
   * What this process wrote last: a job's next delivery then needs one request, not two. Another process may have
   * written since; the revision tells.
   */
  private readonly recent = new Map<string, Stored>();

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
    const key = `${kind.name} ${record.dynamoKey}`;
    const remembered = this.recent.get(key);
    let known = remembered;
    for (let attempt = 1; attempt <= attempts_max; attempt++) {
      const merged = known ? kind.merge(known.record, record) : record;
      if (known && isDeepStrictEqual(merged, known.record)) {
        if (known !== remembered) return "unchanged";
        // An operator may have removed what we remember: only the store can say that it lacks nothing.
        known = await this.find(kind, record.dynamoKey);
        continue;
      }
      const revision = known ? known.revision + 1 : firstRevision();
      const outcome = await this.put(kind, { record: merged, revision }, known?.revision);
      if (outcome === "stored") {
        this.remember(key, { record: merged, revision });
        return outcome;
      }
      const raced = known !== undefined;
      known = outcome ?? (await this.find(kind, record.dynamoKey));
      if (!raced) continue; // The record exists: that is how we learn of it.
      this.on_retry(kind);
      await sleep(Math.random() * Math.min(2 ** attempt, pause_ms_max));
    }
    throw new Error(`${kind.name} ${record.dynamoKey}: lost ${attempts_max} races in a row`);
  }

  /** The least recently written is forgotten first. */
  private remember(key: string, stored: Stored): void {
    this.recent.delete(key);
    if (itemBytes(stored.record) > recent_bytes_max) return;
    this.recent.set(key, stored);
    const [oldest] = this.recent.keys();
    if (this.recent.size > recent_max && oldest !== undefined) this.recent.delete(oldest);
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

  /**
   * Stores the record in place of the revision that is known (undefined: as a new one), unless somebody was first.
   * @returns what is stored instead, when the store says so: most deliveries are the first of their record, and of the
   * others this one answer brings what is known.
   */
  private async put(
    kind: RecordKind,
    { record, revision }: Stored,
    known: number | undefined,
  ): Promise<"stored" | Stored | undefined> {
    try {
      await this.client.send(
        new PutItemCommand({
          TableName: recordTable(this.table_prefix, kind),
          Item: marshall({ ...record, revision }),
          ...(known === undefined
            ? { ConditionExpression: "attribute_not_exists(dynamoKey)" }
            : {
                ConditionExpression: "revision = :revision",
                ExpressionAttributeValues: { ":revision": { N: String(known) } },
              }),
          ReturnValuesOnConditionCheckFailure: "ALL_OLD",
        }),
      );
      return "stored";
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      return error.Item && parseStored(kind, unmarshall(error.Item));
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
