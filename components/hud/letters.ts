/** What letters add up to over the grid. */
import type { GridColumn } from "lib/model/grid_columns";
import type { GridSheet } from "lib/model/grid_sheet";
import { marks, type Tone, tones } from "lib/model/mark";

/** How many jobs' cells of each tone the shown columns have, worst first. */
export function countCells(
  { letters }: GridSheet,
  rows: readonly number[],
  columns: readonly GridColumn[],
): { tone: Tone; count: number }[] {
  const places = columns.flatMap(({ members }) => members);
  const counts = new Uint32Array(128); // By character: a Map would take ten times as long for half a million cells.
  for (const row of rows) {
    const line = letters[row] ?? "";
    for (const place of places) {
      const code = line.charCodeAt(place);
      counts[code] = (counts[code] ?? 0) + 1;
    }
  }
  return tones.flatMap((tone) => {
    const count = counts[marks[tone].letter.charCodeAt(0)] ?? 0;
    return count === 0 || tone === "none" ? [] : [{ tone, count }];
  });
}
