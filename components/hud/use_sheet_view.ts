/** What of the sheet is shown, and how: its columns, rows and marks, worked out again only where something has changed. */
import { useDeferredValue, useMemo } from "react";
import { parseFilter } from "components/hud/filter";
import { countCells } from "components/hud/letters";
import type { GridView } from "components/hud/use_view";
import { type CellAnnotation, useAnnotations, useDurations } from "lib/browser/use_grid_facts";
import { bandsOf, layoutColumns } from "lib/model/grid_columns";
import { columnFacts, type ColumnRules, columnTraits } from "lib/model/grid_jobs";
import { annotationKey, GridCells, GridRows, shownRows } from "lib/model/grid_rows";
import { empty_sheet, type GridSheet } from "lib/model/grid_sheet";

interface Options {
  repo: string;
  branch: string;
  /** Null while loading. */
  sheet: GridSheet | null;
  view: GridView;
  /** What the operator says of columns. */
  rules: ColumnRules | undefined;
}

const no_annotations: ReadonlyMap<string, CellAnnotation> = new Map();

export function useSheetView({ repo, branch, sheet: given, view, rules }: Options) {
  const sheet = given ?? empty_sheet;
  // The box must keep up with the typing; half a million cells may come a moment later.
  const name_filter = useDeferredValue(view.name_filter);
  const parsed = useMemo(() => parseFilter(name_filter), [name_filter]);
  const seconds = useDurations(repo, branch, view.columns.order === "duration");
  const { data: said } = useAnnotations(repo, branch, given !== null);
  const annotations = useMemo(
    () => (said?.length ? new Map(said.map((one) => [annotationKey(one.sha, one.name), one])) : no_annotations),
    [said],
  );
  const { jobNames, providers } = sheet;
  const facts = useMemo(() => columnFacts(sheet), [sheet]);
  const traits = useMemo(() => columnTraits({ jobNames, providers }, rules), [jobNames, providers, rules]);
  const unstable = useMemo(() => traits.map((trait) => trait.unstable), [traits]);
  const cells = useMemo(() => new GridCells(sheet, unstable, annotations), [sheet, unstable, annotations]);
  // With a filter that cannot be read, all: a mistyped one must not look like no jobs.
  const columns = useMemo(
    () => layoutColumns({ jobNames, facts, traits, seconds }, view.columns, parsed.matches ?? (() => true)),
    [jobNames, facts, traits, seconds, view.columns, parsed],
  );
  const bands = useMemo(() => bandsOf(columns, view.columns.grouping), [columns, view.columns.grouping]);
  const reader = useMemo(() => new GridRows(cells, columns), [cells, columns]);
  const rows = useMemo(() => shownRows(sheet, reader, view.failing), [sheet, reader, view.failing]);
  const sum = useMemo(
    () => ({
      commits: sheet.commits.length,
      commits_shown: rows.length,
      jobs: jobNames.length,
      jobs_shown: columns.reduce((count, { members }) => count + members.length, 0),
      cells: countCells(sheet, rows, columns),
    }),
    [sheet, rows, columns, jobNames],
  );
  const quiet_count = useMemo(() => traits.filter((trait) => trait.quiet).length, [traits]);
  return { sheet, reader, annotations, columns, bands, rows, sum, quiet_count, problem: parsed.problem };
}
