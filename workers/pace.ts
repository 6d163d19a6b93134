/** Waiting: a common beat for polling, jittered back-off, pauses that end when a worker stops, wake-ups, and a bound on what runs at once. */

export interface Backoff {
  first_ms: number;
  most_ms: number;
}

/** Doubles with each failure in a row; jittered, so that many who failed together do not return together. */
export function backoffDelay(failures: number, { first_ms, most_ms }: Backoff): number {
  return jittered(Math.min(most_ms, first_ms * 2 ** Math.min(failures - 1, 30)));
}

/** Between 75 % and 100 % of a duration. */
export function jittered(milliseconds: number): number {
  return milliseconds * (0.75 + Math.random() * 0.25);
}

/**
 * A common beat for all who poll: fifteen idle tables asked one after the other cost half of what they cost when each
 * wakes the process on its own. Every process beats at a random offset, so that many do not poll at once.
 */
export class Metronome {
  readonly #offset_ms = Math.random() * 60_000;

  /** Milliseconds until the next beat of this interval. */
  untilBeat(interval_ms: number): number {
    return interval_ms - ((performance.now() + this.#offset_ms) % interval_ms);
  }
}

/** Log the first failure in a row and then ever fewer of them: 1, 2, 4, 8 … */
export function isWorthLogging(failures: number): boolean {
  return (failures & (failures - 1)) === 0;
}

/** Resolves after a time, or at once when stopped. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener("abort", done);
  });
}

/** Something that others wait for: whoever waits when it rings goes on. Who comes later waits for the next ring. */
export class Bell {
  #waiting = new Set<() => void>();

  ring(): void {
    const waiting = [...this.#waiting];
    for (const wake of waiting) wake();
  }

  /** Resolves at the next ring, after a time if one is given, or when stopped. */
  wait(signal: AbortSignal, milliseconds?: number): Promise<void> {
    return new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const done = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", done);
        this.#waiting.delete(done);
        resolve();
      };
      const timer = milliseconds === undefined ? undefined : setTimeout(done, milliseconds);
      signal.addEventListener("abort", done);
      this.#waiting.add(done);
    });
  }
}

/** Lets at most so many tasks run at once; the others wait in the order they came. */
export class Limiter {
  #running = 0;
  #waiting: (() => void)[] = [];

  constructor(private readonly most: number) {}

  async run<Value>(task: () => Promise<Value>): Promise<Value> {
    if (this.#running >= this.most) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#running++;
    try {
      return await task();
    } finally {
      const next = this.#waiting.shift(); // Takes over this one's place.
      if (next) next();
      else this.#running--;
    }
  }
}
