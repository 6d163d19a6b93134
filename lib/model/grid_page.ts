/** A page of the grid as the page draws it: one letter a cell, and nothing that is only needed once one looks closer. */
import { type CellConclusion, isFailure } from "lib/model/conclusion";
import { type GridCommit, weight } from "lib/model/grid";
import { marks } from "lib/model/mark";

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

/** What a cell has heard so far: the same rule as `mergeCell`, without keeping the runs. */
interface Tally {
  weight: number;
  id: number;
  conclusion: CellConclusion;
  failures: number;
}

/** Gathers the runs of a page's cells, in any order. */
export class GridTally {
  private readonly rows = new Map<string, (Tally | undefined)[]>();

  constructor(private readonly commits: readonly GridCommit[]) {}

  /** @param commit the commit's place on the page. */
  add(commit: number, name: string, id: number, conclusion: CellConclusion): void {
    let row = this.rows.get(name);
    if (!row) this.rows.set(name, (row = new Array<Tally | undefined>(this.commits.length)));
    const cell = row[commit];
    const failures = isFailure(conclusion) ? 1 : 0;
    const heard = weight(conclusion);
    if (!cell) row[commit] = { weight: heard, id, conclusion, failures };
    else {
      cell.failures += failures;
      if (heard > cell.weight || (heard === cell.weight && id > cell.id)) {
        cell.weight = heard;
        cell.id = id;
        cell.conclusion = conclusion;
      }
    }
  }

  page(more: boolean): GridPage {
    const jobNames = [...this.rows.keys()].sort();
    const columns = jobNames.map((name) => this.rows.get(name) ?? []);
    const letters = this.commits.map((_commit, index) => columns.map((column) => letterOf(column[index])).join(""));
    return { commits: [...this.commits], jobNames, letters, more };
  }
}

function letterOf(cell: Tally | undefined): string {
  if (!cell) return marks.none.letter;
  return marks[cell.conclusion === "success" && cell.failures > 0 ? "flaky" : cell.conclusion].letter;
}
