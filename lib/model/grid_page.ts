/** A page of the grid as the page draws it: one letter a cell, and nothing that is only needed once one looks closer. */
import { type CellConclusion, isFailure } from "lib/model/conclusion";
import { type ColumnName, columnLabels, compareColumns, type GridCommit, weight } from "lib/model/grid";
import { marks } from "lib/model/mark";
import type { OptionalProvider, Provider } from "lib/model/provider";

/** GET /api/grid/<owner>/<repo>/<branch>/<page> */
export interface GridPage {
  /** Newest first. */
  commits: GridCommit[];
  /** "<workflow> / <job>", sorted; each once: see columnLabels. */
  jobNames: string[];
  /** Who ran each of them. */
  providers: Provider[];
  /** How many columns there are of those that were not asked for. */
  hidden: Record<OptionalProvider, number>;
  /** For each commit one letter for each job name, as lib/model/mark.ts spells them; a space where nothing ran. */
  letters: string[];
  /** Whether there are older commits on the next page. */
  more: boolean;
}

/** What a column's cells have heard so far, by place on the page. Typed arrays: a page has tens of thousands of cells. */
interface Column extends ColumnName {
  /** -1: nothing ran. */
  weights: Int8Array;
  /** How late the run is that the cell shows: its id, or its start and then its id. */
  ages: Float64Array;
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
    this.addTo(this.column("github", name), place, id, id, conclusion);
  }

  /** What ran elsewhere than in GitHub Actions. @param started Unix milliseconds; 0 when it is not known. */
  addOther(run: ColumnName & { place: number; id: number; started: number; conclusion: CellConclusion }): void {
    this.addTo(this.column(run.provider, run.name), run.place, run.started, run.id, run.conclusion);
  }

  private column(provider: Provider, name: string): Column {
    const key = provider === "github" ? name : `${provider}\n${name}`;
    let column = this.columns.get(key);
    if (!column) this.columns.set(key, (column = emptyColumn({ provider, name }, this.commits.length)));
    return column;
  }

  private addTo(column: Column, place: number, age: number, id: number, conclusion: CellConclusion): void {
    if (isFailure(conclusion)) column.failed[place] = 1;
    const heard = weight(conclusion);
    const known = column.weights[place] ?? -1;
    if (heard < known) return;
    const known_age = column.ages[place] ?? 0;
    if (heard === known && (age < known_age || (age === known_age && id <= (column.ids[place] ?? 0)))) return;
    column.weights[place] = heard;
    column.ages[place] = age;
    column.ids[place] = id;
    column.conclusions[place] = conclusion;
  }

  page(more: boolean, hidden: GridPage["hidden"] = { check: 0, oot: 0 }): GridPage {
    const columns = [...this.columns.values()].sort(compareColumns);
    const letters = this.commits.map((_commit, place) => columns.map((column) => letterAt(column, place)).join(""));
    return {
      commits: [...this.commits],
      jobNames: columnLabels(columns),
      providers: columns.map(({ provider }) => provider),
      hidden,
      letters,
      more,
    };
  }
}

function emptyColumn(name: ColumnName, length: number): Column {
  const weights = new Int8Array(length).fill(-1);
  const ages = new Float64Array(length);
  const ids = new Float64Array(length);
  return { ...name, weights, ages, ids, conclusions: [], failed: new Uint8Array(length) };
}

function letterAt({ conclusions, failed }: Column, place: number): string {
  const conclusion = conclusions[place];
  if (conclusion === undefined) return marks.none.letter;
  return marks[conclusion === "success" && failed[place] === 1 ? "flaky" : conclusion].letter;
}
