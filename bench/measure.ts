/** What every benchmark shares: samples in, figures out. */

export interface Figure {
  what: string;
  value: number;
  unit: string;
  /** The bar it has to meet, in words; undefined for figures that only explain. */
  bar?: string;
  ok?: boolean;
}

export interface Benchmark {
  name: string;
  /** How it is measured, in one sentence. */
  method: string;
  run(options: { quick: boolean; say: (line: string) => void }): Promise<Figure[]>;
}

/** The smallest sample that at least `share` (0–1) of all samples do not exceed. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? NaN;
}

export async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

export function below(what: string, value: number, unit: string, limit: number): Figure {
  return { what, value, unit, bar: `≤ ${limit} ${unit}`, ok: value <= limit };
}

export function above(what: string, value: number, unit: string, limit: number): Figure {
  return { what, value, unit, bar: `≥ ${limit} ${unit}`, ok: value >= limit };
}
