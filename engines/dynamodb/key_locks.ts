/** One holder per key at a time, in order of asking: an item's read, check and write are one step. */

export class KeyLocks {
  readonly #queues = new Map<string, (() => void)[]>();

  /** Calls `run` once the key is free, which may be at once. Every `run` must lead to one `release`. */
  acquire(key: string, run: () => void): void {
    const queue = this.#queues.get(key);
    if (queue !== undefined) {
      queue.push(run);
      return;
    }
    this.#queues.set(key, []);
    run();
  }

  release(key: string): void {
    const next = this.#queues.get(key)?.shift();
    // A fresh stack for the next holder: a long queue must not become a deep recursion.
    if (next !== undefined) setImmediate(next);
    else this.#queues.delete(key);
  }
}
