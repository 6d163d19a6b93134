/** How long tests take, for people: most take less than a second. */
import { duration } from "lib/browser/time";

/** "0 ms", "12 ms", "0.31 s", "4.2 s", then as everything else: "42s", "3m 20s". */
export function took(seconds: number | null): string {
  if (seconds === null || !Number.isFinite(seconds) || seconds < 0 || seconds >= 10) return duration(seconds);
  if (seconds < 0.1) return `${Math.round(seconds * 1_000)} ms`;
  return `${seconds.toFixed(seconds < 1 ? 2 : 1)} s`;
}
