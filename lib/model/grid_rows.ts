/** Rows of the sheet as the screen draws them: one code a column, the worst of a group's, failing streaks marked. */
import type { GridColumn } from "lib/model/grid_columns";
import type { GridSheet } from "lib/model/grid_sheet";
import { marks, tones } from "lib/model/mark";

const rank = new Map<string, number>(tones.map((tone, index) => [marks[tone].letter, index]));
const blank = marks.none.letter;

export const isBad = (letter: string): boolean => letter === "X" || letter === "E" || letter === "T";
const isGood = (letter: string): boolean => letter === "O" || letter === "F";

/** What a cell is besides its letter: bits above the letter in its code. */
export const cell_flags = {
  /** The streak of failures began here: the job had passed before, and goes on failing, or has just begun to. */
  first_bad: 1 << 7,
  /** A failure of a job whose failures do not count. */
  unstable: 1 << 8,
  /** Somebody has said what this failure is. */
  annotated: 1 << 9,
  /** The streak goes on in newer commits, in older ones. */
  streak_up: 1 << 10,
  streak_down: 1 << 11,
  /** Neither passed nor failed (skipped, neutral, cancelled, queued, running, not run) between two failures of a streak. */
  streak_through: 1 << 12,
} as const;

export const letterOf = (code: number): string => String.fromCharCode(code & 127);
export const hasFlag = (code: number, flag: keyof typeof cell_flags): boolean => (code & cell_flags[flag]) !== 0;

export type RowState = "red" | "amber" | "green" | "grey";

/** By sheet, column by column: worked out when first drawn, and kept while the columns change around it. */
export class GridCells {
  private readonly single: (Uint16Array | undefined)[] = [];

  /**
   * @param unstable by job: whether its failures do not count.
   * @param annotated by "<sha> <job name>": failures that somebody has explained.
   */
  constructor(
    private readonly sheet: GridSheet,
    private readonly unstable: readonly boolean[],
    private readonly annotated: ReadonlyMap<string, unknown>,
  ) {}

  /** A code for each commit of the sheet, newest first. */
  of({ members }: GridColumn): Uint16Array {
    const [only] = members;
    if (members.length !== 1 || only === undefined) return this.codes(members);
    return (this.single[only] ??= this.codes(members));
  }

  /**
   * The same of those of its jobs whose failures are the repository's: what runs out of tree is somebody's report on it.
   * @param codes of all of its jobs.
   * @returns null where there are none.
   */
  counted({ members }: GridColumn, codes: Uint16Array): Uint16Array | null {
    const own = members.filter((index) => this.sheet.providers[index] !== "oot");
    if (own.length === 0) return null;
    return own.length === members.length ? codes : this.codes(own);
  }

  private codes(members: readonly number[]): Uint16Array {
    const { letters, commits, jobNames } = this.sheet;
    const codes = new Uint16Array(letters.length);
    for (let row = 0; row < letters.length; row++) {
      const line = letters[row] ?? "";
      let worst = this.code(line, members[0] ?? -1);
      for (let index = 1; index < members.length; index++) {
        const other = this.code(line, members[index] ?? -1);
        if (rankOf(other) < rankOf(worst)) worst = other;
      }
      codes[row] = worst;
      if (this.annotated.size === 0 || !isBad(letterOf(worst))) continue;
      const sha = commits[row]?.sha ?? "";
      // Beside a failure that counts, one that does not needs no explanation.
      const is_counted = (worst & cell_flags.unstable) === 0;
      const explained = (index: number) =>
        !isBad(line[index] ?? blank) ||
        (is_counted && this.unstable[index] === true) ||
        this.annotated.has(annotationKey(sha, jobNames[index] ?? ""));
      if (members.every(explained)) codes[row] = worst | cell_flags.annotated;
    }
    markStreaks(codes);
    return codes;
  }

  private code(line: string, member: number): number {
    const code = member < line.length && member >= 0 ? line.charCodeAt(member) : 32;
    return this.unstable[member] === true && isBad(String.fromCharCode(code)) ? code | cell_flags.unstable : code;
  }
}

export const annotationKey = (sha: string, name: string): string => `${sha} ${name}`;

/** A failure that does not count is worse than what is well, and better than what is not known yet. */
const rankOf = (code: number): number =>
  (code & cell_flags.unstable) !== 0 ? (rank.get("Q") ?? 0) + 0.5 : (rank.get(letterOf(code)) ?? 99);

/**
 * Failures that no success lies between are one streak; whatever else there is between them is looked through. A run
 * that did not even start is in none: where it does start, other columns say so. One failure alone began a streak only if
 * nothing newer has passed: else it has ended already.
 */
function markStreaks(codes: Uint16Array): void {
  let newer = -1; // The last failure met, of a streak that has not ended.
  let length = 0;
  let has_passed = false; // On a newer commit.
  const mark = (row: number, flag: number) => (codes[row] = (codes[row] ?? 0) | flag);
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row] ?? 0;
    const letter = letterOf(code);
    if (isGood(letter)) {
      if (length > 1 || (length === 1 && !has_passed)) mark(newer, cell_flags.first_bad);
      newer = -1;
      length = 0;
      has_passed = true;
    } else if ((letter === "X" || letter === "T") && (code & cell_flags.unstable) === 0) {
      if (newer >= 0) {
        mark(newer, cell_flags.streak_down);
        for (let between = newer + 1; between < row; between++) mark(between, cell_flags.streak_through);
        mark(row, cell_flags.streak_up);
      }
      newer = row;
      length++;
    }
  }
}

/** What rows look like, put together when a row is first seen: of hundreds of rows, thirty are on the screen. */
export class GridRows {
  private readonly texts: (string | undefined)[] = [];
  private readonly states: (RowState | undefined)[] = [];
  private readonly codes: readonly Uint16Array[];
  /** Of the jobs that the commits' states follow from. */
  private readonly counted: readonly Uint16Array[];

  constructor(cells: GridCells, columns: readonly GridColumn[]) {
    const looks = columns.map((column) => {
      const codes = cells.of(column);
      return { codes, counted: cells.counted(column, codes) };
    });
    this.codes = looks.map(({ codes }) => codes);
    this.counted = looks.flatMap(({ counted }) => counted ?? []);
  }

  /** One code for each column, as characters; "" for a row that is not there. */
  text(row: number): string {
    return (this.texts[row] ??= this.part(row, 0, this.codes.length));
  }

  /** The same of some columns: of thousands, fifty are on the screen. */
  part(row: number, from: number, end: number): string {
    if (row < 0 || row >= (this.codes[0]?.length ?? 0)) return "";
    let text = "";
    for (let column = from; column < end && column < this.codes.length; column++) {
      text += String.fromCharCode(this.codes[column]?.[row] ?? 32);
    }
    return text;
  }

  /** Of one cell; a space where there is none. */
  code(row: number, column: number): number {
    return this.codes[column]?.[row] ?? 32;
  }

  /** Of the commit by its cells; failures that do not count, or are explained, do not make it red. */
  state(row: number): RowState {
    return (this.states[row] ??= this.worst(row));
  }

  private worst(row: number): RowState {
    let state: RowState = "grey";
    for (const codes of this.counted) {
      const code = codes[row] ?? 32;
      if (code === 32) continue;
      const letter = letterOf(code);
      if (isBad(letter) && (code & (cell_flags.unstable | cell_flags.annotated)) === 0) return "red";
      if (letter === "?" || letter === "Q" || letter === "A") state = "amber";
      else if (state === "grey" && isGood(letter)) state = "green";
    }
    return state;
  }
}

/** The commits to show, as places in the sheet: all of them, or those that are red. */
export function shownRows({ letters }: GridSheet, reader: GridRows, failing: boolean): number[] {
  const rows = [...letters.keys()];
  return failing ? rows.filter((row) => reader.state(row) === "red") : rows;
}
