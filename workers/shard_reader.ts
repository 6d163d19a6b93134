/** Reads one shard of one stream, in order, from its checkpoint to its end. */
import {
  type DynamoDBStreamsClient,
  ExpiredIteratorException,
  GetRecordsCommand,
  type GetRecordsOutput,
  GetShardIteratorCommand,
  ResourceNotFoundException,
  TrimmedDataAccessException,
} from "@aws-sdk/client-dynamodb-streams";
import type { Checkpoint, Checkpoints } from "lib/store/checkpoints";
import type { Logger } from "pino";
import type { Batcher } from "workers/batcher";
import { toChangeRecord } from "workers/change_record";
import { backoffDelay, Bell, isWorthLogging, type Limiter, type Metronome, pause } from "workers/pace";
import type { StreamOptions } from "workers/stream_options";

/** What the readers of one consumer share. */
export interface Reading {
  streams: DynamoDBStreamsClient;
  checkpoints: Checkpoints;
  batcher: Batcher;
  reads: Limiter;
  metronome: Metronome;
  options: StreamOptions;
  log: Logger;
  signal: AbortSignal;
}

/** How a shard's reading ended: read to its end, its stream is no more, or the worker stopped. */
export type Ending = "finished" | "gone" | "stopped";

export class ShardReader {
  /** Dealt with since the start. */
  records = 0;
  last_record_at: string | null = null;
  gaps = 0;
  /** The last read found nothing more. */
  caught_up = false;

  #read_to: string | null;
  #settled_to: string | null;
  #saved_to: string | null;
  #unsettled = 0;
  readonly #all_settled = new Bell();

  constructor(
    private readonly reading: Reading,
    readonly table: string,
    private readonly stream_arn: string,
    private readonly shard: string,
    start: Checkpoint | null,
  ) {
    this.#read_to = this.#settled_to = this.#saved_to = start?.sequence_number ?? null;
  }

  async run(): Promise<Ending> {
    const { options, log, signal, batcher } = this.reading;
    let iterator: string | undefined;
    let poll_ms = options.poll_busy_ms;
    let failures = 0;
    while (!signal.aborted) {
      await batcher.room();
      let delay_ms: number;
      try {
        iterator ??= await this.#openIterator();
        const page = await this.#read(iterator);
        failures = 0;
        const found = this.#accept(page);
        if (page.NextShardIterator === undefined) return await this.#finish();
        iterator = page.NextShardIterator;
        poll_ms = found > 0 ? options.poll_busy_ms : Math.min(poll_ms * 2, options.poll_idle_ms);
        delay_ms = found >= options.read_records_max / 2 ? 0 : this.reading.metronome.untilBeat(poll_ms);
      } catch (error) {
        if (signal.aborted) break;
        if (error instanceof ResourceNotFoundException) return "gone";
        iterator = undefined;
        if (error instanceof TrimmedDataAccessException) this.#noteGap();
        failures++;
        // Iterators expire after 15 minutes, when reading stood still because the consumer did: no failure of anyone's.
        if (!(error instanceof ExpiredIteratorException) && isWorthLogging(failures)) {
          log.warn({ err: error, table: this.table, shard: this.shard, failures }, "a stream cannot be read");
        }
        delay_ms = backoffDelay(failures, options.backoff);
      }
      if (delay_ms > 0) await pause(delay_ms, signal);
    }
    return "stopped";
  }

  /** Writes down how far the consumer is, if it has moved. */
  async save(): Promise<void> {
    const sequence_number = this.#settled_to;
    if (sequence_number === this.#saved_to) return;
    await this.#write({ sequence_number, finished: false });
  }

  async #read(iterator: string): Promise<GetRecordsOutput> {
    const { streams, reads, options } = this.reading;
    const command = new GetRecordsCommand({ ShardIterator: iterator, Limit: options.read_records_max });
    return reads.run(() => streams.send(command));
  }

  async #openIterator(): Promise<string> {
    const { ShardIterator } = await this.reading.streams.send(
      new GetShardIteratorCommand({
        StreamArn: this.stream_arn,
        ShardId: this.shard,
        ...(this.#read_to === null
          ? { ShardIteratorType: "TRIM_HORIZON" }
          : { ShardIteratorType: "AFTER_SEQUENCE_NUMBER", SequenceNumber: this.#read_to }),
      }),
    );
    if (ShardIterator === undefined) throw new Error("DynamoDB Streams gave no iterator");
    return ShardIterator;
  }

  /** @returns how many records came. */
  #accept(page: GetRecordsOutput): number {
    const records = page.Records ?? [];
    this.caught_up = records.length === 0;
    this.#unsettled += records.length;
    this.reading.batcher.push(
      records.map((wire) => {
        const record = toChangeRecord(this.table, wire);
        return {
          record,
          bytes: wire.dynamodb?.SizeBytes ?? 0,
          settled: () => this.#settle(record.sequence_number, record.created_at),
        };
      }),
    );
    this.#read_to = records.at(-1)?.dynamodb?.SequenceNumber ?? this.#read_to;
    return records.length;
  }

  #settle(sequence_number: string, created_at: string): void {
    this.#settled_to = sequence_number;
    this.last_record_at = created_at;
    this.records++;
    this.#unsettled--;
    if (this.#unsettled === 0) this.#all_settled.ring();
  }

  /** Streams keep 24 hours: what a worker has not read by then is only in the tables themselves. */
  #noteGap(): void {
    if (this.#read_to === null) return; // The oldest record was trimmed between two requests; there is a new oldest.
    this.gaps++;
    this.reading.log.error(
      { table: this.table, shard: this.shard, after: this.#read_to },
      "the stream no longer has the record that comes next: changes may be missing, and reading goes on at the oldest one",
    );
    this.#read_to = null;
  }

  /** The shard has no more records. It is finished, and its children may begin, when all have been dealt with. */
  async #finish(): Promise<Ending> {
    const { signal, options, log } = this.reading;
    while (this.#unsettled > 0 && !signal.aborted) await this.#all_settled.wait(signal);
    for (let failures = 1; !signal.aborted; failures++) {
      try {
        await this.#write({ sequence_number: this.#settled_to, finished: true });
        return "finished";
      } catch (error) {
        if (isWorthLogging(failures)) log.warn({ err: error, failures }, "a checkpoint cannot be saved");
        await pause(backoffDelay(failures, options.backoff), signal);
      }
    }
    return "stopped";
  }

  async #write(progress: Pick<Checkpoint, "sequence_number" | "finished">): Promise<void> {
    await this.reading.checkpoints.save(this.table, this.shard, { ...progress, stream_arn: this.stream_arn });
    this.#saved_to = progress.sequence_number;
  }
}
