/** What was last heard of, recorded and replicated for each repository: DynamoDB's table `repository`. */
import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  paginateScan,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { Moment, RepoName } from "lib/model/fields";
import { internalTable } from "lib/store/tables";
import { z } from "zod";

const OptionalMoment = Moment.nullable().default(null);

/** Each moment only ever moves forward, whichever process speaks first. */
export const Repository = z.object({
  dynamoKey: z.string(), // "owner/repo"
  repo: RepoName,
  /** When the last delivery came in. */
  received_at: OptionalMoment,
  /** When the last delivery was merged into the store. */
  recorded_at: OptionalMoment,
  /** When the newest record that ClickHouse has was written to DynamoDB, to the second. */
  replicated_at: OptionalMoment,
  /** When that record reached ClickHouse. */
  last_replicated_at: OptionalMoment,
});
export type Repository = z.infer<typeof Repository>;
type Stage = "received_at" | "recorded_at" | "replicated_at";

export async function markReplicated(
  client: DynamoDBClient,
  table_prefix: string,
  mark: { repo: string; replicated_at: string; last_replicated_at: string },
): Promise<void> {
  const { repo, replicated_at, last_replicated_at } = mark;
  await advance(client, table_prefix, repo, { stage: "replicated_at", at: replicated_at, last_replicated_at });
}

/** @param mark.recorded_at null when the delivery was received but could not be recorded. */
export async function markReceived(
  client: DynamoDBClient,
  table_prefix: string,
  mark: { repo: string; received_at: string; recorded_at: string | null },
): Promise<void> {
  await advance(client, table_prefix, mark.repo, { stage: "received_at", at: mark.received_at });
  if (mark.recorded_at !== null) {
    await advance(client, table_prefix, mark.repo, { stage: "recorded_at", at: mark.recorded_at });
  }
}

/** Every repository that was ever heard from. */
export async function listRepositories(client: DynamoDBClient, table_prefix: string): Promise<Repository[]> {
  const found: Repository[] = [];
  for await (const page of paginateScan({ client }, { TableName: internalTable(table_prefix, "repository") })) {
    for (const item of page.Items ?? []) found.push(Repository.parse(unmarshall(item)));
  }
  return found;
}

/** @returns null when nothing has been heard of this repository. */
export async function readRepository(
  client: DynamoDBClient,
  table_prefix: string,
  repo: string,
): Promise<Repository | null> {
  const { Item } = await client.send(
    new GetItemCommand({ TableName: internalTable(table_prefix, "repository"), Key: { dynamoKey: { S: repo } } }),
  );
  return Item ? Repository.parse(unmarshall(Item)) : null;
}

/** Moves one stage's moment forward; a moment that is not later than the known one changes nothing. */
async function advance(
  client: DynamoDBClient,
  table_prefix: string,
  repo: string,
  step: { stage: Stage; at: string; last_replicated_at?: string },
): Promise<void> {
  const { stage, at, last_replicated_at } = step;
  const also = last_replicated_at === undefined ? "" : ", last_replicated_at = :last";
  try {
    await client.send(
      new UpdateItemCommand({
        TableName: internalTable(table_prefix, "repository"),
        Key: { dynamoKey: { S: repo } },
        UpdateExpression: `SET repo = :repo, ${stage} = :at${also}`,
        ConditionExpression: `attribute_not_exists(${stage}) OR ${stage} < :at`,
        ExpressionAttributeValues: {
          ":repo": { S: repo },
          ":at": { S: at },
          ...(last_replicated_at !== undefined && { ":last": { S: last_replicated_at } }),
        },
      }),
    );
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error; // A later moment is known already.
  }
}
