/** Tells a backend that has gone quiet from one that is only between two runs. */

/** The time before its last run that shows what is usual for a backend. */
const usual_days = 30;
/** Two gaps are the least that can be called a habit. */
const gaps_min = 2;
const silent_hours_min = 24;
const silent_gaps = 5;

export interface Silence {
  /** It has been quiet for much longer than it usually is. */
  silent: boolean;
  /** The median time between two hours of activity; null when too little is known. */
  usual_gap_hours: number | null;
}

/**
 * Silent: more than a day, and more than five usual gaps, since the last run. A backend that runs once a night may miss
 * four nights, one that runs all day a day. What has hardly ever run has no habit to break.
 *
 * @param hours the hours since 1970 in which it was active, in any order
 */
export function silenceOf(hours: readonly number[], now_ms: number): Silence {
  const sorted = [...new Set(hours)].sort((a, b) => a - b);
  const last = sorted.at(-1);
  if (last === undefined) return { silent: false, usual_gap_hours: null };
  const recent = sorted.filter((hour) => hour >= last - usual_days * 24);
  const gaps = recent.slice(1).map((hour, index) => hour - (recent[index] ?? hour));
  if (gaps.length < gaps_min) return { silent: false, usual_gap_hours: null };
  const usual_gap_hours = median(gaps);
  // The last run was at some time within its hour: in favour of the backend, at the end of it.
  const quiet_hours = now_ms / 3_600_000 - (last + 1);
  return { silent: quiet_hours > Math.max(silent_hours_min, silent_gaps * usual_gap_hours), usual_gap_hours };
}

/** The upper one of the middle two. */
function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
