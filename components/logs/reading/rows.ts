/** Which lines are on the page and how high each one stands, with groups folded and long lines wrapped. Pure. */
import type { Group } from "components/logs/reading/line_store";

interface Wrap {
  columns: Uint32Array;
  width: number;
  most: number;
}

interface Options {
  /** How many lines the log has so far. */
  lines: number;
  /** Ascending, without overlaps. */
  groups: readonly Group[];
  /** Of `groups`, by index. */
  is_closed: (group: number) => boolean;
  /** Null: lines are not wrapped, and all are one unit high. Of each line no more than `most` columns are shown. */
  wrap: Wrap | null;
}

/** A row is a line that is shown; heights are counted in units of one line of text. */
export class Rows {
  readonly count: number;
  readonly units: number;
  /** First hidden line of each closed group, ascending, and the number of lines hidden before it. */
  readonly #hidden_first: number[] = [];
  readonly #hidden_last: number[] = [];
  readonly #hidden_before: number[] = [];
  /** Where each row begins, and the end; null when all are one unit high. */
  readonly #tops: Uint32Array | null;

  constructor({ lines, groups, is_closed, wrap }: Options) {
    let hidden = 0;
    for (const [index, { first, last }] of groups.entries()) {
      if (!is_closed(index) || last >= lines) continue;
      this.#hidden_first.push(first);
      this.#hidden_last.push(last);
      this.#hidden_before.push(hidden);
      hidden += last - first + 1;
    }
    this.count = Math.max(0, lines - hidden);
    this.#tops = wrap && wrapTops(this.count, this, wrap);
    this.units = this.#tops?.[this.count] ?? this.count;
  }

  lineAt(row: number): number {
    // The last closed group whose rows end before this one.
    let low = 0;
    let high = this.#hidden_first.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#hidden_first[middle] ?? 0) - (this.#hidden_before[middle] ?? 0) <= row) low = middle + 1;
      else high = middle;
    }
    if (low === 0) return row;
    const skipped = (this.#hidden_last[low - 1] ?? 0) - (this.#hidden_first[low - 1] ?? 0) + 1;
    return row + (this.#hidden_before[low - 1] ?? 0) + skipped;
  }

  /** The line's row; a hidden line's is that of its group's title. */
  rowOf(line: number): number {
    const last = lastAtMost(this.#hidden_first, line);
    if (last < 0) return line;
    const first = this.#hidden_first[last] ?? 0;
    const before = this.#hidden_before[last] ?? 0;
    if (line <= (this.#hidden_last[last] ?? 0)) return first - 1 - before;
    return line - before - ((this.#hidden_last[last] ?? 0) - first + 1);
  }

  /** In units, from the top of the log; `count` is the end. */
  top(row: number): number {
    return this.#tops?.[Math.min(Math.max(0, row), this.count)] ?? Math.min(Math.max(0, row), this.count);
  }

  /** The row that stands at a height. */
  rowAt(unit: number): number {
    const last_row = Math.max(0, this.count - 1);
    if (!this.#tops) return Math.min(Math.max(0, Math.floor(unit)), last_row);
    let low = 0;
    let high = last_row;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#tops[middle] ?? 0) <= unit) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

function wrapTops(count: number, rows: Rows, { columns, width, most }: Wrap): Uint32Array {
  const tops = new Uint32Array(count + 1);
  const across = Math.max(1, width);
  let line = 0;
  let next_check = 0;
  for (let row = 0, top = 0; row < count; row++) {
    // Lines follow each other but for folds: asking for each one would cost a search each.
    if (row === next_check) {
      line = rows.lineAt(row);
      next_check = rows.lineAt(row + stride) === line + stride ? row + stride : row + 1;
    } else line++;
    const shown = Math.min(columns[line] ?? 0, most);
    top += shown <= across ? 1 : Math.ceil(shown / across);
    tops[row + 1] = top;
  }
  return tops;
}

const stride = 64;

/** The index of the last value that is not greater; -1 for none. */
export function lastAtMost(ascending: ArrayLike<number>, value: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
