/** Everything that DynamoDB holds of the records, for comparing whole states. */
import { type DynamoDBClient, paginateScan } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { record_kinds } from "lib/model/records/index";
import { recordTable } from "lib/store/tables";

export type StoredRecord = Record<string, unknown> & { dynamoKey: string };

/** By kind and key, without revisions: those count how often a record changed on its way. */
export async function storedRecords(
  client: DynamoDBClient,
  prefix: string,
): Promise<Record<string, Record<string, StoredRecord>>> {
  const found: Record<string, Record<string, StoredRecord>> = {};
  for (const kind of record_kinds) {
    const records: Record<string, StoredRecord> = {};
    for await (const page of paginateScan({ client }, { TableName: recordTable(prefix, kind) })) {
      for (const item of page.Items ?? []) {
        const record = unmarshall(item);
        delete record.revision;
        records[String(record.dynamoKey)] = { ...record, dynamoKey: String(record.dynamoKey) };
      }
    }
    if (Object.keys(records).length > 0) found[kind.name] = records;
  }
  return found;
}
