/** `npm run replay`: from the command line to the summary. */
import { findRunningHud } from "engines/data_dir";
import { openArchive } from "lib/archive/open";
import { type Config, loadEnvFile, readConfig } from "lib/config";
import { ParkedRecords } from "lib/store/parked";
import { warehouseClient } from "lib/warehouse/client";
import { migrate } from "lib/warehouse/migrate";
import { type CommandContext, exit_codes, explain, UserMistake } from "scripts/command";
import { openStore } from "scripts/open_store";
import { startProgress } from "scripts/progress";
import { StoreFailed, Tally } from "scripts/record_told";
import { retryLogs } from "scripts/replay/logs";
import { parseOptions, type ReplayOptions, usage } from "scripts/replay/options";
import { replay } from "scripts/replay/replay";
import { selectDeliveries } from "scripts/replay/select";
import { refill } from "workers/refill";
import { replicator_name, type ReplicatorDependencies } from "workers/replicator";
import { retryParked } from "workers/retry_parked";
import { pino } from "pino";

export async function runReplay(context: CommandContext): Promise<number> {
  const options = parseOptions(context.args, Date.now());
  if (!options) {
    context.out.write(usage);
    return exit_codes.done;
  }
  const env = { ...context.env };
  loadEnvFile(context.folder, env);
  const config = readConfig(env);
  if (options.logs) return fetchLogsAgain(context, config);
  if (options.clickhouse) return fillClickhouse(context, config);
  if (options.parked) return options.dry_run ? listParked(context, config) : retry(context, config);
  return replayArchive(context, config, options);
}

async function replayArchive(
  { out, err, signal }: CommandContext,
  config: Config,
  options: ReplayOptions,
): Promise<number> {
  const archive = openArchive(config.archive, config.dynamodb.region);
  const open = options.dry_run ? null : await openStore(config);
  const progress = startProgress("replay", err);
  const tally = new Tally();
  const number = (value: number): string => value.toLocaleString("en");
  let stopped_by: unknown = null;
  try {
    // Counted first, for the sake of an estimate: what follows takes a hundred times as long.
    let total = 0;
    for await (const { key } of selectDeliveries(archive, options)) {
      signal.throwIfAborted();
      total += 1;
      if (total % 1_000 === 0) progress.update(0, `counting: ${number(total)} deliveries, at ${key}`);
    }
    await replay({
      ...{ archive, store: open?.store ?? null, options, tally, signal },
      onProgress: (done) => progress.update(done / Math.max(total, done), `${number(done)} of ${number(total)}`),
    });
  } catch (error) {
    stopped_by = error;
  } finally {
    progress.stop();
    open?.close();
  }
  out.write(`${tally.report(options.dry_run ? dry_columns : columns)}\n`);
  if (signal.aborted) {
    err.write("Stopped. What was recorded stays; run the same command again for all of it.\n");
    return exit_codes.interrupted;
  }
  if (stopped_by instanceof StoreFailed) {
    err.write(`The HUD's store does not take records: ${explain(stopped_by)}\n`);
    return exit_codes.failed;
  }
  if (stopped_by !== null) {
    err.write(`The archive cannot be read: ${explain(stopped_by)}\n`);
    return exit_codes.failed;
  }
  if (options.dry_run) out.write("Nothing has been stored: this was a dry run.\n");
  return tally.failed > 0 ? exit_codes.failed : exit_codes.done;
}

const columns = [
  ["stored", "stored"],
  ["unchanged", "known already"],
  ["ignored", "record nothing"],
  ["failed", "failed"],
] as const;
const dry_columns = [
  ["unchanged", "understood"],
  ["ignored", "record nothing"],
  ["failed", "failed"],
] as const;

async function fetchLogsAgain({ out }: CommandContext, config: Config): Promise<number> {
  const open = await openStore(config);
  try {
    const { due_again, unreadable } = await retryLogs(open.dynamo, config.dynamodb.table_prefix);
    const others = unreadable > 0 ? ` ${unreadable} parked entries name no log.` : "";
    out.write(
      due_again === 0
        ? `No log is parked.${others}\n`
        : `${due_again} logs are due again; the HUD's workers fetch them.${others}\n`,
    );
    return unreadable > 0 ? exit_codes.failed : exit_codes.done;
  } finally {
    open.close();
  }
}

const parked_page = 100;

/** One line for each: since when, how often tried, which record, and why it does not fit. */
async function listParked({ out, signal }: CommandContext, config: Config): Promise<number> {
  const open = await openStore(config);
  try {
    const parked = new ParkedRecords(open.dynamo, config.dynamodb.table_prefix, replicator_name);
    let count = 0;
    for await (const records of parked.pages({ limit: parked_page })) {
      signal.throwIfAborted();
      for (const { parked_at, attempts, kind, record_key, reason } of records) {
        out.write(`${parked_at}  tried ${attempts}×  ${kind} ${record_key}: ${reason}\n`);
      }
      count += records.length;
    }
    out.write(count === 0 ? "Nothing is parked.\n" : `${count} records are parked.\n`);
    return exit_codes.done;
  } finally {
    open.close();
  }
}

async function retry({ out, err }: CommandContext, config: Config): Promise<number> {
  return withReplication(config, async (dependencies) => {
    const progress = startProgress("replay --parked", err);
    try {
      const { tried, replicated, still_parked } = await retryParked(dependencies, (report) =>
        progress.say(`${report.tried} tried`),
      );
      out.write(
        tried === 0
          ? "Nothing is parked.\n"
          : `${replicated} of ${tried} parked records are in ClickHouse now; ${still_parked} stay parked.\n`,
      );
      return still_parked > 0 ? exit_codes.failed : exit_codes.done;
    } finally {
      progress.stop();
    }
  });
}

async function fillClickhouse({ out, err, signal }: CommandContext, config: Config): Promise<number> {
  return withReplication(config, async (dependencies) => {
    const progress = startProgress("replay --clickhouse", err);
    try {
      await migrate(dependencies.warehouse);
      const { read, parked } = await refill(dependencies, signal, (report, table) =>
        progress.say(`${report.read.toLocaleString("en")} records, at ${table}`),
      );
      out.write(
        `${(read - parked).toLocaleString("en")} of ${read.toLocaleString("en")} stored records are in ClickHouse now` +
          `${parked > 0 ? `; ${parked.toLocaleString("en")} do not fit its tables and are parked` : ""}.\n`,
      );
      return parked > 0 ? exit_codes.failed : exit_codes.done;
    } catch (error) {
      if (!signal.aborted) throw error;
      err.write("Stopped. What was brought stays; run the same command again for all of it.\n");
      return exit_codes.interrupted;
    } finally {
      progress.stop();
    }
  });
}

/** Both engines of the HUD, for as long as the work takes. @throws UserMistake when it is not said where they are. */
async function withReplication(
  config: Config,
  work: (dependencies: ReplicatorDependencies) => Promise<number>,
): Promise<number> {
  const url = config.clickhouse.url ?? findRunningHud(config.data_dir)?.clickhouse_url ?? null;
  const open = await openStore(config);
  if (url === null) {
    open.close();
    throw new UserMistake("Where is ClickHouse? Set CLICKHOUSE_URL, as for the HUD itself.");
  }
  const warehouse = warehouseClient({ ...config.clickhouse, url });
  const { table_prefix } = config.dynamodb;
  try {
    return await work({ client: open.dynamo, warehouse, table_prefix, log: pino({ level: "silent" }) });
  } finally {
    open.close();
    await warehouse.close();
  }
}
