/** One change of one record, as a table's stream tells it, and the shape of whatever consumes such changes. */
import type { _Record } from "@aws-sdk/client-dynamodb-streams";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import type { DynamoDBRecord } from "aws-lambda";

export const events = ["INSERT", "MODIFY", "REMOVE"] as const;
export type ChangeEvent = (typeof events)[number];

export type ItemImage = Record<string, unknown>;

export interface ChangeRecord {
  /** The DynamoDB table, without the configured prefix. */
  table: string;
  dynamoKey: string;
  event: ChangeEvent;
  new_image?: ItemImage;
  /** Only of a removed record. */
  old_image?: ItemImage;
  /** Grows within a shard; compare only within a table's shard. */
  sequence_number: string;
  /** ISO 8601; DynamoDB tells it to the second. */
  created_at: string;
}

export interface BatchResult {
  /** Records that must be given again: whatever they need is away. Everything else has been dealt with. */
  failed: readonly ChangeRecord[];
  /** Why, for the log; set when `failed` is not empty. */
  error?: unknown;
  /** How many were set aside for a person to look at. */
  parked: number;
}

/**
 * What a worker is: a function of a batch. A batch holds each shard's records in order; any of them may come again.
 * Only what it names in `failed` is given again, before anything newer; if it throws, the whole batch is.
 */
export type Consumer = (batch: readonly ChangeRecord[]) => Promise<BatchResult>;

/** A consumer under the name that its checkpoints and parked records carry. */
export interface Subscription {
  name: string;
  /** DynamoDB tables, without the configured prefix. */
  tables: readonly string[];
  consume: Consumer;
}

type StreamImage = Parameters<typeof unmarshall>[0];

// A number that JavaScript cannot hold becomes a near one, which no schema takes for an integer, instead of an
// exception here: one bad record must not stop its stream.
const image = (attributes: StreamImage): ItemImage => unmarshall(attributes, { wrapNumbers: Number });

/** @param record of the streams' API, or of a Lambda event, which spells creation times as seconds. */
export function toChangeRecord(table: string, record: _Record | DynamoDBRecord): ChangeRecord {
  const { Keys, NewImage, OldImage, SequenceNumber = "", ApproximateCreationDateTime } = record.dynamodb ?? {};
  const seconds =
    ApproximateCreationDateTime instanceof Date
      ? ApproximateCreationDateTime.getTime() / 1000
      : (ApproximateCreationDateTime ?? Date.now() / 1000);
  return {
    table,
    dynamoKey: Keys?.dynamoKey?.S ?? "",
    event: events.find((event) => event === record.eventName) ?? "MODIFY",
    // Lambda's attribute values differ only in binary ones, which no record has.
    ...(NewImage && { new_image: image(NewImage as StreamImage) }),
    // Of a change only what the record has become matters; reading what it was would double the work.
    ...(OldImage && !NewImage && { old_image: image(OldImage as StreamImage) }),
    sequence_number: SequenceNumber,
    created_at: new Date(seconds * 1000).toISOString(),
  };
}
