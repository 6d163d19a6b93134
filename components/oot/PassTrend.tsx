/** A pass rate over time as a small picture, and in words for who cannot see it; nothing where nothing ended. */
import { TrendLine } from "components/charts/TrendLine";
import type { ChartSize } from "components/charts/line_shape";
import { duration } from "lib/browser/time";
import { passRate, percentText, type TrendPoint } from "lib/model/oot_trend";

export function PassTrend({ trend, of, size }: { trend: readonly TrendPoint[]; of: string; size: ChartSize }) {
  const rates = trend.flatMap((point) => passRate(point) ?? []);
  if (rates.length === 0) return null;
  const label = `Pass rate of ${of}: lowest ${percentText(Math.min(...rates))}, newest ${percentText(rates.at(-1) ?? 0)}`;
  const points = trend.map((point) => {
    const rate = passRate(point);
    const what = rate === null ? "nothing ended" : `${percentText(rate)}, ${point.passed} of ${point.total} passed`;
    return { value: rate, words: `${stretch(point, trend)}: ${what}` };
  });
  return <TrendLine points={points} max={1} label={label} size={size} />;
}

/** Half of the jobs took no longer than this. */
export function DurationTrend({ trend, of, size }: { trend: readonly TrendPoint[]; of: string; size: ChartSize }) {
  const known = trend.flatMap(({ p50_duration_s }) => p50_duration_s ?? []);
  const max = Math.max(0, ...known);
  const label =
    known.length === 0
      ? `Duration of ${of}: no data`
      : `Median duration of ${of}: longest ${duration(max)}, newest ${duration(known.at(-1) ?? null)}`;
  const points = trend.map((point) => {
    const value = point.p50_duration_s ?? null;
    const what = value === null ? "nothing ended" : `half took up to ${duration(value)}`;
    return { value, words: `${stretch(point, trend)}: ${what}` };
  });
  return <TrendLine points={points} max={max * 1.1} label={label} size={size} />;
}

/** "Mar 1, 12:00" of hours, "Mar 1" of days; in UTC, as the stretches are. */
function stretch({ from }: TrendPoint, trend: readonly TrendPoint[]): string {
  const step = (trend[1]?.from ?? 0) - (trend[0]?.from ?? 0);
  const hours: Intl.DateTimeFormatOptions =
    step < 86_400 ? { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } : {};
  const text = new Intl.DateTimeFormat("en", { month: "short", day: "numeric", timeZone: "UTC", ...hours }).format(
    from * 1000,
  );
  return step < 86_400 ? `${text} UTC` : text;
}
