/** Where the keyboard goes from a cell of the grid. */
import { isBad, letterOf } from "lib/model/grid_rows";

/** Column -1 is the commit's own. */
export interface Place {
  row: number;
  column: number;
}

export interface Extent {
  rows: number;
  columns: number;
  /** How many rows Page Down passes. */
  page: number;
}

const clamp = (value: number, min: number, max: number): number => Math.max(min, Math.min(value, max));

/** The keys of the ARIA grid pattern, https://www.w3.org/WAI/ARIA/apg/patterns/grid/, and `j k`; null for any other. */
export function moved({ row, column }: Place, key: string, ctrl: boolean, extent: Extent): Place | null {
  const to = (next_row: number, next_column: number): Place => ({
    row: clamp(next_row, 0, extent.rows - 1),
    column: clamp(next_column, -1, extent.columns - 1),
  });
  if (key === "ArrowDown" || key === "j") return to(row + 1, column);
  if (key === "ArrowUp" || key === "k") return to(row - 1, column);
  if (key === "ArrowRight") return to(row, column + 1);
  if (key === "ArrowLeft") return to(row, column - 1);
  if (key === "PageDown") return to(row + extent.page, column);
  if (key === "PageUp") return to(row - extent.page, column);
  if (key === "Home") return to(ctrl ? 0 : row, -1);
  if (key === "End") return to(ctrl ? extent.rows - 1 : row, extent.columns - 1);
  return null;
}

/** The next failure as one reads, or the one before; null when there is none further on. */
export function nextFailure(
  { row, column }: Place,
  step: 1 | -1,
  rows: number,
  text: (row: number) => string,
): Place | null {
  for (let at = row; at >= 0 && at < rows; at += step) {
    const letters = text(at);
    const from = at === row ? column + step : step > 0 ? 0 : letters.length - 1;
    for (let index = from; index >= 0 && index < letters.length; index += step) {
      if (isBad(letterOf(letters.charCodeAt(index)))) return { row: at, column: index };
    }
  }
  return null;
}
