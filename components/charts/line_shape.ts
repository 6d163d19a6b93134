/** Turns values into the shapes of a line chart: pure geometry, in pixels. */

export interface ChartSize {
  width: number;
  height: number;
}

export interface LineShape {
  /** SVG path data, a stroke for each unbroken stretch of values. */
  line: string;
  /** The same, closed down to the bottom edge. */
  area: string;
  /** Values whose neighbours on both sides are missing: a line through one point cannot be seen. */
  dots: { x: number; y: number }[];
}

/** Keeps strokes and dots inside the picture. */
const margin = 3;

/** From left to right, evenly; `null` breaks the line. Values are clamped to 0…max. */
export function lineShape(values: readonly (number | null)[], max: number, { width, height }: ChartSize): LineShape {
  const step = values.length > 1 ? (width - 2 * margin) / (values.length - 1) : 0;
  const x = (index: number): number => round(margin + index * step);
  const y = (value: number): number => {
    const share = max > 0 ? Math.min(1, Math.max(0, value / max)) : 0;
    return round(height - margin - share * (height - 2 * margin));
  };
  const lines: string[] = [];
  const areas: string[] = [];
  const dots: LineShape["dots"] = [];
  for (const stretch of stretches(values)) {
    const points = stretch.map(({ index, value }) => ({ x: x(index), y: y(value) }));
    const [first] = points;
    const last = points.at(-1);
    if (!first || !last) continue;
    if (points.length === 1) dots.push(first);
    else {
      const path = points.map((point) => `${point.x} ${point.y}`).join("L");
      lines.push(`M${path}`);
      areas.push(`M${first.x} ${height}L${path}L${last.x} ${height}Z`);
    }
  }
  return { line: lines.join(""), area: areas.join(""), dots };
}

/** Where the pointer means the value at `index`: bars of equal width that leave no gap. */
export function hitBox(index: number, count: number, { width }: ChartSize): { x: number; width: number } {
  return { x: round((index * width) / count), width: round(width / count) };
}

function stretches(values: readonly (number | null)[]): { index: number; value: number }[][] {
  const found: { index: number; value: number }[][] = [];
  let broken = true;
  for (const [index, value] of values.entries()) {
    if (value === null) {
      broken = true;
      continue;
    }
    if (broken) found.push([]);
    broken = false;
    found.at(-1)?.push({ index, value });
  }
  return found;
}

const round = (value: number): number => Math.round(value * 100) / 100;
