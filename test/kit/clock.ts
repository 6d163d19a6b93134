/** A clock that sleeps in no time: each sleep turns it forward, and is written down. */
import type { Clock } from "lib/github/rate_budget";

export interface FakeClock extends Clock {
  /** The lengths of all sleeps so far, in milliseconds. */
  slept: number[];
  /** Turns it forward. */
  advance(milliseconds: number): void;
}

export function fakeClock(start = "2026-03-01T12:00:00Z"): FakeClock {
  let now = Date.parse(start);
  const slept: number[] = [];
  return {
    slept,
    now: () => now,
    advance: (milliseconds) => (now += milliseconds),
    sleep(milliseconds, signal) {
      if (signal?.aborted) return Promise.reject(new DOMException("Stopped", "AbortError"));
      slept.push(milliseconds);
      now += milliseconds;
      return Promise.resolve();
    },
  };
}
