/**
 * The stream loop: one consumer reads the streams of its tables, at least once, in order within each shard.
 *
 * Readers, one for each shard, fill one batcher; the batcher gives the consumer one batch at a time. Checkpoints in
 * DynamoDB follow what the consumer has dealt with, so whatever a dying worker had in its hands is read again.
 */
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { DynamoDBStreamsClient } from "@aws-sdk/client-dynamodb-streams";
import { Checkpoints, type Heartbeat } from "lib/store/checkpoints";
import { setMaxListeners } from "node:events";
import type { Logger } from "pino";
import { Batcher } from "workers/batcher";
import type { Subscription } from "workers/change_record";
import { isWorthLogging, Limiter, Metronome, pause } from "workers/pace";
import { stream_defaults, type StreamOptions } from "workers/stream_options";
import { TableReader } from "workers/table_reader";

export interface StreamDependencies {
  client: DynamoDBClient;
  streams: DynamoDBStreamsClient;
  table_prefix: string;
  log: Logger;
}

export class StreamLoop {
  readonly #stopping = new AbortController();
  readonly #checkpoints: Checkpoints;
  readonly #batcher: Batcher;
  readonly #tables: TableReader[];
  readonly #options: StreamOptions;
  readonly #log: Logger;
  readonly #started_at = new Date().toISOString();
  readonly #working: Promise<unknown>;
  readonly #tending: Promise<unknown>;

  /** Begins to read at once. @param options what differs from `stream_defaults`. */
  constructor(
    { client, streams, table_prefix, log }: StreamDependencies,
    { name, tables, consume }: Subscription,
    options: Partial<StreamOptions> = {},
  ) {
    const signal = this.#stopping.signal;
    setMaxListeners(0, signal); // Every table's reader waits on it.
    this.#options = { ...stream_defaults, ...options };
    this.#log = log.child({ consumer: name });
    this.#checkpoints = new Checkpoints(client, table_prefix, name);
    this.#batcher = new Batcher(consume, this.#options, this.#log, signal);
    const reading = {
      ...{ streams, signal, log: this.#log, options: this.#options, checkpoints: this.#checkpoints },
      batcher: this.#batcher,
      reads: new Limiter(this.#options.reads_at_once),
      metronome: new Metronome(),
    };
    this.#tables = tables.map((table) => new TableReader(reading, client, table, table_prefix + table));
    const readers = this.#tables.map((table) => table.run());
    this.#working = Promise.all([this.#batcher.run(), ...readers]);
    this.#tending = Promise.all([this.#saveCheckpoints(), this.#beat()]);
  }

  /** Stops reading, lets the batch at work finish for a while, and saves how far it got. Never throws. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    let timer: NodeJS.Timeout | undefined;
    const grace = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, this.#options.stop_grace_ms);
    });
    await Promise.race([Promise.all([this.#working, this.#tending]), grace]);
    clearTimeout(timer);
    try {
      for (const table of this.#tables) await table.save();
      await this.#checkpoints.beat(this.health());
    } catch (error) {
      this.#log.warn({ err: error }, "the last checkpoints could not be saved: some records will be read again");
    }
  }

  /** How the consumer is doing, as its heartbeat tells other processes. */
  health(now = Date.now()): Heartbeat {
    const oldest = new Map<string, string>();
    for (const { table, created_at } of this.#batcher.unsettled()) {
      const known = oldest.get(table);
      if (known === undefined || created_at < known) oldest.set(table, created_at);
    }
    return {
      consumer: this.#checkpoints.consumer,
      started_at: this.#started_at,
      updated_at: new Date(now).toISOString(),
      tables: Object.fromEntries(
        this.#tables.map((reader) => {
          const { table, records, last_record_at, caught_up } = reader;
          const behind = oldest.get(table) ?? (caught_up ? null : last_record_at);
          const lag_seconds = behind === null ? 0 : Math.max(0, Math.round((now - Date.parse(behind)) / 100) / 10);
          return [table, { lag_seconds, last_record_at, records }];
        }),
      ),
      ...this.#batcher.counts,
      gaps: this.#tables.reduce((sum, table) => sum + table.gaps, 0),
    };
  }

  async #saveCheckpoints(): Promise<void> {
    const signal = this.#stopping.signal;
    let failures = 0;
    for (;;) {
      await pause(this.#options.checkpoint_interval_ms, signal);
      if (signal.aborted) return;
      try {
        for (const table of this.#tables) await table.save();
        failures = 0;
      } catch (error) {
        failures++;
        if (isWorthLogging(failures)) this.#log.warn({ err: error, failures }, "checkpoints cannot be saved");
      }
    }
  }

  async #beat(): Promise<void> {
    const { heartbeat_busy_ms, heartbeat_idle_ms } = this.#options;
    const signal = this.#stopping.signal;
    let beaten_at = -Infinity;
    let told = "";
    while (!signal.aborted) {
      const health = this.health();
      const news = JSON.stringify({ ...health, updated_at: null });
      if (news !== told || performance.now() - beaten_at >= heartbeat_idle_ms) {
        try {
          await this.#checkpoints.beat(health);
          told = news;
          beaten_at = performance.now();
        } catch (error) {
          this.#log.debug({ err: error }, "a heartbeat could not be saved"); // The readers complain already.
        }
      }
      await pause(heartbeat_busy_ms, signal);
    }
  }
}
