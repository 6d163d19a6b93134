/**
 * Logs that are still to be fetched or classified: DynamoDB's table `pending-log`. What is written here survives any
 * process; whoever takes an entry holds it for a while, and if nothing more is heard of it, it is due again.
 */
import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  paginateScan,
  PutItemCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import { Id, Moment, RepoName } from "lib/model/fields";
import { internalTable } from "lib/store/tables";
import { z } from "zod";

const PendingLog = z.object({
  dynamoKey: z.string(), // "owner/repo/<job id>"
  repo: RepoName,
  job_id: Id,
  queued_at: Moment,
  /** Not before then. */
  next_at: Moment,
  /** Tries that failed for the log's own reasons: those for an engine's do not count. */
  attempts: z.int().nonnegative(),
  /** Why it failed the last time, in one sentence; null: not tried yet. */
  problem: z.string().nullable(),
  /** It is the credentials that fail it: no log of the repository can be had. */
  barred: z.boolean().default(false),
});
export type PendingLog = z.infer<typeof PendingLog>;

const LogCounts = z.object({
  updated_at: Moment,
  /** Since the process started. */
  fetched: z.int().nonnegative(),
  classified: z.int().nonnegative(),
  failed: z.int().nonnegative(),
  /** Now. */
  pending: z.int().nonnegative(),
  classify_seconds: z.number().nonnegative(),
});
/** What the log keeper says of itself. */
export type LogCounts = z.infer<typeof LogCounts>;

const Refusal = z.object({ problem: z.string(), at: Moment });
/** Why no log of a repository can be had, and when GitHub last said so. */
export type LogRefusal = z.infer<typeof Refusal>;

const problem_length_max = 500;
/** No entry's key is like this: theirs have slashes. */
const counts_key = "counts";
const refusalKey = (repo: string): string => `refusal:${repo}`;
const isEntryKey = (key: string | undefined): boolean => key !== counts_key && key?.startsWith("refusal:") !== true;

export class PendingLogs {
  private readonly table: string;

  constructor(
    private readonly client: DynamoDBClient,
    table_prefix: string,
  ) {
    this.table = internalTable(table_prefix, "pending-log");
  }

  /** Makes the log due at a moment; one that is pending already is due anew, as if it had never failed. */
  async add({ repo, job_id }: Pick<PendingLog, "repo" | "job_id">, next_at: string): Promise<PendingLog> {
    const queued_at = new Date().toISOString();
    const dynamoKey = `${repo}/${job_id}`;
    const entry = { dynamoKey, repo, job_id, queued_at, next_at, attempts: 0, problem: null, barred: false };
    await this.client.send(new PutItemCommand({ TableName: this.table, Item: marshall(entry) }));
    return entry;
  }

  /** Makes a pending log due at a moment; null when it is not pending. */
  async hasten({ repo, job_id }: Pick<PendingLog, "repo" | "job_id">, next_at: string): Promise<PendingLog | null> {
    return this.update(`${repo}/${job_id}`, {
      UpdateExpression: "SET next_at = :next",
      ConditionExpression: "attribute_exists(dynamoKey)",
      ExpressionAttributeValues: { ":next": { S: next_at } },
    });
  }

  /**
   * Takes an entry that is due, until a moment: nobody else will have it before. One that was taken is held for longer by the
   * same. Null when somebody was first, it was made due anew, or there is none any more.
   */
  async take({ dynamoKey, next_at }: PendingLog, until: string): Promise<PendingLog | null> {
    return this.update(dynamoKey, {
      UpdateExpression: "SET next_at = :until",
      ConditionExpression: "next_at = :known",
      ExpressionAttributeValues: { ":until": { S: until }, ":known": { S: next_at } },
    });
  }

  /** Puts a taken entry back, unless it was made due anew meanwhile. */
  async putBack(
    taken: PendingLog,
    change: { next_at: string; problem: string; counts: boolean; barred: boolean },
  ): Promise<PendingLog> {
    const entry = {
      ...taken,
      next_at: change.next_at,
      attempts: taken.attempts + (change.counts ? 1 : 0),
      problem: change.problem.slice(0, problem_length_max),
      barred: change.barred,
    };
    const updated = await this.update(taken.dynamoKey, {
      UpdateExpression: "SET next_at = :next, attempts = :attempts, problem = :problem, barred = :barred",
      ConditionExpression: "next_at = :known",
      ExpressionAttributeValues: {
        ":next": { S: entry.next_at },
        ":attempts": { N: String(entry.attempts) },
        ":problem": { S: entry.problem },
        ":barred": { BOOL: entry.barred },
        ":known": { S: taken.next_at },
      },
    });
    return updated ?? (await this.find(taken.dynamoKey)) ?? entry;
  }

  /** Removes a taken entry, unless it was made due anew meanwhile: then that is returned. */
  async finish({ dynamoKey, next_at }: PendingLog): Promise<PendingLog | null> {
    try {
      await this.client.send(
        new DeleteItemCommand({
          TableName: this.table,
          Key: { dynamoKey: { S: dynamoKey } },
          ConditionExpression: "attribute_not_exists(dynamoKey) OR next_at = :known",
          ExpressionAttributeValues: { ":known": { S: next_at } },
        }),
      );
      return null;
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      return this.find(dynamoKey);
    }
  }

  /** All of them, up to a number; in no order. */
  async list(most: number): Promise<PendingLog[]> {
    const entries: PendingLog[] = [];
    const pages = paginateScan({ client: this.client }, { TableName: this.table, ConsistentRead: true });
    for await (const page of pages) {
      for (const item of page.Items ?? []) {
        if (!isEntryKey(item.dynamoKey?.S)) continue;
        entries.push(PendingLog.parse(unmarshall(item)));
        if (entries.length >= most) return entries;
      }
    }
    return entries;
  }

  /** Notes that no log of a repository can be had; null: they can again. */
  async saveRefusal(repo: string, problem: string | null): Promise<void> {
    const dynamoKey = refusalKey(repo);
    if (problem === null) {
      await this.client.send(new DeleteItemCommand({ TableName: this.table, Key: { dynamoKey: { S: dynamoKey } } }));
      return;
    }
    const item = { dynamoKey, problem: problem.slice(0, problem_length_max), at: new Date().toISOString() };
    await this.client.send(new PutItemCommand({ TableName: this.table, Item: marshall(item) }));
  }

  async readRefusal(repo: string): Promise<LogRefusal | null> {
    const item = await this.item(refusalKey(repo));
    return item ? Refusal.parse(item) : null;
  }

  async saveCounts(counts: LogCounts): Promise<void> {
    const item = { ...counts, dynamoKey: counts_key };
    await this.client.send(new PutItemCommand({ TableName: this.table, Item: marshall(item) }));
  }

  /** Null when no log keeper has ever run. */
  async readCounts(): Promise<LogCounts | null> {
    const item = await this.item(counts_key);
    return item ? LogCounts.parse(item) : null;
  }

  private async find(dynamoKey: string): Promise<PendingLog | null> {
    const item = await this.item(dynamoKey);
    return item ? PendingLog.parse(item) : null;
  }

  private async item(dynamoKey: string): Promise<Record<string, unknown> | null> {
    const { Item } = await this.client.send(
      new GetItemCommand({ TableName: this.table, Key: { dynamoKey: { S: dynamoKey } }, ConsistentRead: true }),
    );
    return Item ? unmarshall(Item) : null;
  }

  private async update(
    dynamoKey: string,
    change: {
      UpdateExpression: string;
      ConditionExpression: string;
      ExpressionAttributeValues: Record<string, { S: string } | { N: string } | { BOOL: boolean }>;
    },
  ): Promise<PendingLog | null> {
    try {
      const { Attributes } = await this.client.send(
        new UpdateItemCommand({
          TableName: this.table,
          Key: { dynamoKey: { S: dynamoKey } },
          ReturnValues: "ALL_NEW",
          ...change,
        }),
      );
      return PendingLog.parse(unmarshall(Attributes ?? {}));
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return null;
      throw error;
    }
  }
}
