/** Makes the engines ready for the product: DynamoDB's tables and ClickHouse's, as this version expects them. */
import type { Config } from "lib/config";
import { dynamoClient } from "lib/store/client";
import { createTables } from "lib/store/tables";
import { warehouseClient } from "lib/warehouse/client";
import { migrate } from "lib/warehouse/migrate";

/** Idempotent, and safe to run by two processes at once. @throws when an engine's address is not known yet. */
export async function prepare({ dynamodb, clickhouse }: Config): Promise<void> {
  if (dynamodb.endpoint === null || clickhouse.url === null) throw new Error("The engines have no address yet");
  const dynamo = dynamoClient({ endpoint: dynamodb.endpoint, region: dynamodb.region });
  const warehouse = warehouseClient({ ...clickhouse, url: clickhouse.url });
  try {
    await Promise.all([createTables(dynamo, dynamodb.table_prefix), migrate(warehouse)]);
  } finally {
    dynamo.destroy();
    await warehouse.close();
  }
}
