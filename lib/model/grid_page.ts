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

/** What a column's cells have heard so far, by place on the page. Typed arrays: a page has tens of thousands of cells. */
interface Column {
  /** -1: nothing ran. */
  weights: Int8Array;
  ids: Float64Array;
  conclusions: CellConclusion[];
  failed: Uint8Array;
}

/** Gathers the runs of a page's cells, in any order: the same rule as `mergeCell`, without keeping the runs. */
export class GridTally {
  private readonly columns = new Map<string, Column>();

  constructor(private readonly commits: readonly GridCommit[]) {}

  /** @param place the commit's, on the page. */
  add(place: number, name: string, id: number, conclusion: CellConclusion): void {
    let column = this.columns.get(name);
    if (!column) this.columns.set(name, (column = emptyColumn(this.commits.length)));
    if (isFailure(conclusion)) column.failed[place] = 1;
    const heard = weight(conclusion);
    const known = column.weights[place] ?? -1;
    if (heard < known || (heard === known && id <= (column.ids[place] ?? 0))) return;
    column.weights[place] = heard;
    column.ids[place] = id;
    column.conclusions[place] = conclusion;
  }

  page(more: boolean): GridPage {
    const jobNames = [...this.columns.keys()].sort();
    const columns = jobNames.flatMap((name) => this.columns.get(name) ?? []);
    const letters = this.commits.map((_commit, place) => columns.map((column) => letterAt(column, place)).join(""));
    return { commits: [...this.commits], jobNames, letters, more };
  }
}

function emptyColumn(length: number): Column {
  const weights = new Int8Array(length).fill(-1);
  return { weights, ids: new Float64Array(length), conclusions: [], failed: new Uint8Array(length) };
}

function letterAt({ conclusions, failed }: Column, place: number): string {
  const conclusion = conclusions[place];
  if (conclusion === undefined) return marks.none.letter;
  return marks[conclusion === "success" && failed[place] === 1 ? "flaky" : conclusion].letter;
}
