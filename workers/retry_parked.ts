/** Tries parked records again, after whatever was wrong with them or with us has been mended. */
import { type DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { record_kinds } from "lib/model/records/index";
import type { RecordKind } from "lib/model/records/kind";
import { type ParkedRecord, ParkedRecords } from "lib/store/parked";
import { recordTable } from "lib/store/tables";
import { type Change, claimedRevision } from "workers/plan";
import { Replicator, type ReplicatorDependencies } from "workers/replicator";

export interface RetryReport {
  tried: number;
  replicated: number;
  still_parked: number;
}

/** Small, since each page holds its images: at most 25 of 400 KB. */
const page_records = 25;

/**
 * Replicates every parked record as it is now in its table, or as it was parked if it is gone from there.
 * What replicates is no longer parked; what does not stays, with one more attempt counted.
 * @param onProgress called after each page with what has happened so far.
 * @throws when ClickHouse or DynamoDB is away; what has not been tried stays as it is.
 */
export async function retryParked(
  dependencies: ReplicatorDependencies,
  onProgress: (report: RetryReport) => void = () => undefined,
): Promise<RetryReport> {
  const { client, table_prefix, kinds = record_kinds } = dependencies;
  const replicator = new Replicator(dependencies);
  const parked_records = new ParkedRecords(client, table_prefix, replicator.name);
  const report: RetryReport = { tried: 0, replicated: 0, still_parked: 0 };
  for await (const records of parked_records.pages({ limit: page_records, images: true })) {
    const parked_of = new Map<Change, ParkedRecord>();
    for (const parked of records) {
      report.tried++;
      const kind = kinds.find(({ name }) => name === parked.kind);
      if (kind) {
        parked_of.set(await currentChange(client, table_prefix, kind, parked), parked);
      } else {
        await parked_records.failedAgain(parked, `This version of the HUD has no records of the kind ${parked.kind}.`);
        report.still_parked++;
      }
    }
    const { fates, error } = await replicator.replicate([...parked_of.keys()]);
    if ([...fates.values()].includes("failed")) throw error;
    for (const [change, parked] of parked_of) {
      const fate = fates.get(change);
      if (typeof fate === "object") {
        await parked_records.failedAgain(parked, fate.refused);
        report.still_parked++;
      } else {
        // The parked image may claim a higher revision than what replaced it after a restore by hand.
        await parked_records.remove(parked.kind, parked.record_key, Math.max(claimedRevision(change), parked.revision));
        report.replicated++;
      }
    }
    onProgress({ ...report });
  }
  await replicator.flush();
  return report;
}

async function currentChange(
  client: DynamoDBClient,
  table_prefix: string,
  kind: RecordKind,
  parked: ParkedRecord,
): Promise<Change> {
  const { record_key: dynamoKey, event, image, parked_at } = parked;
  const { Item } = await client.send(
    new GetItemCommand({
      TableName: recordTable(table_prefix, kind),
      Key: { dynamoKey: { S: dynamoKey } },
      ConsistentRead: true,
    }),
  );
  const now = Item && unmarshall(Item, { wrapNumbers: Number });
  if (now) return { kind, dynamoKey, event: "MODIFY", image: now, created_at: parked_at };
  return { kind, dynamoKey, event, image, created_at: parked_at };
}
