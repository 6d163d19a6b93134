/** Small sums for the metrics page. Pure. */

/** 0 to 1 as "12%", with a decimal where a whole number would say too little; "–" for null. */
export function percent(share: number | null): string {
  if (share === null) return "–";
  const whole = share * 100;
  return whole !== 0 && whole < 10 ? `${Math.max(0.1, whole).toFixed(1)}%` : `${Math.round(whole)}%`;
}

/** The days' values, each counted as often as it has a weight; null without any weight. */
export function weighted<Row>(
  rows: readonly Row[],
  of: (row: Row) => readonly [value: number, weight: number],
): number | null {
  let [sum, weights] = [0, 0];
  for (const row of rows) {
    const [value, weight] = of(row);
    sum += value * weight;
    weights += weight;
  }
  return weights === 0 ? null : sum / weights;
}
