/**
 * The workers as AWS Lambda functions, for event source mappings of the tables' streams.
 *
 * A mapping needs `FunctionResponseTypes: ["ReportBatchItemFailures"]`: what could not be dealt with is then given
 * again from the first such record on, and nothing before it.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
 */
import type {
  DynamoDBBatchResponse,
  DynamoDBStreamEvent,
  DynamoDBStreamHandler,
  S3Event,
  S3Handler,
  ScheduledHandler,
} from "aws-lambda";
import { openArchive } from "lib/archive/open";
import { type Config, readConfig } from "lib/config";
import { TestReports } from "lib/warehouse/test_reports";
import type { Logger } from "pino";
import { toChangeRecord, type ChangeRecord, type Consumer } from "workers/change_record";
import { expire } from "workers/chores";
import { type Connections, openConnections, openGithub } from "workers/connections";
import { EventHeartbeat } from "workers/event_heartbeat";
import { log_keeper_name, type LogKeeper, openLogKeeper } from "workers/logs";
import { openReconciler, type Reconciler } from "workers/reconcile";
import { Replicator } from "workers/replicator";
import { ReportPickup } from "workers/report_pickup";

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
  /** The replicator's, which also tells the pages how it went. */
  consume: Consumer;
}
let warm: Warm | undefined;
let warm_logs: { keeper: LogKeeper; consume: Consumer; connections: Connections } | undefined;

/** Made at the first event and kept for the next ones, as Lambda keeps the process. */
function warmUp(): Warm {
  if (warm) return warm;
  const connections = openConnections(readConfig(), "replicator");
  const replicator = new Replicator(connections);
  const consume = new EventHeartbeat(connections, replicator.name).around(replicator.consume);
  return (warm = { ...connections, replicator, consume });
}

export const replicate: DynamoDBStreamHandler = async (event) => {
  const { replicator, consume, table_prefix, log } = warmUp();
  const response = await consumeEvent(event, { consume, table_prefix, log });
  await replicator.flush(); // Between events Lambda freezes the process, and a timer with it.
  return response;
};

interface WarmReports {
  config: Config;
  pickup: ReportPickup;
  reports: TestReports;
}
let warm_reports: WarmReports | undefined;

function warmUpReports(): WarmReports {
  if (warm_reports) return warm_reports;
  const config = readConfig();
  const { warehouse, log } = openConnections(config, "test-reports");
  const reports = new TestReports(warehouse);
  const archive = openArchive(config.archive, config.dynamodb.region);
  return (warm_reports = { config, reports, pickup: new ReportPickup({ archive, reports, log }) });
}

/** The archive's keys that a bucket's event tells of. Events spell keys as forms do: a space is a plus. */
export function keysOf(event: S3Event, { archive }: Pick<Config, "archive">): string[] {
  const prefix = archive.kind === "s3" && archive.prefix !== "" ? `${archive.prefix}/` : "";
  return event.Records.flatMap(({ s3 }) => {
    const key = decodeURIComponent(s3.object.key.replaceAll("+", " "));
    return key.startsWith(prefix) ? [key.slice(prefix.length)] : [];
  });
}

/** For a bucket's ObjectCreated events below `test-reports/`. What throws, Lambda gives again. */
export const pickUpReports: S3Handler = async (event) => {
  const { config, pickup } = warmUpReports();
  for (const key of keysOf(event, config)) await pickup.pickUpKey(key);
};

/** For a schedule of every minute or so: places early reports, mends broken ones, and removes expired artifacts. */
export const doChores: ScheduledHandler = async () => {
  const { config, reports } = warmUpReports();
  await reports.place({ jobs_max: 1_000 });
  await reports.mend({ jobs_max: 1_000 });
  // Listing all artifacts every minute would cost more than they do.
  if (new Date().getUTCHours() % 6 === 0 && new Date().getUTCMinutes() === 0) {
    await expire(config, openArchive(config.archive, config.dynamodb.region));
  }
};

/** Before the function's own end: what is at work then is finished, or due again when its lease ends. */
const log_seconds = 60;

function warmUpLogs(): NonNullable<typeof warm_logs> {
  if (warm_logs) return warm_logs;
  const config = readConfig();
  const connections = openConnections(config, log_keeper_name);
  const keeper = openLogKeeper(config, connections, openGithub(config));
  const consume = new EventHeartbeat(connections, keeper.name).around(keeper.consume);
  return (warm_logs = { keeper, consume, connections });
}

/** For the stream of the jobs' table: writes down which logs are to be had. */
export const noteLogs: DynamoDBStreamHandler = async (event) => {
  const { consume, connections } = warmUpLogs();
  return consumeEvent(event, { ...connections, consume });
};

/** For a schedule, such as every minute, with a timeout of some minutes: fetches and classifies what is due. */
export const keepLogs: ScheduledHandler = async () => {
  const { keeper } = warmUpLogs();
  await keeper.queue.drain(Date.now() + log_seconds * 1000);
};

/** What is left of the function's time when it asks no more: for what is being recorded. */
const reconcile_end_ms = 10_000;
let warm_reconciler: Reconciler | null | undefined;

/**
 * For a schedule of every five minutes, with a timeout of five: asks GitHub about workflow runs that have gone silent. A
 * new container asks about all of them again, so that one at a time is enough (reserved concurrency of 1).
 */
export const reconcile: ScheduledHandler = async (_event, context) => {
  if (warm_reconciler === undefined) {
    const config = readConfig();
    const github = openGithub(config);
    warm_reconciler = github && openReconciler(openConnections(config, "reconcile"), github);
  }
  const left_ms = Math.max(0, context.getRemainingTimeInMillis() - reconcile_end_ms);
  await warm_reconciler?.pass(AbortSignal.timeout(left_ms));
};
