/** Pass rates over time: which stretches of time a period is cut into, and what happened in each. */

/** What ended in one stretch of time. */
export interface TrendPoint {
  /** Unix seconds of its beginning. */
  from: number;
  passed: number;
  /** Of those that passed or failed; cancelled jobs and those that never ended are no evidence. */
  total: number;
  /** Seconds, half of the jobs took no longer; null when none tells. */
  p50_duration_s?: number | null;
}

/** Some 24 to 30 points, whatever the period, and never less than an hour each. */
export function bucketHours(days: number): number {
  if (days <= 1) return 1;
  if (days <= 7) return 6;
  return 24 * Math.ceil(days / 30);
}

/** Every stretch of the period, oldest first, also those in which nothing ended. Times are aligned to UTC. */
export function fillTrend(points: readonly TrendPoint[], days: number, now_ms: number): TrendPoint[] {
  const step = bucketHours(days) * 3600;
  const floor = (seconds: number): number => Math.floor(seconds / step) * step;
  const last = floor(now_ms / 1000);
  const first = floor(now_ms / 1000 - days * 86_400);
  const known = new Map(points.map((point) => [point.from, point]));
  return Array.from({ length: (last - first) / step + 1 }, (_, index) => {
    const from = first + index * step;
    return known.get(from) ?? { from, passed: 0, total: 0 };
  });
}

/** 0 to 1; null where nothing ended. */
export const passRate = ({ passed, total }: Pick<TrendPoint, "passed" | "total">): number | null =>
  total === 0 ? null : passed / total;

/** "97.3%"; cut, not rounded: never 100% while something failed. */
export function percentText(rate: number): string {
  const tenths = Math.floor(rate * 1000 + 1e-9) / 10;
  return `${Number.isInteger(tenths) ? tenths.toFixed(0) : tenths.toFixed(1)}%`;
}
