/** Pages joined into a sheet; its columns: groups found from names, order, what is hidden; and what its rows look like. */
import fc from "fast-check";
import { moved, nextFailure } from "components/hud/moves";
import { viewportOf } from "components/hud/use_viewport";
import type { GridPage } from "lib/model/grid_page";
import { bandsOf, columnFacts, type ColumnView, layoutColumns, matrixStem } from "lib/model/grid_columns";
import { GridRows, shownRows } from "lib/model/grid_rows";
import { type GridSheet, joinPages } from "lib/model/grid_sheet";

const commit = (sha: string) => ({
  ...{ sha, time: "2026-03-01T12:00:00Z", commitTitle: `Title ${sha}`, commitMessageBody: "the body", author: "ada" },
  ...{ authorUrl: null, prNum: null, commitUrl: null },
});
const page = (shas: string, jobNames: string[], letters: string[], more = true): GridPage => ({
  ...{ commits: Array.from(shas, commit), jobNames, letters, more },
});
const plain: ColumnView = {
  ...{ grouping: "none", toggled: new Set(), order: "name", hide_green: false, hide_skipped: false },
};
const layout = (sheet: GridSheet, view: Partial<ColumnView> = {}, matches: (name: string) => boolean = () => true) =>
  layoutColumns(sheet.jobNames, columnFacts(sheet), { ...plain, ...view }, matches);

describe("pages as one sheet", () => {
  test("every name once, every letter under its name, every commit once", () => {
    const sheet = joinPages([page("ab", ["x", "z"], ["OX", "SO"]), page("bc", ["y", "z"], ["?F", "TC"])]);
    expect(sheet.jobNames).toEqual(["x", "y", "z"]);
    expect(sheet.commits.map(({ sha }) => sha)).toEqual(["a", "b", "c"]);
    expect(sheet.letters).toEqual(["O X", "S O", " TC"]);
  });

  test("no page is an empty sheet", () => expect(joinPages([])).toEqual({ commits: [], jobNames: [], letters: [] }));
});

test.each([
  ["build (1, 2)", "build"],
  ['test (ünit, 1, 20, "gpu")', "test"],
  ["linux / test (default, 1, 5, linux.2xlarge)", "linux / test"],
  ["e2e 1/4", "e2e"],
  ["e2e #3", "e2e"],
  ["shard-3", "shard"],
  ["shard 2 of 7", "shard"],
  ["python3", "python3"],
  ["(1, 2)", "(1, 2)"],
  ["lint", "lint"],
])("the stem of %s is %s", (job, stem) => expect(matrixStem(job)).toBe(stem));

describe("columns", () => {
  const sheet = joinPages([
    page("ab", ["ci / build (1)", "ci / build (2)", "ci / lint", "docs / html", "docs / pdf"], ["OXOSS", "OOOSS"]),
  ]);
  const keys = (view: Partial<ColumnView>) => layout(sheet, view).map(({ key }) => key);

  test("ungrouped: a column for each job; a workflow that is folded is one", () => {
    expect(keys({})).toEqual(sheet.jobNames);
    expect(keys({ toggled: new Set(["docs"]) })).toEqual([...sheet.jobNames.slice(0, 3), "docs …"]);
  });

  test("by workflow and by matrix: one column a group, and all of those of an unfolded one", () => {
    expect(keys({ grouping: "workflow" })).toEqual(["ci …", "docs …"]);
    expect(keys({ grouping: "workflow", toggled: new Set(["docs"]) })).toEqual(["ci …", "docs / html", "docs / pdf"]);
    expect(keys({ grouping: "matrix" })).toEqual(["ci / build …", "ci / lint", "docs / html", "docs / pdf"]);
  });

  test("what is hidden, and the order by failures", () => {
    expect(keys({ hide_green: true })).toEqual(["ci / build (2)", "docs / html", "docs / pdf"]);
    expect(keys({ hide_skipped: true })).toEqual(sheet.jobNames.slice(0, 3));
    expect(keys({ order: "failures" })[0]).toBe("ci / build (2)");
  });

  test("bands head neighbours; an unfolded matrix has its own", () => {
    const bands = (view: Partial<ColumnView>) =>
      bandsOf(layout(sheet, view), view.grouping ?? "none").map(({ title, from, count }) => [title, from, count]);
    expect(bands({})).toEqual([
      ["ci", 0, 3],
      ["docs", 3, 2],
    ]);
    expect(bands({ grouping: "matrix", toggled: new Set(["ci / build"]) })).toEqual([
      ["ci / build", 0, 2],
      ["ci", 2, 1],
      ["docs", 3, 2],
    ]);
  });

  test("however they are grouped, every job that matches is in exactly one column", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.stringMatching(/^[ab]( \/ [cd]( \([12], [12]\))?)?$/), { maxLength: 12 }),
        fc.constantFrom("none" as const, "workflow" as const, "matrix" as const),
        fc.array(fc.constantFrom("a", "b", "a / c", "b / d")),
        (names, grouping, toggled) => {
          const some = joinPages([page("a", [...names].sort(), ["O".repeat(names.length)])]);
          const columns = layout(some, { grouping, toggled: new Set(toggled) }, (name) => !name.startsWith("b / d"));
          const members = columns.flatMap((column) => column.members).sort((a, b) => a - b);
          expect(members).toEqual([...some.jobNames.keys()].filter((at) => !some.jobNames[at]?.startsWith("b / d")));
          expect(new Set(columns.map(({ key }) => key)).size).toBe(columns.length);
          const bands = bandsOf(columns, grouping);
          expect(bands.reduce((sum, { count }) => sum + count, 0)).toBe(columns.length);
        },
      ),
    );
  });
});

describe("rows", () => {
  test("a group shows its worst; all skipped is skipped, not green", () => {
    const sheet = joinPages([page("abcd", ["ci / a", "ci / b"], ["OX", "SS", "SO", "  "])]);
    const rows = new GridRows(sheet, layout(sheet, { grouping: "workflow" }));
    expect([0, 1, 2, 3, 4].map((row) => rows.text(row))).toEqual(["X", "S", "O", " ", ""]);
  });

  test("the first bad commit of a streak is marked; a lone failure, and one whose beginning is not loaded, is not", () => {
    const sheet = joinPages([page("abcdef", ["one", "two", "six"], ["XOO", "?XX", "X X", "C X", "OOX", "OOX"])]);
    const rows = new GridRows(sheet, layout(sheet));
    expect([0, 1, 2, 3, 4, 5].map((row) => rows.text(row))).toEqual(["XOO", "?XX", "x X", "C X", "OOX", "OOX"]);
  });

  test("commits by their words, or by a failure in a shown column", () => {
    const sheet = joinPages([page("abc", ["one", "two"], ["OX", "XO", "OO"])]);
    const shown = (text: string, failing: boolean) => shownRows(sheet, layout(sheet).slice(0, 1), { text, failing });
    expect(shown("", false)).toEqual([0, 1, 2]);
    expect(shown(" TITLE B", false)).toEqual([1]);
    expect(shown("body", true)).toEqual([1]);
  });
});

describe("moves", () => {
  const texts = ["OXO", "OOO", "xOT"];
  const text = (row: number) => texts[row] ?? "";

  test("n and p find every failure, in the order of reading, and stop at the ends", () => {
    expect(nextFailure({ row: 0, column: -1 }, 1, 3, text)).toEqual({ row: 0, column: 1 });
    expect(nextFailure({ row: 0, column: 1 }, 1, 3, text)).toEqual({ row: 2, column: 0 });
    expect(nextFailure({ row: 2, column: 0 }, -1, 3, text)).toEqual({ row: 0, column: 1 });
    expect(nextFailure({ row: 2, column: 2 }, 1, 3, text)).toBeNull();
  });

  test("no key leaves the grid", () => {
    const key = fc.constantFrom("ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "PageUp", "PageDown", "Home", "End");
    fc.assert(
      fc.property(fc.array(fc.tuple(key, fc.boolean())), (keys) => {
        let at = { row: 0, column: 0 };
        for (const [pressed, ctrl] of keys) at = moved(at, pressed, ctrl, { rows: 3, columns: 3, page: 2 }) ?? at;
        expect(at.row >= 0 && at.row < 3 && at.column >= -1 && at.column < 3).toBe(true);
      }),
    );
    expect(moved({ row: 0, column: 0 }, "x", false, { rows: 3, columns: 3, page: 2 })).toBeNull();
  });
});

test("the viewport covers what can be seen, and little more", () => {
  const at = viewportOf({ left: 22 * 100, top: 25 * 50, width: 1600, height: 831, screen: 1600 });
  expect(at).toMatchObject({ first_row: 46, end_row: 79, first_chunk: 11, end_chunk: 20 });
});
