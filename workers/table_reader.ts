/** Reads one table: finds its stream, follows its shards, parents before children, and new ones as they appear. */
import { DescribeTableCommand, type DynamoDBClient, ResourceNotFoundException } from "@aws-sdk/client-dynamodb";
import {
  DescribeStreamCommand,
  ResourceNotFoundException as StreamNotFoundException,
  type Shard,
} from "@aws-sdk/client-dynamodb-streams";
import { backoffDelay, Bell, isWorthLogging, jittered, pause } from "workers/pace";
import { type Reading, ShardReader } from "workers/shard_reader";

const shards_max = 10_000;

export class TableReader {
  /** Those that are at work, by shard. */
  readonly #readers = new Map<string, ShardReader>();
  #runs: Promise<void>[] = [];
  readonly #ended = new Bell();
  #endings = 0;
  /** What readers that have ended have counted. */
  readonly #past = { records: 0, gaps: 0, last_record_at: null as string | null };

  constructor(
    private readonly reading: Reading,
    private readonly client: DynamoDBClient,
    readonly table: string,
    private readonly table_name: string,
  ) {}

  /** Runs until stopped. A table or stream that is not there yet is waited for. */
  async run(): Promise<void> {
    const { options, log, signal } = this.reading;
    let failures = 0;
    while (!signal.aborted) {
      let delay_ms = options.find_table_interval_ms;
      try {
        const stream_arn = await this.#findStream();
        if (stream_arn === null) {
          if (failures++ === 0) log.info({ table: this.table }, "waits for the table and its stream");
        } else {
          failures = 0;
          await this.#follow(stream_arn);
        }
      } catch (error) {
        if (signal.aborted) break;
        failures++;
        if (isWorthLogging(failures)) log.warn({ err: error, table: this.table, failures }, "a stream cannot be found");
        delay_ms = backoffDelay(failures, options.backoff);
      }
      await pause(jittered(delay_ms), signal);
    }
    await Promise.all(this.#runs);
  }

  async save(): Promise<void> {
    for (const reader of this.#readers.values()) await reader.save();
  }

  get records(): number {
    return this.#sum("records");
  }

  get gaps(): number {
    return this.#sum("gaps");
  }

  get last_record_at(): string | null {
    let last = this.#past.last_record_at;
    for (const { last_record_at: at } of this.#readers.values()) if (at !== null && (last ?? "") < at) last = at;
    return last;
  }

  get caught_up(): boolean {
    return [...this.#readers.values()].every((reader) => reader.caught_up);
  }

  #sum(count: "records" | "gaps"): number {
    return [...this.#readers.values()].reduce((sum, reader) => sum + reader[count], this.#past[count]);
  }

  async #findStream(): Promise<string | null> {
    try {
      const { Table } = await this.client.send(new DescribeTableCommand({ TableName: this.table_name }));
      return Table?.LatestStreamArn ?? null;
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return null;
      throw error;
    }
  }

  /** Follows one stream until it has nothing more to read: switched off and read to its end, or gone. */
  async #follow(stream_arn: string): Promise<void> {
    const { options, signal, checkpoints, log } = this.reading;
    const finished = new Set<string>();
    let failures = 0;
    let pruned_at = -1;
    while (!signal.aborted) {
      let delay_ms = jittered(options.describe_interval_ms);
      const endings = this.#endings;
      try {
        const shards = await this.#describe(stream_arn);
        if (shards === null && this.#readers.size === 0) return;
        if (shards !== null) {
          await this.#startReaders(stream_arn, shards, finished);
          if (this.#readers.size === 0) return;
          if (pruned_at < endings)
            await checkpoints.prune(this.table, new Set(shards.map(({ ShardId = "" }) => ShardId)));
          pruned_at = endings;
        }
        failures = 0;
      } catch (error) {
        if (signal.aborted) return;
        failures++;
        if (isWorthLogging(failures)) {
          log.warn({ err: error, table: this.table, failures }, "a stream's shards cannot be listed");
        }
        delay_ms = backoffDelay(failures, options.backoff);
      }
      if (endings === this.#endings) await this.#ended.wait(signal, delay_ms);
    }
  }

  /** @returns null when the stream is no more. */
  async #describe(stream_arn: string): Promise<Shard[] | null> {
    const shards: Shard[] = [];
    let ExclusiveStartShardId: string | undefined;
    try {
      do {
        const { StreamDescription } = await this.reading.streams.send(
          new DescribeStreamCommand({ StreamArn: stream_arn, ExclusiveStartShardId }),
        );
        shards.push(...(StreamDescription?.Shards ?? []));
        ExclusiveStartShardId = StreamDescription?.LastEvaluatedShardId;
      } while (ExclusiveStartShardId !== undefined && shards.length < shards_max);
      return shards;
    } catch (error) {
      if (error instanceof StreamNotFoundException) return null;
      throw error;
    }
  }

  /** A child begins when its parent is finished, or no longer listed: a key's changes move from parent to child. */
  async #startReaders(stream_arn: string, shards: readonly Shard[], finished: Set<string>): Promise<void> {
    const listed = new Set(shards.map((shard) => shard.ShardId));
    for (const shard of finished) if (!listed.has(shard)) finished.delete(shard);
    const fresh = shards.filter(({ ShardId = "" }) => !finished.has(ShardId) && !this.#readers.has(ShardId));
    const ready: { shard: string; parent: string | undefined; reader: ShardReader }[] = [];
    for (const { ShardId: shard, ParentShardId: parent } of fresh) {
      if (shard === undefined) continue;
      const checkpoint = await this.reading.checkpoints.read(this.table, shard, stream_arn);
      if (checkpoint?.finished) finished.add(shard);
      else
        ready.push({ shard, parent, reader: new ShardReader(this.reading, this.table, stream_arn, shard, checkpoint) });
    }
    // Shards are listed in no promised order, so parents are judged only when all checkpoints are known.
    for (const { shard, parent, reader } of ready) {
      if (parent !== undefined && listed.has(parent) && !finished.has(parent)) continue;
      this.#start(shard, reader, finished);
    }
  }

  #start(shard: string, reader: ShardReader, finished: Set<string>): void {
    this.#readers.set(shard, reader);
    const run = reader.run().then((ending) => {
      if (ending === "stopped") return; // Its progress is still to be saved.
      this.#readers.delete(shard);
      this.#runs = this.#runs.filter((other) => other !== run);
      if (ending === "finished") finished.add(shard);
      this.#past.records += reader.records;
      this.#past.gaps += reader.gaps;
      if ((this.#past.last_record_at ?? "") < (reader.last_record_at ?? "")) {
        this.#past.last_record_at = reader.last_record_at;
      }
      this.#endings++;
      this.#ended.ring();
    });
    this.#runs.push(run);
  }
}
