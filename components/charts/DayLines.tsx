/** Values by day as lines with gaps where there are none: they grow with the page's width, and each day has its words. */
import { type Day, roundUp } from "components/charts/days";
import { DayChart, type Series } from "components/charts/DayChart";
import { hitBox, lineShape } from "components/charts/line_shape";
import styles from "components/charts/DayChart.module.css";

export interface LineDay {
  day: Day;
  /** As many as there are series; null: nothing is known of that day. */
  values: readonly (number | null)[];
  words: string;
}

interface Props {
  title: string;
  figure?: React.ReactNode;
  /** What the chart shows, for who cannot see it. */
  label: string;
  series: readonly Series[];
  days: readonly LineDay[];
  /** What the top of the picture is called. */
  topWords: (max: number) => string;
  /** Where the axis ends, above the greatest value. */
  top?: (most: number) => number;
}

/** The picture is drawn at this size and stretched: lines keep their width, `vector-effect` sees to it. */
const size = { width: 1_000, height: 200 };

export function DayLines({ title, figure, label, series, days, topWords, top = roundUp }: Props) {
  const known = days.flatMap(({ values }) => values.filter((value) => value !== null));
  const max = top(Math.max(0, ...known));
  return (
    <DayChart {...{ title, figure, series }} days={days.map(({ day }) => day)} top={topWords(max)}>
      <svg viewBox={`0 0 ${size.width} ${size.height}`} preserveAspectRatio="none" role="img" aria-label={label}>
        {series.map(({ label: name, tone }, place) => {
          const shape = lineShape(
            days.map(({ values }) => values[place] ?? null),
            max,
            size,
          );
          return (
            <g key={name} className={styles[tone]}>
              <path className={styles.line} d={shape.line} />
              {/* A value alone is a dash: a dot would be stretched. */}
              {shape.dots.map(({ x, y }) => (
                <path key={x} className={styles.line} d={`M${x - 4} ${y}h8`} />
              ))}
            </g>
          );
        })}
        {days.map(({ day, words }, index) => (
          <rect key={day} className={styles.hit} y={0} height={size.height} {...hitBox(index, days.length, size)}>
            <title>{words}</title>
          </rect>
        ))}
      </svg>
    </DayChart>
  );
}
