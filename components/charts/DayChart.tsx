/** What every chart over days has around it: a title, what its colours mean, and how far its axes go. */
import type { ReactNode } from "react";
import { type Day, dayWords } from "components/charts/days";
import styles from "components/charts/DayChart.module.css";

export type ChartTone = "good" | "bad" | "warn" | "quiet" | "accent" | "second";

export interface Series {
  label: string;
  tone: ChartTone;
}

interface Props {
  title: string;
  /** The figure that sums the chart up. */
  figure?: ReactNode;
  days: readonly Day[];
  series: readonly Series[];
  /** What the top of the picture is. */
  top: string;
  children: ReactNode;
}

export function DayChart({ title, figure, days, series, top, children }: Props) {
  const [first = "", last = ""] = [days[0], days.at(-1)];
  return (
    <figure className={styles.figure}>
      <figcaption className={styles.caption}>
        <span className={styles.title}>{title}</span>
        {figure !== undefined && <span className={styles.sum}>{figure}</span>}
      </figcaption>
      <div className={styles.plot}>
        <span className={styles.top} aria-hidden="true">
          {top}
        </span>
        {children}
      </div>
      <div className={styles.axis} aria-hidden="true">
        <span>{dayWords(first)}</span>
        <span>{dayWords(last)}</span>
      </div>
      {series.length > 1 && (
        <ul className={styles.legend} aria-label="Colours">
          {series.map(({ label, tone }) => (
            <li key={label}>
              <span className={`${styles.swatch} ${styles[tone]}`} aria-hidden="true" />
              {label}
            </li>
          ))}
        </ul>
      )}
    </figure>
  );
}
