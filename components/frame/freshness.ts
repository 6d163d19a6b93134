/** Reads a freshness answer: fresh, lagging or stalled, and the words for it. */
import { duration } from "lib/browser/time";
import type { FreshnessAnswer } from "lib/model/answers";

export interface Freshness {
  state: "is_fresh" | "is_lagging" | "is_stalled";
  text: string;
}

/** The promise is 1 s at the 95th percentile; what is slower than these deserves a word, and a worry. */
const lagging_seconds = 5;
const stalled_seconds = 60;

export function freshnessOf({ replicated, parked }: FreshnessAnswer): Freshness {
  const lag = replicated.lag_seconds ?? 0;
  const aside = parked > 0 ? ` · ${parked} parked` : "";
  if (lag >= stalled_seconds) return { state: "is_stalled", text: `Stalled ${duration(lag)}${aside}` };
  if (lag >= lagging_seconds) return { state: "is_lagging", text: `${duration(lag)} behind${aside}` };
  return { state: parked > 0 ? "is_lagging" : "is_fresh", text: `Up to date${aside}` };
}
