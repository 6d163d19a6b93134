/**
 * The workers as AWS Lambda functions, for event source mappings of the tables' streams.
 *
 * A mapping needs `FunctionResponseTypes: ["ReportBatchItemFailures"]`: what could not be dealt with is then given
 * again from the first such record on, and nothing before it.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
 */
import type { DynamoDBBatchResponse, DynamoDBStreamEvent, DynamoDBStreamHandler } from "aws-lambda";
import { readConfig } from "lib/config";
import type { Logger } from "pino";
import { toChangeRecord, type ChangeRecord, type Consumer } from "workers/change_record";
import { type Connections, openConnections } from "workers/connections";
import { Replicator } from "workers/replicator";

/** One invocation: an event holds records of one shard of one table, in order. */
export async function consumeEvent(
  event: DynamoDBStreamEvent,
  { consume, table_prefix, log }: { consume: Consumer; table_prefix: string; log: Logger },
): Promise<DynamoDBBatchResponse> {
  const records = event.Records.map((record) => toChangeRecord(tableOf(record.eventSourceARN, table_prefix), record));
  const { failed, error } = await consume(records);
  const again = new Set<ChangeRecord>(failed);
  const first = records.find((record) => again.has(record));
  if (first !== undefined) log.warn({ err: error, records: failed.length }, "a batch failed and will be given again");
  return { batchItemFailures: first === undefined ? [] : [{ itemIdentifier: first.sequence_number }] };
}

/** The table, without prefix, that a stream belongs to: "arn:…:table/<name>/stream/<label>". */
function tableOf(arn: string | undefined, table_prefix: string): string {
  const name = /:table\/([^/]+)\/stream\//.exec(arn ?? "")?.[1];
  if (!name?.startsWith(table_prefix)) throw new Error(`Not a stream of one of our tables: ${arn ?? "no ARN"}`);
  return name.slice(table_prefix.length);
}

interface Warm extends Connections {
  replicator: Replicator;
}
let warm: Warm | undefined;

/** Made at the first event and kept for the next ones, as Lambda keeps the process. */
function warmUp(): Warm {
  if (warm) return warm;
  const connections = openConnections(readConfig(), "replicator");
  return (warm = { ...connections, replicator: new Replicator(connections) });
}

export const replicate: DynamoDBStreamHandler = async (event) => {
  const { replicator, table_prefix, log } = warmUp();
  const response = await consumeEvent(event, { consume: replicator.consume, table_prefix, log });
  await replicator.flush(); // Between events Lambda freezes the process, and a timer with it.
  return response;
};
