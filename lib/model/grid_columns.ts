/** The grid's columns, from nothing but the jobs' names and letters: their groups, their order, and which are shown. */
import type { GridSheet } from "lib/model/grid_sheet";

export const groupings = ["none", "workflow", "matrix"] as const;
export type Grouping = (typeof groupings)[number];

export const column_orders = ["name", "failures"] as const;
export type ColumnOrder = (typeof column_orders)[number];

export interface ColumnView {
  /** What is folded into one column to begin with: nothing, a workflow, or the jobs of one matrix. */
  grouping: Grouping;
  /** Keys of the groups that are not as `grouping` has them. */
  toggled: ReadonlySet<string>;
  order: ColumnOrder;
  hide_green: boolean;
  hide_skipped: boolean;
}

export interface GridColumn {
  /** Unique: a job's name, or a group's key with an ellipsis. */
  key: string;
  /** In full. */
  name: string;
  workflow: string;
  /** The name without its workflow. */
  job: string;
  /** Where its letters are in the sheet's rows; several for a folded group. */
  members: readonly number[];
  /** The group that it is or is of; null where there is nothing to fold. */
  group: string | null;
  folded: boolean;
}

/** Neighbouring columns under one heading. */
export interface Band {
  title: string;
  /** The first of its columns. */
  from: number;
  count: number;
  /** The group that a click on it folds or unfolds. */
  group: string | null;
  folded: boolean;
}

/** "pull / test / build (1, 2)" is job "test / build (1, 2)" of workflow "pull". */
export function splitName(name: string): { workflow: string; job: string } {
  const cut = name.indexOf(" / ");
  return cut < 0 ? { workflow: "", job: name } : { workflow: name.slice(0, cut), job: name.slice(cut + 3) };
}

/** What the jobs of one matrix have in common: "build (1, 2)", "build 3/4", "build-3" are all of "build". */
export function matrixStem(job: string): string {
  const stem = job.replace(/\s*\([^()]*\)$|[\s_-]+#?\d+(\s*(\/|of)\s*\d+)?$/, "");
  return stem === "" ? job : stem;
}

export interface ColumnFacts {
  failures: number;
  /** Something passed, and nothing but passed, was skipped or was neutral. */
  green: boolean;
  /** Whatever ran was skipped. */
  skipped: boolean;
}

/** What each job's letters say over all commits of the sheet. */
export function columnFacts({ jobNames, letters }: GridSheet): ColumnFacts[] {
  const facts = jobNames.map(() => ({ failures: 0, passed: 0, told: 0, other: 0 }));
  for (const row of letters) {
    for (let index = 0; index < facts.length; index++) {
      const letter = row[index];
      const fact = facts[index];
      if (letter === undefined || letter === " " || fact === undefined) continue;
      if (letter === "O") fact.passed++;
      else if (letter === "X" || letter === "E" || letter === "T") fact.failures++;
      else if (letter !== "S" && letter !== "N") fact.other++;
      if (letter !== "S") fact.told++;
    }
  }
  return facts.map(({ failures, passed, told, other }) => ({
    failures,
    green: passed > 0 && failures === 0 && other === 0,
    skipped: told === 0,
  }));
}

/** The columns to show. `matches` decides on each job's own name: a group is of those of its jobs that match. */
export function layoutColumns(
  jobNames: readonly string[],
  facts: readonly ColumnFacts[],
  view: ColumnView,
  matches: (name: string) => boolean,
): GridColumn[] {
  const groups = new Map<string, number[]>();
  for (const [index, name] of jobNames.entries()) {
    const fact = facts[index];
    if ((view.hide_green && fact?.green) || (view.hide_skipped && fact?.skipped) || !matches(name)) continue;
    const key = groupKey(name, view.grouping);
    const members = groups.get(key);
    if (members) members.push(index);
    else groups.set(key, [index]);
  }
  const columns = [...groups].flatMap(([key, members]): GridColumn[] => {
    const foldable = members.length > 1 && key !== "";
    const folded = foldable && (view.grouping === "none") === view.toggled.has(key);
    const group = foldable ? key : null;
    if (folded) return [{ key: `${key} …`, name: key, ...headOf(key, view.grouping), members, group, folded }];
    return members.map((index) => {
      const name = jobNames[index] ?? "";
      return { key: name, name, ...splitName(name), members: [index], group, folded };
    });
  });
  if (view.order === "name") return columns;
  const failures = new Map(
    columns.map((column) => [column, column.members.reduce((sum, index) => sum + (facts[index]?.failures ?? 0), 0)]),
  );
  return columns.sort((a, b) => (failures.get(b) ?? 0) - (failures.get(a) ?? 0));
}

function groupKey(name: string, grouping: Grouping): string {
  const { workflow, job } = splitName(name);
  if (grouping !== "matrix") return workflow;
  return workflow === "" ? matrixStem(job) : `${workflow} / ${matrixStem(job)}`;
}

const headOf = (key: string, grouping: Grouping): { workflow: string; job: string } =>
  grouping === "matrix" ? splitName(key) : { workflow: key, job: "all jobs" };

/** In the order of the columns. An unfolded matrix has a heading of its own: by it, it is folded again. */
export function bandsOf(columns: readonly GridColumn[], grouping: Grouping): Band[] {
  const bands: Band[] = [];
  for (const [index, { workflow, group, folded }] of columns.entries()) {
    const own = grouping !== "matrix" || !folded ? group : null;
    const title = grouping === "matrix" && own !== null ? own : workflow;
    const last = bands.at(-1);
    if (last && last.title === title && last.group === own && last.folded === folded && !(folded && own !== null))
      last.count++;
    else bands.push({ title, from: index, count: 1, group: own, folded });
  }
  return bands;
}
