/** Lines that a search has found, as a page shows them: by job, and with those around them, each line once. Pure. */
import type { logSearch } from "clickhouse_queries/log_search/query";
import type { RowOf } from "lib/model/saved_query";

export type FoundLine = RowOf<typeof logSearch>;

export interface FoundRow {
  /** From 1. */
  number: number;
  words: string;
  found: boolean;
}

/** Those of one job together, in the order in which the jobs first come. */
export function byJob(lines: readonly FoundLine[]): [FoundLine, ...FoundLine[]][] {
  const jobs = new Map<number, [FoundLine, ...FoundLine[]]>();
  for (const line of lines) {
    const known = jobs.get(line.job_id);
    if (known) known.push(line);
    else jobs.set(line.job_id, [line]);
  }
  return [...jobs.values()];
}

/** Lines of one job with those around them; what overlaps or touches becomes one excerpt. */
export function excerptsOf(lines: readonly FoundLine[]): FoundRow[][] {
  const rows = new Map<number, FoundRow>();
  for (const { line_num, before, after } of lines) {
    before.forEach((words, index) => {
      const number = line_num - before.length + index;
      if (!rows.has(number)) rows.set(number, { number, words, found: false });
    });
    after.forEach((words, index) => {
      const number = line_num + 1 + index;
      if (!rows.has(number)) rows.set(number, { number, words, found: false });
    });
  }
  for (const { line_num, line } of lines) rows.set(line_num, { number: line_num, words: line, found: true });
  const excerpts: FoundRow[][] = [];
  for (const row of [...rows.values()].sort((a, b) => a.number - b.number)) {
    const last = excerpts.at(-1);
    if (last?.at(-1)?.number === row.number - 1) last.push(row);
    else excerpts.push([row]);
  }
  return excerpts;
}
