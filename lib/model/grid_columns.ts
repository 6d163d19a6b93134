/** The grid's columns: their groups, their order, which are shown, which are pinned, and the headings over them. */
import { type ColumnFacts, type ColumnTraits, matrixStem, splitName } from "lib/model/grid_jobs";
import type { Provider } from "lib/model/provider";

export const groupings = ["none", "workflow", "matrix", "groups"] as const;
export type Grouping = (typeof groupings)[number];

export const column_orders = ["name", "failures", "duration"] as const;
export type ColumnOrder = (typeof column_orders)[number];

export const hideable = ["green", "skipped", "unstable"] as const;
export type Hideable = (typeof hideable)[number];

export interface ColumnView {
  /** What may be one column: nothing, a workflow, the jobs of one matrix, or what the operator calls a group. */
  grouping: Grouping;
  /** Whether groups are folded to begin with. */
  folded: boolean;
  /** Keys of the groups that are not as `folded` has them. */
  toggled: ReadonlySet<string>;
  order: ColumnOrder;
  hide: ReadonlySet<Hideable>;
  /** Also the columns that the operator hides. */
  show_quiet: boolean;
  /** Keys of the columns that come first, and stay when one scrolls sideways. */
  pins: readonly string[];
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
  /** None of its failures count. */
  unstable: boolean;
  /** Who runs all of its jobs; of a group of several systems' jobs, GitHub Actions, which has no mark. */
  provider: Provider;
  pinned: boolean;
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
  pinned: boolean;
}

/** What is known of each job, by its place. */
export interface Jobs {
  jobNames: readonly string[];
  facts: readonly ColumnFacts[];
  traits: readonly ColumnTraits[];
  /** Usual seconds by name; empty until they are asked for. */
  seconds: ReadonlyMap<string, number>;
}

export const pins_max = 12;

/** The columns to show. `matches` decides on each job's own name: a group is of those of its jobs that match. */
export function layoutColumns(jobs: Jobs, view: ColumnView, matches: (name: string) => boolean): GridColumn[] {
  const { jobNames, traits } = jobs;
  const groups = new Map<string, number[]>();
  for (const [index, name] of jobNames.entries()) {
    if (isHidden(jobs, index, view) || !matches(name)) continue;
    const key = groupKey(name, traits[index], view.grouping);
    const members = groups.get(key);
    if (members) members.push(index);
    else groups.set(key, [index]);
  }
  const columns: GridColumn[] = [];
  for (const [key, members] of groups) {
    const foldable = members.length > 1 && key !== "";
    const folded = foldable && view.folded !== view.toggled.has(key);
    const group = foldable ? key : null;
    if (folded) {
      columns.push({
        key: `${key} …`,
        name: key,
        ...headOf(key, view.grouping),
        ...of(members, traits),
        group,
        folded,
      });
      continue;
    }
    // Written out: with thousands of columns, objects that are put together from others take most of the time.
    for (const index of members) {
      const name = jobNames[index] ?? "";
      const trait = traits[index];
      columns.push({
        key: name,
        name,
        workflow: trait?.workflow ?? "",
        job: trait?.job ?? name,
        members: [index],
        group,
        folded,
        unstable: trait?.unstable === true,
        provider: trait?.provider ?? "github",
        pinned: false,
      });
    }
  }
  return withPins(inOrder(columns, jobs, view), view.pins);
}

const of = (members: readonly number[], traits: readonly ColumnTraits[]) => ({
  ...{ members, pinned: false },
  unstable: members.every((index) => traits[index]?.unstable === true),
  provider: providerOf(members, traits),
});

function providerOf([first, ...others]: readonly number[], traits: readonly ColumnTraits[]): Provider {
  const provider = traits[first ?? -1]?.provider ?? "github";
  return others.every((index) => traits[index]?.provider === provider) ? provider : "github";
}

function isHidden({ facts, traits }: Jobs, index: number, { hide, show_quiet }: ColumnView): boolean {
  const fact = facts[index];
  const trait = traits[index];
  if (hide.has("green") && fact?.green) return true;
  if (hide.has("skipped") && fact?.skipped) return true;
  if (hide.has("unstable") && trait?.unstable) return true;
  return trait?.quiet === true && !show_quiet;
}

function inOrder(columns: GridColumn[], { facts, seconds, jobNames, traits }: Jobs, view: ColumnView): GridColumn[] {
  const by = (value: (column: GridColumn) => number): GridColumn[] => {
    const values = new Map(columns.map((column) => [column, value(column)]));
    return [...columns].sort((a, b) => (values.get(b) ?? 0) - (values.get(a) ?? 0));
  };
  if (view.order === "failures") {
    return by(({ members }) => members.reduce((sum, index) => sum + (facts[index]?.failures ?? 0), 0));
  }
  if (view.order === "duration") {
    return by(({ members }) => Math.max(...members.map((index) => seconds.get(jobNames[index] ?? "") ?? -1)));
  }
  // The operator's groups come as the operator has ordered them.
  return view.grouping === "groups" ? by(({ members }) => -(traits[members[0] ?? -1]?.group_rank ?? 1e9)) : columns;
}

function withPins(columns: GridColumn[], pins: readonly string[]): GridColumn[] {
  if (pins.length === 0) return columns;
  const by_key = new Map(columns.map((column) => [column.key, column]));
  const pinned = new Set(pins.slice(0, pins_max).flatMap((key) => by_key.get(key) ?? []));
  return [
    ...[...pinned].map((column) => ({ ...column, pinned: true })),
    ...columns.filter((column) => !pinned.has(column)),
  ];
}

function groupKey(name: string, traits: ColumnTraits | undefined, grouping: Grouping): string {
  const { workflow, job, group } = traits ?? { ...splitName(name), group: null };
  if (grouping === "groups" && group !== null) return group;
  if (grouping !== "matrix" && grouping !== "groups") return workflow;
  return workflow === "" ? matrixStem(job) : `${workflow} / ${matrixStem(job)}`;
}

function headOf(key: string, grouping: Grouping): { workflow: string; job: string } {
  if (grouping === "matrix") return splitName(key);
  return grouping === "groups" ? { workflow: "", job: key } : { workflow: key, job: "all jobs" };
}

/** In the order of the columns. An unfolded matrix has a heading of its own: by it, it is folded again. */
export function bandsOf(columns: readonly GridColumn[], grouping: Grouping): Band[] {
  const by_name = grouping === "matrix" || grouping === "groups";
  const bands: Band[] = [];
  for (const [index, { workflow, group, folded, pinned }] of columns.entries()) {
    const own = pinned || (by_name && folded) ? null : group;
    const title = pinned ? "pinned" : by_name && own !== null ? own : workflow;
    const last = bands.at(-1);
    const goes_on =
      last?.title === title &&
      last.group === own &&
      last.folded === folded &&
      last.pinned === pinned &&
      !(folded && own);
    if (last && goes_on) last.count++;
    else bands.push({ title, from: index, count: 1, group: own, folded: folded && !pinned, pinned });
  }
  return bands;
}
