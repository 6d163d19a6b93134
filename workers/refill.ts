/** Brings every stored record to ClickHouse again: after ClickHouse was lost, or no worker read the streams for a day. */
import { type DynamoDBClient, paginateScan } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { record_kinds } from "lib/model/records/index";
import { recordTable } from "lib/store/tables";
import type { ChangeRecord } from "workers/change_record";
import { Replicator, type ReplicatorDependencies } from "workers/replicator";

export interface RefillReport {
  /** Records read. */
  read: number;
  /** Of these, the ones that do not fit ClickHouse's tables and wait as parked records. */
  parked: number;
}

/** A page of a scan holds at most 1 MB; this bounds pages of small records. */
const page_records = 500;

/**
 * Safe at any time, beside a running worker too: of a record's rows the greatest revision counts, and what ClickHouse
 * holds already goes in once more and is merged away. What DynamoDB no longer holds is not noticed.
 * @param onProgress called after each page with what has happened so far, and the table that it is about.
 * @throws when ClickHouse or DynamoDB is away.
 */
export async function refill(
  dependencies: ReplicatorDependencies,
  signal: AbortSignal,
  onProgress: (report: RefillReport, table: string) => void = () => undefined,
): Promise<RefillReport> {
  const { client, table_prefix, kinds = record_kinds } = dependencies;
  const replicator = new Replicator(dependencies);
  const report: RefillReport = { read: 0, parked: 0 };
  for (const kind of kinds) {
    for await (const records of stored(client, recordTable(table_prefix, kind), kind.dynamo_table)) {
      signal.throwIfAborted();
      const { failed, error, parked } = await replicator.consume(records);
      if (failed.length > 0) throw error;
      report.read += records.length;
      report.parked += parked;
      onProgress({ ...report }, kind.dynamo_table);
    }
  }
  await replicator.flush();
  return report;
}

/** A table's records, page by page, as if each had just been written. */
async function* stored(client: DynamoDBClient, TableName: string, table: string): AsyncGenerator<ChangeRecord[]> {
  for await (const { Items = [] } of paginateScan(
    { client, pageSize: page_records },
    { TableName, ConsistentRead: true },
  )) {
    const created_at = new Date().toISOString();
    yield Items.map((item) => {
      const new_image = unmarshall(item, { wrapNumbers: Number });
      const dynamoKey = item["dynamoKey"]?.S ?? "";
      return { table, dynamoKey, event: "MODIFY", new_image, sequence_number: "", created_at };
    });
  }
}
