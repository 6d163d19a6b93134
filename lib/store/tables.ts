/** The DynamoDB tables: one for each record kind, with a stream, and the HUD's own few without. */
import {
  CreateTableCommand,
  type DynamoDBClient,
  ResourceInUseException,
  waitUntilTableExists,
} from "@aws-sdk/client-dynamodb";
import { record_kinds } from "lib/model/records/index";
import type { RecordKind } from "lib/model/records/kind";

/** Tables that hold no record of the outside: where workers have read to, what could not be replicated, who we heard from. */
export const internal_tables = [
  "stream-checkpoint",
  "parked-record",
  "repository",
  "repository-input",
  "pending-log",
  "log-rule",
] as const;
export type InternalTable = (typeof internal_tables)[number];

export function recordTable(prefix: string, kind: RecordKind): string {
  return prefix + kind.dynamo_table;
}

export function internalTable(prefix: string, table: InternalTable): string {
  return prefix + table;
}

/** Creates the tables that are missing. Two processes may do so at once. */
export async function createTables(client: DynamoDBClient, prefix: string): Promise<void> {
  const wanted = [
    ...record_kinds.map((kind) => ({ name: recordTable(prefix, kind), stream: true })),
    ...internal_tables.map((table) => ({ name: internalTable(prefix, table), stream: false })),
  ];
  for (const table of wanted) {
    try {
      await client.send(
        new CreateTableCommand({
          TableName: table.name,
          BillingMode: "PAY_PER_REQUEST",
          AttributeDefinitions: [{ AttributeName: "dynamoKey", AttributeType: "S" }],
          KeySchema: [{ AttributeName: "dynamoKey", KeyType: "HASH" }],
          ...(table.stream && {
            StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
          }),
        }),
      );
    } catch (error) {
      if (!(error instanceof ResourceInUseException)) throw error; // It exists already.
    }
  }
  await Promise.all(
    wanted.map((table) =>
      waitUntilTableExists({ client, maxWaitTime: 120, minDelay: 1, maxDelay: 3 }, { TableName: table.name }),
    ),
  );
}
