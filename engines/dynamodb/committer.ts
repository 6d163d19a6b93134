/**
 * The one writer: commits reach LevelDB in the order they were submitted, so that a reader never sees a
 * stream's record n + 1 before n. While one batch is being written the next one gathers (group commit).
 *
 * An answered commit is in the operating system's hands: no end of this process loses it. The disk is
 * flushed ten times a second, not for every commit (which would halve the throughput and add half its CPU time),
 * so a power cut may lose the last tenth of a second, items together with their stream records.
 */
import type { Database, Operation } from "engines/dynamodb/database";

interface Commit {
  operations: Operation[];
  onVisible?: (() => void) | undefined;
  resolve: () => void;
  reject: (error: unknown) => void;
}

const max_batch_chars = 8 * 1024 * 1024;
const flush_interval_ms = 100;
/** LevelDB flushes its log with a write only, so there is a key to write. */
const flush: Operation = { type: "put", key: "flushed", value: "" };

export class Committer {
  readonly #db: Database;
  readonly #onFailure: (error: unknown) => void;
  #waiting: Commit[] = [];
  #writing: Promise<void> | undefined;
  #failure: { error: unknown } | undefined;
  #flushed_at = 0;
  #flush_timer: NodeJS.Timeout | undefined;

  constructor(db: Database, onFailure: (error: unknown) => void) {
    this.#db = db;
    this.#onFailure = onFailure;
  }

  /** Resolves when the operations are written, all or none. `onVisible` runs before any later commit's does. */
  submit(operations: Operation[], onVisible?: () => void): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ operations, onVisible, resolve, reject });
      this.#writing ??= this.#write();
    });
  }

  /** Resolves when everything submitted has been answered and flushed; submit nothing after it. */
  async close(): Promise<void> {
    while (this.#writing !== undefined) await this.#writing;
    clearTimeout(this.#flush_timer);
    if (this.#failure === undefined) await this.#db.batch([flush], { sync: true });
  }

  async #write(): Promise<void> {
    // Requests of the same turn of the event loop share a batch.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#waiting.length > 0) {
      const group = this.#nextGroup();
      try {
        await this.#writeGroup(group.flatMap((commit) => commit.operations));
      } catch (error) {
        for (const commit of group) commit.reject(error);
        continue;
      }
      for (const commit of group) {
        commit.onVisible?.();
        commit.resolve();
      }
    }
    this.#writing = undefined;
  }

  async #writeGroup(operations: Operation[]): Promise<void> {
    // After a failed write LevelDB takes no more: what is on disk is right, so the process should start anew.
    if (this.#failure !== undefined) throw this.#failure.error;
    const started_at = performance.now();
    const sync = started_at - this.#flushed_at >= flush_interval_ms;
    try {
      await this.#db.batch(operations, { sync });
    } catch (error) {
      this.#failure = { error };
      this.#onFailure(error);
      throw error;
    }
    if (sync) {
      this.#flushed_at = started_at;
      clearTimeout(this.#flush_timer);
      this.#flush_timer = undefined;
    } else {
      // If no further commit comes along to flush this one.
      this.#flush_timer ??= setTimeout(() => {
        this.#flush_timer = undefined;
        this.submit([flush]).catch(() => undefined);
      }, flush_interval_ms).unref();
    }
  }

  #nextGroup(): Commit[] {
    let chars = 0;
    let count = 0;
    for (const commit of this.#waiting) {
      if (chars > max_batch_chars) break;
      for (const operation of commit.operations) if (operation.type === "put") chars += operation.value.length;
      count++;
    }
    return this.#waiting.splice(0, count);
  }
}
