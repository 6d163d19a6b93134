/** A page of the grid as the page draws it: one letter a cell, and nothing that is only needed once one looks closer. */
import { type CellConclusion, conclusions, isFailure } from "lib/model/conclusion";
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

/** Looked up tens of thousands of times a page. */
const all = [...conclusions, "pending", "queued"] as const;
const weights = new Map<CellConclusion, number>(all.map((conclusion) => [conclusion, weight(conclusion)]));
const failures = new Set<CellConclusion>(all.filter(isFailure));

/** What a column's cells have heard so far, by place on the page: holes where nothing ran. */
export class GridColumn implements ColumnName {
  private readonly conclusions: CellConclusion[] = [];
  private readonly weights: number[] = [];
  private readonly ages: number[] = [];
  private readonly ids: number[] = [];
  private readonly failed: boolean[] = [];

  constructor(
    readonly provider: Provider,
    readonly name: string,
  ) {}

  /**
   * Hears of one run.
   * @param place its commit's, on the page.
   * @param age how late it is: of GitHub Actions its id, elsewhere its start in Unix milliseconds, 0 when it is not known.
   */
  add(place: number, age: number, id: number, conclusion: CellConclusion): void {
    if (failures.has(conclusion)) this.failed[place] = true;
    const heard = weights.get(conclusion) ?? 0;
    const known = this.weights[place] ?? -1;
    if (heard < known) return;
    const known_age = this.ages[place] ?? 0;
    if (heard === known && (age < known_age || (age === known_age && id <= (this.ids[place] ?? 0)))) return;
    this.weights[place] = heard;
    this.ages[place] = age;
    this.ids[place] = id;
    this.conclusions[place] = conclusion;
  }

  letter(place: number): string {
    const conclusion = this.conclusions[place];
    if (conclusion === undefined) return marks.none.letter;
    return marks[conclusion === "success" && this.failed[place] === true ? "flaky" : conclusion].letter;
  }
}

/** Gathers the runs of a page's cells, in any order: the same rule as `mergeCell`, without keeping the runs. */
export class GridTally {
  private readonly columns = new Map<string, GridColumn>();

  constructor(private readonly commits: readonly GridCommit[]) {}

  /** The column of that name, from now on shown. */
  column(provider: Provider, name: string): GridColumn {
    const key = provider === "github" ? name : `${provider}\n${name}`;
    let column = this.columns.get(key);
    if (!column) this.columns.set(key, (column = new GridColumn(provider, name)));
    return column;
  }

  page(more: boolean, hidden: GridPage["hidden"] = { check: 0, oot: 0 }): GridPage {
    const columns = [...this.columns.values()].sort(compareColumns);
    return {
      commits: [...this.commits],
      jobNames: columnLabels(columns),
      providers: columns.map(({ provider }) => provider),
      hidden,
      letters: this.commits.map((_commit, place) => columns.map((column) => column.letter(place)).join("")),
      more,
    };
  }
}
