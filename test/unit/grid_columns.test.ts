/** Pages joined into a sheet; its columns: groups found from names, order, what is hidden; and what its rows look like. */
import fc from "fast-check";
import { moved, nextFailure } from "components/hud/moves";
import { viewportOf } from "components/hud/use_viewport";
import type { GridPage } from "lib/model/grid_page";
import { bandsOf, type ColumnView, type Hideable, layoutColumns } from "lib/model/grid_columns";
import { columnFacts, type ColumnRules, columnTraits, matrixStem } from "lib/model/grid_jobs";
import { annotationKey, cell_flags, GridCells, GridRows, hasFlag, letterOf, shownRows } from "lib/model/grid_rows";
import type { Provider } from "lib/model/provider";
import { type GridSheet, joinPages, withNewest, withRows } from "lib/model/grid_sheet";

const commit = (sha: string) => ({
  ...{ sha, time: "2026-03-01T12:00:00Z", commitTitle: `Title ${sha}`, commitMessageBody: "the body", author: "ada" },
  ...{ authorUrl: null, prNum: null, commitUrl: null },
});
const page = (shas: string, jobNames: string[], letters: string[], more = true): GridPage => ({
  ...{ commits: Array.from(shas, commit), jobNames, letters, more, hidden: { check: 0, oot: 0 } },
  providers: jobNames.map(() => "github" as const),
});
const plain: ColumnView = {
  ...{
    grouping: "none",
    folded: false,
    toggled: new Set(),
    order: "name",
    hide: new Set(),
    show_quiet: false,
    pins: [],
  },
};
const no_rules: ColumnRules = { groups: [], unstable: [], hidden_by_default: [] };
interface Wishes {
  rules?: Partial<ColumnRules>;
  seconds?: Record<string, number>;
  matches?: (name: string) => boolean;
}
const traitsOf = (sheet: GridSheet, rules: Partial<ColumnRules> = {}) => columnTraits(sheet, { ...no_rules, ...rules });
const layout = (
  sheet: GridSheet,
  view: Partial<ColumnView> = {},
  { rules, seconds = {}, matches = () => true }: Wishes = {},
) =>
  layoutColumns(
    {
      ...{ jobNames: sheet.jobNames, facts: columnFacts(sheet), traits: traitsOf(sheet, rules) },
      seconds: new Map(Object.entries(seconds)),
    },
    { ...plain, folded: (view.grouping ?? "none") !== "none", ...view },
    matches,
  );
const hide = (...what: Hideable[]) => ({ hide: new Set(what) });

describe("pages as one sheet", () => {
  test("every name once, every letter under its name, every commit once", () => {
    const sheet = joinPages([page("ab", ["x", "z"], ["OX", "SO"]), page("bc", ["y", "z"], ["?F", "TC"])]);
    expect(sheet.jobNames).toEqual(["x", "y", "z"]);
    expect(sheet.commits.map(({ sha }) => sha)).toEqual(["a", "b", "c"]);
    expect(sheet.letters).toEqual(["O X", "S O", " TC"]);
  });

  test("no page is an empty sheet", () =>
    expect(joinPages([])).toEqual({ commits: [], jobNames: [], providers: [], letters: [] }));

  const shas = ({ commits }: GridSheet) => commits.map(({ sha }) => sha).join("");

  test("the newest page again: new commits on top, older ones stay, what the branch has lost goes", () => {
    const known = joinPages([page("abcd", ["x"], ["O", "X", "O", "X"]), page("ef", ["x"], ["O", "X"])]);
    const sheet = withNewest(known, page("nacd", ["x", "y"], ["?Q", "OO", "OX", "XX"]));
    expect(shas(sheet)).toBe("nacdef");
    expect(sheet.letters).toEqual(["?Q", "OO", "OX", "XX", "O ", "X "]);
  });

  test("a page that has none of the known commits leaves no gap: what is older is forgotten", () => {
    expect(shas(withNewest(joinPages([page("ab", ["x"], ["O", "O"])]), page("yz", ["x"], ["O", "O"])))).toBe("yz");
  });

  test("some commits again change only themselves, may bring a column, and unknown ones are passed over", () => {
    const known = joinPages([page("abc", ["x", "z"], ["OO", "??", "XX"])]);
    const sheet = withRows(known, page("bq", ["y", "z"], ["QO", "XX"]));
    expect(shas(sheet)).toBe("abc");
    expect(sheet.jobNames).toEqual(["x", "y", "z"]);
    expect(sheet.letters).toEqual(["O O", " QO", "X X"]);
    const same = withRows(known, page("b", ["x"], ["O"]));
    expect(same.jobNames).toBe(known.jobNames);
    expect(same.letters).toEqual(["OO", "O ", "XX"]);
  });

  test("however pages overlap, every commit and letter is where its own page had it last", () => {
    const letters = fc.stringMatching(/^[OX?]{2}$/);
    fc.assert(
      fc.property(fc.array(letters, { minLength: 6, maxLength: 6 }), fc.integer({ min: 0, max: 5 }), (rows, from) => {
        const all = [..."abcdef"];
        const cut = (first: number, past: number) =>
          page(all.slice(first, past).join(""), ["x", "y"], rows.slice(first, past));
        const sheet = joinPages([cut(0, from + 1), cut(Math.max(0, from - 2), 6)]);
        expect(shas(sheet)).toBe("abcdef");
        expect(sheet.letters).toEqual(rows);
      }),
    );
  });
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
  const keys = (view: Partial<ColumnView>, wishes: Wishes = {}) => layout(sheet, view, wishes).map(({ key }) => key);

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
    expect(keys(hide("green"))).toEqual(["ci / build (2)", "docs / html", "docs / pdf"]);
    expect(keys(hide("skipped"))).toEqual(sheet.jobNames.slice(0, 3));
    expect(keys({ order: "failures" })[0]).toBe("ci / build (2)");
    const seconds = { "docs / pdf": 90, "ci / lint": 7 };
    expect(keys({ order: "duration" }, { seconds }).slice(0, 2)).toEqual(["docs / pdf", "ci / lint"]);
  });

  test("everything folded, everything unfolded, and single groups otherwise", () => {
    expect(keys({ grouping: "matrix", folded: false })).toEqual(sheet.jobNames);
    expect(keys({ folded: true })).toEqual(["ci …", "docs …"]);
    expect(keys({ folded: true, toggled: new Set(["ci"]) })).toEqual([...sheet.jobNames.slice(0, 3), "docs …"]);
  });

  test("the operator's groups come in the operator's order; what is in none is grouped by its name", () => {
    const groups = [
      { name: "Slow", pattern: "PDF|lint" },
      { name: "Builds", pattern: "build" },
    ];
    expect(keys({ grouping: "groups" }, { rules: { groups } })).toEqual(["Slow …", "Builds …", "docs / html"]);
  });

  test("what the operator calls unstable can be hidden, and what the operator hides is shown when asked for", () => {
    const rules = { unstable: ["^ci / lint$"], hidden_by_default: ["^docs /"] };
    expect(keys({}, { rules })).toEqual(sheet.jobNames.slice(0, 3));
    expect(keys({ show_quiet: true, ...hide("unstable") }, { rules })).toEqual(
      sheet.jobNames.filter((name) => name !== "ci / lint"),
    );
    expect(layout(sheet, {}, { rules }).map(({ unstable }) => unstable)).toEqual([false, false, true]);
  });

  test("pinned columns come first, under a heading of their own; those that are not there are passed over", () => {
    const pins = ["docs / pdf", "gone", "ci / lint"];
    expect(keys({ pins })).toEqual(["docs / pdf", "ci / lint", "ci / build (1)", "ci / build (2)", "docs / html"]);
    expect(bandsOf(layout(sheet, { pins }), "none").map(({ title, count }) => [title, count])).toEqual([
      ["pinned", 2],
      ["ci", 2],
      ["docs", 1],
    ]);
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
          const matches = (name: string) => !name.startsWith("b / d");
          const columns = layout(some, { grouping, toggled: new Set(toggled) }, { matches });
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
  const none = new Map<string, string>();
  const rowsOf = (sheet: GridSheet, view: Partial<ColumnView> = {}, rules: Partial<ColumnRules> = {}, said = none) => {
    const unstable = traitsOf(sheet, rules).map((trait) => trait.unstable);
    return new GridRows(new GridCells(sheet, unstable, said), layout(sheet, view, { rules }));
  };
  const letters = (text: string) => Array.from(text, (one) => letterOf(one.charCodeAt(0))).join("");
  /** By row, of one column: which flags its cell has. */
  const flags = (rows: GridRows, count: number, column = 0) =>
    Array.from({ length: count }, (_, row) =>
      Object.keys(cell_flags)
        .filter((flag) => hasFlag(rows.text(row).charCodeAt(column), flag as keyof typeof cell_flags))
        .join(" "),
    );

  test("a group shows its worst; all skipped is skipped, not green", () => {
    const sheet = joinPages([page("abcd", ["ci / a", "ci / b"], ["OX", "SS", "SO", "  "])]);
    const rows = rowsOf(sheet, { grouping: "workflow" });
    expect([0, 1, 2, 3, 4].map((row) => letters(rows.text(row)))).toEqual(["X", "S", "O", " ", ""]);
  });

  test("failures without a success between them are a band, which ends at the first bad commit", () => {
    const rows = rowsOf(joinPages([page("abcdefg", ["one"], ["?", "X", "C", "T", "O", "X", "O"])]));
    expect(flags(rows, 7)).toEqual([
      "",
      "streak_down",
      "streak_through",
      "first_bad streak_up",
      "", // Passed.
      "", // A lone failure.
      "",
    ]);
    const unended = rowsOf(joinPages([page("ab", ["one"], ["X", "X"])]));
    expect(flags(unended, 2)).toEqual(["streak_down", "streak_up"]); // Where it began is not loaded.
  });

  test("a lone failure is the first bad commit while nothing newer has passed", () => {
    const marked = (...rows: string[]) =>
      flags(rowsOf(joinPages([page("abcd".slice(0, rows.length), ["one"], rows)])), rows.length);
    expect(marked("X", "O")).toEqual(["first_bad", ""]);
    expect(marked("?", "C", "T", "F")).toEqual(["", "", "first_bad", ""]);
    expect(marked("O", "X", "O")).toEqual(["", "", ""]);
    expect(marked("X", "O", "X", "O")).toEqual(["first_bad", "", "", ""]);
    expect(marked("X", "S")).toEqual(["", ""]); // Where it had passed is not loaded.
  });

  test("a band passes through all that neither passed nor failed", () => {
    const between = ["C", "S", "N", "Z", "?", "Q", "A", " ", "E"];
    const rows = ["X", ...between, "X"];
    const shas = "abcdefghijk".slice(0, rows.length);
    expect(flags(rowsOf(joinPages([page(shas, ["one"], rows)])), rows.length)).toEqual([
      "streak_down",
      ...between.map(() => "streak_through"),
      "streak_up",
    ]);
  });

  test("failures of unstable jobs are marked, are no band, and do not make a commit red or a group bad", () => {
    const sheet = joinPages([page("abc", ["ci / a", "ci / b"], ["XO", "XO", "OX"])]);
    const rules = { unstable: ["^ci / a$"] };
    const rows = rowsOf(sheet, {}, rules);
    expect(flags(rows, 3)).toEqual(["unstable", "unstable", ""]);
    expect([0, 1, 2].map((row) => rows.state(row))).toEqual(["green", "green", "red"]);
    const grouped = rowsOf(sheet, { grouping: "workflow" }, rules);
    expect(flags(grouped, 3)).toEqual(["unstable", "unstable", ""]);
    expect(shownRows(sheet, rows, true)).toEqual([2]);
    expect(shownRows(sheet, grouped, true)).toEqual([2]); // One of the group's jobs counts, and failed on the last alone.
    expect([0, 1, 2].map((row) => grouped.state(row))).toEqual(["grey", "grey", "red"]);
  });

  test("beside an explained failure that counts, one of an unstable job needs no explanation", () => {
    const sheet = joinPages([page("ab", ["ci / a", "ci / b"], ["XX", "XO"])]);
    const said = new Map([[annotationKey("a", "ci / b"), "Infra flake"]]);
    const rows = rowsOf(sheet, { grouping: "workflow" }, { unstable: ["^ci / a$"] }, said);
    expect(flags(rows, 2)).toEqual(["annotated", "unstable"]);
    expect(shownRows(sheet, rows, true)).toEqual([]);
  });

  test("of a group of several systems' jobs those count that are not out of tree, whichever comes first", () => {
    const sheet = (...providers: Provider[]): GridSheet => ({
      ...joinPages([page("abc", ["ci / a", "ci / b"], ["XO", "OX", "OO"])]),
      providers,
    });
    const states = (...providers: Provider[]) => {
      const rows = rowsOf(sheet(...providers), { grouping: "workflow" });
      return { shown: shownRows(sheet(...providers), rows, true), states: [0, 1, 2].map((row) => rows.state(row)) };
    };
    expect(states("oot", "github")).toEqual({ shown: [1], states: ["green", "red", "green"] });
    expect(states("github", "oot")).toEqual({ shown: [0], states: ["red", "green", "green"] });
    expect(states("oot", "oot")).toEqual({ shown: [], states: ["grey", "grey", "grey"] });
    const marked = (...providers: Provider[]) => layout(sheet(...providers), { grouping: "workflow" })[0]?.provider;
    expect([marked("oot", "circleci"), marked("oot", "oot")]).toEqual(["github", "oot"]);
  });

  test("explained failures are marked; a group is when all of its failures are", () => {
    const sheet = joinPages([page("ab", ["ci / a", "ci / b"], ["XX", "XO"])]);
    const said = new Map(
      [annotationKey("a", "ci / a"), annotationKey("b", "ci / a")].map((key) => [key, "Infra flake"]),
    );
    expect(flags(rowsOf(sheet, {}, {}, said), 2)).toEqual(["annotated streak_down", "annotated streak_up"]);
    expect(flags(rowsOf(sheet, { grouping: "workflow" }, {}, said), 2)).toEqual(["streak_down", "annotated streak_up"]);
    expect(rowsOf(sheet, {}, {}, said).state(1)).toBe("green");
  });

  test("the state of a commit is the worst of its cells", () => {
    const sheet = joinPages([page("abcde", ["one", "two", "zed"], ["OF ", "O? ", "QX ", "SC ", "OOX"])]);
    expect([0, 1, 2, 3].map((row) => rowsOf(sheet).state(row))).toEqual(["green", "amber", "red", "grey"]);
    const with_oot = { ...sheet, providers: ["github", "github", "oot"] as const };
    expect(rowsOf(with_oot).state(4)).toBe("green"); // What is out of tree does not count.
  });

  test("only commits on which something failed in a shown column", () => {
    const sheet = joinPages([page("abc", ["one", "two"], ["OX", "XO", "OO"])]);
    expect(shownRows(sheet, rowsOf(sheet), false)).toEqual([0, 1, 2]);
    expect(shownRows(sheet, rowsOf(sheet), true)).toEqual([0, 1]);
    const first = new GridRows(new GridCells(sheet, [], none), layout(sheet).slice(0, 1));
    expect(shownRows(sheet, first, true)).toEqual([1]);
  });
});

describe("moves", () => {
  const texts = ["OXO", "OOO", `${String.fromCharCode(88 | cell_flags.first_bad)}OT`];
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
  const measures = { left: 22 * 100, top: 25 * 50, width: 1600, height: 831, screen: 1600 };
  const at = viewportOf(measures, { density: "comfortable", pins: 0 });
  expect(at).toMatchObject({ first_row: 46, end_row: 79, first_chunk: 11, end_chunk: 20, pinned: 0 });
  // Pinned columns take room from the others, but on a narrow screen.
  expect(viewportOf(measures, { density: "comfortable", pins: 8 })).toMatchObject({ end_chunk: 19, pinned: 8 });
  expect(viewportOf({ ...measures, screen: 390 }, { density: "compact", pins: 8 })).toMatchObject({ pinned: 0 });
});
