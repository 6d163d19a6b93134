/** Which inputs each repository has been heard through, and when last: DynamoDB's table `repository-input`. */
import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import { Moment } from "lib/model/fields";
import { hook_scopes, type HookSeen, type InputName, input_names } from "lib/model/setup";
import { internalTable } from "lib/store/tables";
import { z } from "zod";

const Hook = z.object({
  scope: z.enum(hook_scopes),
  hook_id: z.int(),
  heard_at: Moment,
  events: z.array(z.string()),
  content_type: z.string().nullable(),
}) satisfies z.ZodType<HookSeen>;

const Item = z.object({
  hook: Hook.nullable().default(null),
  ...Object.fromEntries(input_names.map((name) => [name, Moment.nullable().default(null)])),
});

export interface KeptInputs {
  /** Only those that were ever heard. */
  heard: Map<InputName, string>;
  /** The webhook that pinged last. */
  hook: HookSeen | null;
}

/** What an organisation's webhook or an App's is kept under: they ping for themselves, not for a repository. */
export const organisationKey = (owner: string): string => `${owner}/*`;
export const app_key = "*";

/** Only ever moves forward, whichever process speaks first. @param key "owner/repo", or one of the keys above. */
export async function markInput(
  client: DynamoDBClient,
  table_prefix: string,
  { key, input, at }: { key: string; input: InputName; at: string },
): Promise<void> {
  await update(client, table_prefix, key, {
    UpdateExpression: "SET #input = :at",
    ConditionExpression: "attribute_not_exists(#input) OR #input < :at",
    ExpressionAttributeNames: { "#input": input },
    ExpressionAttributeValues: { ":at": { S: at } },
  });
}

export async function markHook(
  client: DynamoDBClient,
  table_prefix: string,
  { key, hook }: { key: string; hook: HookSeen },
): Promise<void> {
  await update(client, table_prefix, key, {
    UpdateExpression: "SET hook = :hook",
    ConditionExpression: "attribute_not_exists(hook) OR hook.heard_at < :at",
    ExpressionAttributeValues: { ":hook": { M: marshall(hook) }, ":at": { S: hook.heard_at } },
  });
}

export async function readInputs(client: DynamoDBClient, table_prefix: string, key: string): Promise<KeptInputs> {
  const { Item: found } = await client.send(
    new GetItemCommand({ TableName: internalTable(table_prefix, "repository-input"), Key: { dynamoKey: { S: key } } }),
  );
  if (!found) return { heard: new Map(), hook: null };
  const item: Record<string, unknown> & { hook: HookSeen | null } = Item.parse(unmarshall(found));
  const heard = input_names.flatMap((name): [InputName, string][] => {
    const at = item[name];
    return typeof at === "string" ? [[name, at]] : [];
  });
  return { heard: new Map(heard), hook: item.hook };
}

async function update(
  client: DynamoDBClient,
  table_prefix: string,
  key: string,
  change: Omit<UpdateItemCommand["input"], "TableName" | "Key">,
): Promise<void> {
  try {
    await client.send(
      new UpdateItemCommand({
        TableName: internalTable(table_prefix, "repository-input"),
        Key: { dynamoKey: { S: key } },
        ...change,
      }),
    );
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error; // A later one is known already.
  }
}
