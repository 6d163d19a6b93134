/**
 * The heartbeat of a worker that runs on events, as Lambda does: told after a batch, by whichever container had it.
 *
 * Between events Lambda freezes a container and its timers, so nothing can beat all the time. All containers of a
 * function share one heartbeat; each adds to it what its own batches have brought.
 */
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { Checkpoints, type Heartbeat, readHeartbeat, type TableHealth } from "lib/store/checkpoints";
import type { Logger } from "pino";
import type { BatchResult, ChangeRecord, Consumer } from "workers/change_record";
import { pause } from "workers/pace";

export interface EventHeartbeatDependencies {
  client: DynamoDBClient;
  table_prefix: string;
  log: Logger;
}

const defaults = {
  /** Of one container; a table that begins to fail, or goes on, is told at once. */
  interval_ms: 5_000,
  /** How long a batch waits for its telling. */
  patience_ms: 2_000,
};

/** Other containers may write at the same moment. */
const attempts_max = 5;
/** A loop (workers/stream.ts) that has beaten within this runs beside us, and knows more. */
const loop_silent_ms = 30_000;

/** What is still to be told: tables as they are now, counts since the last telling. */
interface Due extends Pick<Heartbeat, "replicated" | "parked" | "retries"> {
  tables: Map<string, Required<TableHealth>>;
}

export class EventHeartbeat {
  readonly #checkpoints: Checkpoints;
  readonly #options: typeof defaults;
  readonly #started_at = new Date().toISOString();
  #due = nothingDue();
  #tried_at = -Infinity;
  /** The tables that were last told to fail. */
  readonly #failing = new Set<string>();

  constructor(
    private readonly dependencies: EventHeartbeatDependencies,
    name: string,
    options: Partial<typeof defaults> = {},
  ) {
    this.#checkpoints = new Checkpoints(dependencies.client, dependencies.table_prefix, name);
    this.#options = { ...defaults, ...options };
  }

  /** The same consumer of one table's batches, which also tells how they went. A telling that fails, fails no batch. */
  around(consume: Consumer): Consumer {
    return async (batch) => {
      let result: BatchResult | undefined;
      try {
        result = await consume(batch);
        return result;
      } finally {
        this.#note(batch, result ?? { failed: batch, parked: 0 });
        await this.#tellIfDue();
      }
    };
  }

  #note(batch: readonly ChangeRecord[], { failed, parked }: BatchResult): void {
    const table = batch[0]?.table;
    if (table === undefined) return;
    const now = Date.now();
    const again = new Set(failed);
    const done = batch.filter((record) => !again.has(record));
    const waits_since = failed.map((record) => record.created_at).sort()[0];
    // Moments are told to the second: even a failure in the same one is a lag.
    const lag_seconds = waits_since === undefined ? 0 : Math.max(1, (now - Date.parse(waits_since)) / 1000);
    const earlier = this.#due.tables.get(table);
    this.#due.tables.set(table, {
      lag_seconds,
      last_record_at: later(
        earlier?.last_record_at,
        done
          .map((record) => record.created_at)
          .sort()
          .at(-1),
      ),
      records: (earlier?.records ?? 0) + done.length,
      told_at: new Date(now).toISOString(),
    });
    this.#due.replicated += done.length - parked;
    this.#due.parked += parked;
    this.#due.retries += failed.length > 0 ? 1 : 0;
  }

  async #tellIfDue(): Promise<void> {
    const is_news = [...this.#due.tables].some(
      ([table, { lag_seconds }]) => lag_seconds > 0 !== this.#failing.has(table),
    );
    if (!is_news && Date.now() - this.#tried_at < this.#options.interval_ms) return;
    this.#tried_at = Date.now();
    const told = new AbortController();
    await Promise.race([this.#tell(), pause(this.#options.patience_ms, told.signal)]);
    told.abort();
  }

  /** Never throws: what could not be told is told with the next batch. */
  async #tell(): Promise<void> {
    const { client, table_prefix, log } = this.dependencies;
    const due = this.#due;
    this.#due = nothingDue();
    try {
      for (let attempt = 1; attempt <= attempts_max; attempt++) {
        const known = await readHeartbeat(client, table_prefix, this.#checkpoints.consumer);
        const is_of_loop = known !== null && Object.values(known.tables).some(({ told_at }) => told_at === undefined);
        const is_told =
          (is_of_loop && Date.now() - Date.parse(known.updated_at) < loop_silent_ms) ||
          (await this.#checkpoints.beatAfter(known, this.#merged(is_of_loop ? null : known, due)));
        if (!is_told) continue;
        for (const [table, { lag_seconds }] of due.tables) {
          if (lag_seconds > 0) this.#failing.add(table);
          else this.#failing.delete(table);
        }
        return;
      }
      throw new Error("Other containers were faster each time");
    } catch (error) {
      log.warn({ err: error }, "a heartbeat could not be saved");
      this.#due = bothDue(due, this.#due);
    }
  }

  #merged(known: Heartbeat | null, { tables, replicated, parked, retries }: Due): Heartbeat {
    const merged = { ...known?.tables };
    for (const [table, mine] of tables) merged[table] = bothTables(merged[table], mine);
    return {
      consumer: this.#checkpoints.consumer,
      started_at: known?.started_at ?? this.#started_at,
      updated_at: new Date().toISOString(),
      tables: merged,
      replicated: (known?.replicated ?? 0) + replicated,
      parked: (known?.parked ?? 0) + parked,
      retries: (known?.retries ?? 0) + retries,
      gaps: known?.gaps ?? 0,
    };
  }
}

const nothingDue = (): Due => ({ tables: new Map(), replicated: 0, parked: 0, retries: 0 });

function bothDue(older: Due, newer: Due): Due {
  const tables = new Map(older.tables);
  for (const [table, health] of newer.tables) tables.set(table, bothTables(tables.get(table), health));
  return {
    tables,
    replicated: older.replicated + newer.replicated,
    parked: older.parked + newer.parked,
    retries: older.retries + newer.retries,
  };
}

/** Counts are added; how the table does is what was told last. */
function bothTables(known: TableHealth | undefined, mine: Required<TableHealth>): Required<TableHealth> {
  const { told_at = "", ...rest } = known ?? mine;
  const last = told_at > mine.told_at ? { ...rest, told_at } : mine;
  return {
    lag_seconds: last.lag_seconds,
    last_record_at: later(known?.last_record_at, mine.last_record_at),
    records: (known?.records ?? 0) + mine.records,
    told_at: last.told_at,
  };
}

function later(one: string | null = null, other: string | null = null): string | null {
  return (one ?? "") > (other ?? "") ? one : other;
}
