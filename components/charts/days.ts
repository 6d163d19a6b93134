/** Rows by day as a whole stretch of days: pure, in UTC, as the days of the rows are. */

const day_ms = 86_400_000;
const days_max = 400;

/** "2026-03-01", as rows have it. */
export type Day = string;

/** `days` of them that end with the day of `now_ms`, the oldest first. */
export function lastDays(days: number, now_ms: number): Day[] {
  const count = Math.max(1, Math.min(days_max, Math.floor(days)));
  return Array.from({ length: count }, (_, index) =>
    new Date(now_ms - (count - 1 - index) * day_ms).toISOString().slice(0, 10),
  );
}

/** One entry for each day; null where there is no row. */
export function byDay<Row extends { day: Day }>(rows: readonly Row[], days: readonly Day[]): (Row | null)[] {
  const known = new Map(rows.map((row) => [row.day, row]));
  return days.map((day) => known.get(day) ?? null);
}

/** "Mar 1" */
export const dayWords = (day: Day): string =>
  new Intl.DateTimeFormat("en", { month: "short", day: "numeric", timeZone: "UTC" }).format(Date.parse(day));

const round_seconds = [
  ...[0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600],
  ...[2, 3, 4, 6, 8, 12, 24, 48, 72, 120, 240, 480].map((hours) => hours * 3_600),
];

/** The same of a duration, which people count in minutes and hours. */
export const roundUpSeconds = (seconds: number): number =>
  round_seconds.find((round) => round >= seconds) ?? roundUp(seconds);

/** A round number that is not less than `value`: where an axis may end. */
export function roundUp(value: number): number {
  if (!(value > 0)) return 1;
  const magnitude = 10 ** Math.floor(Math.log10(value));
  const step = [1, 2, 2.5, 5, 10].find((factor) => factor * magnitude >= value) ?? 10;
  return step * magnitude;
}
