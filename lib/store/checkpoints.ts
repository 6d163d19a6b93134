/** How far each consumer has read each stream, and how it is doing: DynamoDB's table `stream-checkpoint`. */
import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  type PutItemCommandInput,
  ScanCommand,
  type ScanCommandOutput,
} from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import { Moment } from "lib/model/fields";
import { internalTable } from "lib/store/tables";
import { z } from "zod";

const Checkpoint = z.object({
  /** A table that was deleted and made again has another stream, whose shards may have the same names. */
  stream_arn: z.string(),
  /** The last record that has been dealt with; null: none yet. */
  sequence_number: z.string().nullable(),
  /** The shard is closed and all of it has been dealt with. */
  finished: z.boolean(),
});
export type Checkpoint = z.infer<typeof Checkpoint>;

const TableHealth = z.object({
  /** Age of the oldest record that is known and not dealt with; 0 when there is none. */
  lag_seconds: z.number().nonnegative(),
  /** Creation time of the newest record dealt with, to the second; null: none since the start. */
  last_record_at: Moment.nullable(),
  /** Dealt with since the start. */
  records: z.int().nonnegative(),
  /**
   * Only of a worker that runs on events, as Lambda does: when the table's last batch ended. `lag_seconds` is then as
   * of that moment, more than 0 only when the batch failed, and silence means no more than that nothing has come.
   */
  told_at: Moment.optional(),
});
export type TableHealth = z.infer<typeof TableHealth>;

/** What a consumer's process, or the containers of its Lambda function, say of it; counts are since `started_at`. */
export const Heartbeat = z.object({
  consumer: z.string(),
  started_at: Moment,
  updated_at: Moment,
  tables: z.record(z.string(), TableHealth),
  /** Records dealt with, the parked ones not among them. */
  replicated: z.int().nonnegative(),
  parked: z.int().nonnegative(),
  /** Batches, or parts of them, that had to be given again. */
  retries: z.int().nonnegative(),
  /** How often a stream had forgotten what the checkpoint asks for: 24 hours and more without a worker. */
  gaps: z.int().nonnegative(),
});
export type Heartbeat = z.infer<typeof Heartbeat>;

/** One consumer's checkpoints. Consumers never see each other's. */
export class Checkpoints {
  constructor(
    private readonly client: DynamoDBClient,
    private readonly table_prefix: string,
    readonly consumer: string,
  ) {}

  /** @returns null for a shard that this consumer has not begun, also when its table has been made anew. */
  async read(table: string, shard: string, stream_arn: string): Promise<Checkpoint | null> {
    const item = await getItem(this.client, this.table_prefix, this.key(table, shard));
    const checkpoint = item && Checkpoint.parse(item);
    return checkpoint?.stream_arn === stream_arn ? checkpoint : null;
  }

  async save(table: string, shard: string, checkpoint: Checkpoint): Promise<void> {
    await putItem(this.client, this.table_prefix, { ...checkpoint, dynamoKey: this.key(table, shard) });
  }

  /** Forgets the shards of a table that its stream no longer lists: streams drop them after a day. */
  async prune(table: string, listed: ReadonlySet<string>): Promise<void> {
    const prefix = this.key(table, "");
    const TableName = internalTable(this.table_prefix, "stream-checkpoint");
    let ExclusiveStartKey: ScanCommandOutput["LastEvaluatedKey"];
    do {
      const page: ScanCommandOutput = await this.client.send(
        new ScanCommand({
          TableName,
          FilterExpression: "begins_with(dynamoKey, :prefix)",
          ExpressionAttributeValues: { ":prefix": { S: prefix } },
          ProjectionExpression: "dynamoKey",
          ExclusiveStartKey,
        }),
      );
      for (const { dynamoKey } of page.Items ?? []) {
        if (!dynamoKey?.S || listed.has(dynamoKey.S.slice(prefix.length))) continue;
        await this.client.send(new DeleteItemCommand({ TableName, Key: { dynamoKey } }));
      }
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey);
  }

  async beat(heartbeat: Heartbeat): Promise<void> {
    await putItem(this.client, this.table_prefix, { ...heartbeat, dynamoKey: heartbeatKey(this.consumer) });
  }

  /**
   * For containers that share one heartbeat.
   * @param known what the new one was made from; null: there was none.
   * @returns false when another has beaten since: nothing is written then.
   */
  async beatAfter(known: Heartbeat | null, heartbeat: Heartbeat): Promise<boolean> {
    const item = { ...heartbeat, dynamoKey: heartbeatKey(this.consumer) };
    try {
      await putItem(this.client, this.table_prefix, item, {
        ConditionExpression: known === null ? "attribute_not_exists(dynamoKey)" : "updated_at = :known",
        ...(known !== null && { ExpressionAttributeValues: { ":known": { S: known.updated_at } } }),
      });
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }

  private key(table: string, shard: string): string {
    return `${this.consumer}/${table}/${shard}`;
  }
}

/** @returns null when this consumer has never run. */
export async function readHeartbeat(
  client: DynamoDBClient,
  table_prefix: string,
  consumer: string,
): Promise<Heartbeat | null> {
  const item = await getItem(client, table_prefix, heartbeatKey(consumer));
  return item && Heartbeat.parse(item);
}

// Two parts where a checkpoint's key has three, so that the two never meet.
const heartbeatKey = (consumer: string): string => `${consumer}/heartbeat`;

async function getItem(client: DynamoDBClient, table_prefix: string, dynamoKey: string) {
  const { Item } = await client.send(
    new GetItemCommand({
      TableName: internalTable(table_prefix, "stream-checkpoint"),
      Key: { dynamoKey: { S: dynamoKey } },
      ConsistentRead: true,
    }),
  );
  return Item ? unmarshall(Item) : null;
}

async function putItem(
  client: DynamoDBClient,
  table_prefix: string,
  item: object,
  condition: Pick<PutItemCommandInput, "ConditionExpression" | "ExpressionAttributeValues"> = {},
): Promise<void> {
  const TableName = internalTable(table_prefix, "stream-checkpoint");
  await client.send(new PutItemCommand({ TableName, Item: marshall(item), ...condition }));
}
