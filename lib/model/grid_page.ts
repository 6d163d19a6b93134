/** A page of the grid as the page draws it: one letter a cell, and nothing that is only needed once one looks closer. */
import { type GridCommit, weight } from "lib/model/grid";
import { marks, type Tone, toneOfLetter } from "lib/model/mark";

/** GET /api/grid/<owner>/<repo>/<branch>/<page> */
export interface GridPage {
  /** Newest first. */
  commits: GridCommit[];
  /** "<workflow> / <job>", sorted. */
  jobNames: string[];
  /** For each commit one letter for each job name, as lib/model/mark.ts spells them; a space where nothing ran. */
  letters: string[];
  /** Whether there are older commits on the next page. */
  more: boolean;
}

/** Gathers a page's cells, each of which shows one thing, in any order. */
export class GridLetters {
  private readonly columns = new Map<string, string[]>();

  constructor(private readonly commits: readonly GridCommit[]) {}

  /** @param commit the commit's place on the page. Where two things have one name, the more telling one shows. */
  put(name: string, commit: number, shown: Shown): void {
    let column = this.columns.get(name);
    if (!column) this.columns.set(name, (column = new Array<string>(this.commits.length).fill(marks.none.letter)));
    const { letter } = marks[shown];
    const there = toneOfLetter(column[commit] ?? "");
    if (there === "none" || weightOf(shown) > weightOf(there)) column[commit] = letter;
  }

  page(more: boolean): GridPage {
    const jobNames = [...this.columns.keys()].sort();
    const columns = jobNames.map((name) => this.columns.get(name) ?? []);
    const letters = this.commits.map((_commit, index) => columns.map((column) => column[index]).join(""));
    return { commits: [...this.commits], jobNames, letters, more };
  }
}

type Shown = Exclude<Tone, "none">;

const weightOf = (shown: Shown): number => weight(shown === "flaky" ? "success" : shown);
