/** Counts by day, piled up by kind: the bars grow with the page's width, and each day has its words. */
import { type Day, roundUp } from "components/charts/days";
import { DayChart, type Series } from "components/charts/DayChart";
import styles from "components/charts/DayChart.module.css";

export interface BarDay {
  day: Day;
  /** As many as there are series, from the bottom up. */
  values: readonly number[];
  words: string;
}

interface Props {
  title: string;
  figure?: React.ReactNode;
  /** What the chart shows, for who cannot see it. */
  label: string;
  series: readonly Series[];
  days: readonly BarDay[];
}

const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);

export function DayBars({ title, figure, label, series, days }: Props) {
  const max = roundUp(Math.max(0, ...days.map(({ values }) => sum(values))));
  return (
    <DayChart {...{ title, figure, series }} days={days.map(({ day }) => day)} top={max.toLocaleString("en")}>
      <svg viewBox={`0 0 ${days.length} ${max}`} preserveAspectRatio="none" role="img" aria-label={label}>
        {days.map(({ day, values, words }, index) => (
          <g key={day}>
            {series.map(({ label: name, tone }, place) => {
              const height = values[place] ?? 0;
              if (height === 0) return null;
              const y = max - sum(values.slice(0, place)) - height;
              return (
                <rect
                  key={name}
                  className={`${styles.bar} ${styles[tone]}`}
                  {...{ x: index + 0.12, y, width: 0.76, height }}
                />
              );
            })}
            <rect className={styles.hit} x={index} y={0} width={1} height={max}>
              <title>{words}</title>
            </rect>
          </g>
        ))}
      </svg>
    </DayChart>
  );
}
