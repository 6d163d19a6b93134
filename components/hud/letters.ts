/** Rows of the grid as rows of letters: all that a row's look depends on, and cheap to compare. */
import type { GridRow, HudGrid } from "lib/model/grid";
import { countTones, marks, type Tone, toneOf } from "lib/model/mark";
import type { Column } from "components/hud/columns";

/** One letter per column; a space where nothing ran. */
export function letters(row: GridRow, columns: readonly Column[]): string {
  return columns.map(({ index }) => marks[toneOf(row.jobs[index] ?? {})].letter).join("");
}

/** How many cells of each tone the shown columns have, worst first. */
export function countCells(grid: HudGrid, columns: readonly Column[]): { tone: Tone; count: number }[] {
  return countTones(cells(grid, columns));
}

function* cells(grid: HudGrid, columns: readonly Column[]): Generator<Tone> {
  for (const row of grid.shaGrid) for (const { index } of columns) yield toneOf(row.jobs[index] ?? {});
}

/** The colour of a row's edge: the state of the commit. */
export function rowState(text: string): "is_red" | "is_amber" | "is_green" | "is_grey" {
  if (/[EXT]/.test(text)) return "is_red";
  if (/[?QA]/.test(text)) return "is_amber";
  return /[OF]/.test(text) ? "is_green" : "is_grey";
}
