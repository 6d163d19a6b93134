/** The time of day as state: one clock for all the ages on a page. */
import { useSyncExternalStore } from "react";

const tick_ms = 15_000;
const listeners = new Set<() => void>();
let now_ms = 0;
let timer: ReturnType<typeof setInterval> | null = null;

function tick(): void {
  now_ms = Date.now();
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (timer === null) {
    timer = setInterval(tick, tick_ms);
    queueMicrotask(tick);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0 || timer === null) return;
    clearInterval(timer);
    timer = null;
  };
}

function snapshot(): number {
  if (now_ms === 0) now_ms = Date.now();
  return now_ms;
}

/** Milliseconds; null while the server renders, whose clock and zone are not the reader's. */
export function useNow(): number | null {
  return useSyncExternalStore<number | null>(subscribe, snapshot, () => null);
}
