/** The grid's rules: many runs of one job on one commit are one cell, in whatever order they are heard of. */
import fc from "fast-check";
import { type CellConclusion, cellConclusion, conclusions, isFailure, statuses } from "lib/model/conclusion";
import { buildGrid, type CellRun, type GridCommit, isFlaky, mergeCell } from "lib/model/grid";

const all: CellConclusion[] = [...conclusions, "pending", "queued"];

const run = (id: number, conclusion: CellConclusion, fields: Partial<CellRun> = {}): CellRun => ({
  id,
  conclusion,
  status: conclusion === "pending" ? "in_progress" : conclusion === "queued" ? "queued" : "completed",
  htmlUrl: null,
  logUrl: null,
  durationS: null,
  queueS: null,
  runAttempt: 1,
  event: "push",
  failureLines: [],
  failureCaptures: [],
  ...fields,
});

const runs = fc
  .array(fc.constantFrom(...all), { minLength: 1, maxLength: 8 })
  .map((list) => list.map((conclusion, index) => run(index + 1, conclusion)));

const shuffled = runs.chain((list) =>
  fc.shuffledSubarray(list, { minLength: list.length }).map((again) => ({ list, again })),
);

test("a cell is the same in any order of its runs", () => {
  fc.assert(
    fc.property(shuffled, ({ list, again }) => expect(mergeCell(again)).toEqual(mergeCell(list))),
    { numRuns: 1_000 },
  );
});

test("a cell names every other run, newest first", () => {
  fc.assert(
    fc.property(runs, (list) => {
      const cell = mergeCell(list);
      const others = "otherRuns" in cell ? (cell.otherRuns ?? []) : [];
      expect([cell.id, ...others.map(({ id }) => id)].sort()).toEqual(list.map(({ id }) => id).sort());
      expect(others.map(({ id }) => id)).toEqual(others.map(({ id }) => id).sort((a, b) => Number(b) - Number(a)));
    }),
  );
});

test("cancelled and stale are no evidence: they change no other cell", () => {
  const told = runs.filter((list) => list.some(({ conclusion }) => !["cancelled", "stale"].includes(conclusion)));
  fc.assert(
    fc.property(told, fc.constantFrom<CellConclusion>("cancelled", "stale"), (list, nothing) => {
      const before = mergeCell(list);
      const after = mergeCell([...list, run(99, nothing)]);
      expect(after).toMatchObject({ id: before.id, conclusion: before.conclusion });
      expect(isFlaky(after)).toBe(isFlaky(before));
    }),
  );
});

test("flaky is a success beside a failure, and nothing else", () => {
  fc.assert(
    fc.property(runs, (list) => {
      const cell = mergeCell(list);
      const succeeded = list.some(({ conclusion }) => conclusion === "success");
      const failed = list.some(({ conclusion }) => isFailure(conclusion));
      expect(isFlaky(cell)).toBe(succeeded && failed);
    }),
    { numRuns: 1_000 },
  );
});

// Whatever stands to the left is shown, whichever of the two is newer.
const order: CellConclusion[][] = [
  ["success"],
  ["failure", "timed_out", "startup_failure"],
  ["action_required"],
  ["pending", "queued"],
  ["neutral"],
  ["skipped"],
  ["cancelled", "stale"],
];

test("the order of conclusions names every one of them", () => {
  expect(order.flat().sort()).toEqual(all.toSorted());
});

test("a conclusion before another in the order wins, and of equals the newest", () => {
  for (const [higher, left] of order.entries()) {
    for (const [lower, right] of order.entries()) {
      for (const a of left) {
        for (const b of right) {
          const winner = higher < lower ? a : higher > lower ? b : b; // Equal ranks: the newer, which is b.
          expect(mergeCell([run(1, a), run(2, b)]).conclusion).toBe(winner);
        }
      }
    }
  }
});

test("of one job's attempts the newest is shown among equals", () => {
  const [first, second] = [run(1, "failure"), run(2, "failure", { runAttempt: 2 })];
  expect(mergeCell([second, first])).toMatchObject({ id: 2, runAttempt: 2, failedPreviousRun: true });
  const [same, later] = [run(7, "failure"), run(7, "failure", { runAttempt: 2 })];
  expect(mergeCell([same, later])).toMatchObject({ runAttempt: 2 });
  expect(mergeCell([later, same])).toMatchObject({ runAttempt: 2 });
});

test("one run is a cell as it is, and none is an empty one", () => {
  expect(mergeCell([])).toEqual({});
  expect(mergeCell([run(1, "failure")])).toEqual(run(1, "failure"));
  expect(isFlaky({})).toBe(false);
});

test("a completed run without a conclusion is neutral; an unfinished one waits, whatever it says", () => {
  expect(cellConclusion("completed", null)).toBe("neutral");
  for (const status of statuses.filter((one) => one !== "completed")) {
    expect(cellConclusion(status, "failure")).toBe(status === "queued" ? "queued" : "pending");
  }
  for (const conclusion of conclusions) expect(cellConclusion("completed", conclusion)).toBe(conclusion);
});

describe("the grid", () => {
  const commit = (sha: string): GridCommit => ({
    sha,
    time: "2026-01-01T00:00:00.000Z",
    commitTitle: sha,
    commitMessageBody: "",
    author: "",
    authorUrl: null,
    prNum: null,
    commitUrl: null,
  });

  test("has a row for every commit in the order given, and a cell for every job in every row", () => {
    const grid = buildGrid(
      [commit("b"), commit("a"), commit("c")],
      [
        { sha: "a", name: "CI / test", run: run(1, "success") },
        { sha: "b", name: "CI / build", run: run(2, "failure") },
        { sha: "b", name: "CI / build", run: run(3, "success") },
        { sha: "elsewhere", name: "CI / other", run: run(4, "success") },
        { sha: "a", name: "__proto__", run: run(5, "success") },
      ],
    );
    expect(grid.jobNames).toEqual(["CI / build", "CI / test", "__proto__"]);
    expect(grid.shaGrid.map((row) => row.sha)).toEqual(["b", "a", "c"]);
    expect(grid.shaGrid.map((row) => row.jobs.map((cell) => cell.id))).toEqual([
      [3, undefined, undefined],
      [undefined, 1, 5],
      [undefined, undefined, undefined],
    ]);
    expect(grid.shaGrid[0]?.jobs[0]).toMatchObject({ failedPreviousRun: true });
    expect(grid.shaGrid[2]?.jobs).toEqual([{}, {}, {}]);
  });

  test("is the same in any order of its runs", () => {
    const cells = fc.array(fc.tuple(fc.constantFrom("a", "b"), fc.constantFrom("x", "y"), fc.constantFrom(...all)), {
      maxLength: 12,
    });
    const told = cells
      .map((list) => list.map(([sha, name, conclusion], index) => ({ sha, name, run: run(index, conclusion) })))
      .chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })));
    fc.assert(
      fc.property(told, ([list, again]) => {
        const commits = [commit("a"), commit("b")];
        expect(buildGrid(commits, again)).toEqual(buildGrid(commits, list));
      }),
    );
  });

  test("of nothing is empty", () => {
    expect(buildGrid([], [])).toEqual({ shaGrid: [], jobNames: [] });
  });
});
