/** Marks beside the scrollbar: where in the log the failures are, and what the search has found. */
import { memo } from "react";
import type { Rows } from "components/logs/reading/rows";
import styles from "components/logs/LogTicks.module.css";

/** Marks closer than this share of the log are one. */
const places = 400;
/** Of more lines than this a sample tells as much. */
const sampled = 8_000;

interface Props {
  rows: Rows;
  stops: readonly number[];
  hits: ArrayLike<number> | null;
  failing: number | null;
}

export const LogTicks = memo(function LogTicks({ rows, stops, hits, failing }: Props) {
  return (
    <svg className={styles.ticks} viewBox={`0 0 10 ${places}`} preserveAspectRatio="none" aria-hidden="true">
      <path className={styles.stop} d={marks(rows, stops, 6, 4)} />
      {hits !== null && <path className={styles.hit} d={marks(rows, hits, 0, 6)} />}
      {failing !== null && <path className={styles.failing} d={marks(rows, [failing], 0, 10)} />}
    </svg>
  );
});

function marks(rows: Rows, lines: ArrayLike<number>, x: number, width: number): string {
  const marked = new Set<number>();
  const stride = Math.max(1, Math.ceil(lines.length / sampled));
  for (let index = 0; index < lines.length; index += stride) {
    marked.add(Math.floor((rows.top(rows.rowOf(lines[index] ?? 0)) / Math.max(1, rows.units)) * (places - 1)));
  }
  return [...marked].map((y) => `M${x} ${y}h${width}v1.5h${-width}z`).join("");
}
