/** Gathers what the shard readers bring into batches and gives them to the consumer, one batch at a time. */
import type { Logger } from "pino";
import type { BatchResult, ChangeRecord, Consumer } from "workers/change_record";
import { backoffDelay, Bell, isWorthLogging, pause } from "workers/pace";
import type { StreamOptions } from "workers/stream_options";

export interface Entry {
  record: ChangeRecord;
  bytes: number;
  /** Called in order, once the record has been dealt with. */
  settled: () => void;
}

export interface BatcherCounts {
  replicated: number;
  parked: number;
  retries: number;
}

export class Batcher {
  readonly counts: BatcherCounts = { replicated: 0, parked: 0, retries: 0 };
  #waiting: Entry[] = [];
  #waiting_bytes = 0;
  #at_work: Entry[] = [];
  #last_began = -Infinity;
  #last_count = 0;
  readonly #came = new Bell();
  readonly #went = new Bell();

  constructor(
    private readonly consume: Consumer,
    private readonly options: StreamOptions,
    private readonly log: Logger,
    private readonly signal: AbortSignal,
  ) {}

  push(entries: readonly Entry[]): void {
    if (entries.length === 0) return;
    for (const entry of entries) {
      this.#waiting.push(entry);
      this.#waiting_bytes += entry.bytes;
    }
    this.#came.ring();
  }

  /** Resolves when there is room for more: the back-pressure that readers obey. */
  async room(): Promise<void> {
    const { waiting_batches_max, batch_records_max, batch_bytes_max } = this.options;
    while (
      !this.signal.aborted &&
      (this.#waiting.length >= waiting_batches_max * batch_records_max ||
        this.#waiting_bytes >= waiting_batches_max * batch_bytes_max)
    ) {
      await this.#went.wait(this.signal);
    }
  }

  /** Every record that is here and has not been dealt with, oldest first within each shard. */
  *unsettled(): Iterable<ChangeRecord> {
    for (const { record } of this.#at_work) yield record;
    for (const { record } of this.#waiting) yield record;
  }

  /** Runs until stopped; resolves when the batch at work has been dealt with. */
  async run(): Promise<void> {
    while (!this.signal.aborted) {
      await this.#ripe();
      if (this.signal.aborted) return;
      this.#last_began = performance.now();
      this.#at_work = this.#take();
      this.#went.ring();
      await this.#deliver(this.#at_work);
      this.#last_count = this.#at_work.length;
      this.#at_work = [];
    }
  }

  /** Resolves when a batch should begin. */
  async #ripe(): Promise<void> {
    const { batch_records_max, batch_bytes_max, batch_busy_records } = this.options;
    const age_ms = this.#last_count >= batch_busy_records ? this.options.batch_age_busy_ms : this.options.batch_age_ms;
    while (!this.signal.aborted) {
      const age_left = this.#last_began + age_ms - performance.now();
      if (this.#waiting.length > 0) {
        const full = this.#waiting.length >= batch_records_max || this.#waiting_bytes >= batch_bytes_max;
        if (full || age_left <= 0) return;
        await this.#came.wait(this.signal, age_left);
      } else {
        await this.#came.wait(this.signal);
      }
    }
  }

  #take(): Entry[] {
    const { batch_records_max, batch_bytes_max } = this.options;
    let count = 0;
    let bytes = 0;
    for (const entry of this.#waiting) {
      if (count > 0 && (count >= batch_records_max || bytes + entry.bytes > batch_bytes_max)) break;
      bytes += entry.bytes;
      count++;
    }
    this.#waiting_bytes -= bytes;
    return this.#waiting.splice(0, count);
  }

  /** Gives a batch until all of it has been dealt with, or until stopped: then the rest is read again after the start. */
  async #deliver(batch: readonly Entry[]): Promise<void> {
    let records = batch.map((entry) => entry.record);
    for (let failures = 0; records.length > 0;) {
      const { failed, error, parked } = await this.#attempt(records);
      this.counts.parked += parked;
      this.counts.replicated += records.length - failed.length - parked;
      records = [...failed];
      if (records.length === 0) {
        if (failures > 0) this.log.info({ failures }, "goes on");
        break;
      }
      failures++;
      this.counts.retries++;
      if (isWorthLogging(failures)) {
        this.log.warn({ err: error, failures, records: records.length }, "a batch failed and will be given again");
      }
      await pause(backoffDelay(failures, this.options.backoff), this.signal);
      if (this.signal.aborted) return;
    }
    for (const entry of batch) entry.settled();
  }

  async #attempt(records: readonly ChangeRecord[]): Promise<BatchResult> {
    try {
      return await this.consume(records);
    } catch (error) {
      return { failed: records, error, parked: 0 };
    }
  }
}
