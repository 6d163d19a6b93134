/** Rows of the sheet as the screen draws them: one letter a column, the worst of a group's, first bad commits marked. */
import type { GridColumn } from "lib/model/grid_columns";
import type { GridSheet } from "lib/model/grid_sheet";
import { marks, tones } from "lib/model/mark";

const rank = new Map<string, number>(tones.map((tone, index) => [marks[tone].letter, index]));
const blank = marks.none.letter;

export const isBad = (letter: string): boolean => letter === "X" || letter === "E" || letter === "T";
const isGood = (letter: string): boolean => letter === "O" || letter === "F";

/**
 * What rows look like, worked out when a row is first seen: of hundreds of rows, thirty are on the screen. A letter in
 * lower case is a failure that goes on in newer commits, and before which the job had passed: the first bad commit.
 */
export class GridRows {
  private readonly texts: (string | undefined)[] = [];

  constructor(
    private readonly sheet: GridSheet,
    private readonly columns: readonly GridColumn[],
  ) {}

  /** One letter for each column; "" for a row that is not there. */
  text(row: number): string {
    const known = this.texts[row];
    if (known !== undefined) return known;
    if (this.sheet.letters[row] === undefined) return "";
    let text = "";
    for (const column of this.columns) {
      const letter = this.letter(row, column);
      text += isBad(letter) && this.isFirstBad(row, column) ? letter.toLowerCase() : letter;
    }
    return (this.texts[row] = text);
  }

  private letter(row: number, { members }: GridColumn): string {
    const letters = this.sheet.letters[row] ?? "";
    if (members.length === 1) return letters[members[0] ?? 0] ?? blank;
    let worst: string = blank;
    for (const index of members) {
      const letter = letters[index] ?? blank;
      if ((rank.get(letter) ?? 0) < (rank.get(worst) ?? 0)) worst = letter;
    }
    return worst;
  }

  private isFirstBad(row: number, column: GridColumn): boolean {
    return isGood(this.telling(row, column, 1)) && isBad(this.telling(row, column, -1));
  }

  /** The nearest letter that tells whether the job works; what was cancelled, skipped or still runs tells nothing. */
  private telling(row: number, column: GridColumn, step: 1 | -1): string {
    for (let other = row + step; other >= 0 && other < this.sheet.letters.length; other += step) {
      const letter = this.letter(other, column);
      if (isGood(letter) || isBad(letter)) return letter;
    }
    return blank;
  }
}

/** The commits to show, as places in the sheet: those that `text` occurs in and, if wanted, that something failed on. */
export function shownRows(
  { commits, letters }: GridSheet,
  columns: readonly GridColumn[],
  { text, failing }: { text: string; failing: boolean },
): number[] {
  const wanted = text.trim().toLowerCase();
  const places = failing ? columns.flatMap(({ members }) => members) : [];
  return [...commits.keys()].filter((row) => {
    const commit = commits[row];
    if (!commit) return false;
    const words = [commit.commitTitle, commit.author, commit.sha, commit.commitMessageBody];
    if (wanted !== "" && !words.some((word) => word.toLowerCase().includes(wanted))) return false;
    const line = letters[row] ?? "";
    return !failing || places.some((place) => isBad(line[place] ?? blank));
  });
}
