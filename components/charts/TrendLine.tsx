/** A small line chart: a value over time, gaps where there is none, each point's words on hover. */
import { type ChartSize, hitBox, lineShape } from "components/charts/line_shape";
import styles from "components/charts/TrendLine.module.css";

export interface ChartPoint {
  value: number | null;
  /** What the point says when it is pointed at. */
  words: string;
}

interface Props {
  points: readonly ChartPoint[];
  /** The top of the picture; the bottom is 0. */
  max: number;
  /** What the picture shows, for who cannot see it. */
  label: string;
  size: ChartSize;
}

export function TrendLine({ points, max, label, size }: Props) {
  const shape = lineShape(
    points.map(({ value }) => value),
    max,
    size,
  );
  return (
    <svg
      className={styles.chart}
      width={size.width}
      height={size.height}
      viewBox={`0 0 ${size.width} ${size.height}`}
      role="img"
      aria-label={label}
    >
      <path className={styles.base} d={`M0 ${size.height - 0.5}H${size.width}`} />
      <path className={styles.area} d={shape.area} />
      <path className={styles.line} d={shape.line} />
      {shape.dots.map(({ x, y }) => (
        <circle key={x} className={styles.dot} cx={x} cy={y} r={2.25} />
      ))}
      {points.map(({ words }, index) => (
        <rect key={index} className={styles.hit} y={0} height={size.height} {...hitBox(index, points.length, size)}>
          <title>{words}</title>
        </rect>
      ))}
    </svg>
  );
}
