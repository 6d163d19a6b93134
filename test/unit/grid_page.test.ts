/** The lean page and the full grid are two ways to say one thing: whatever runs there are, their letters agree. */
import { cell_codes } from "clickhouse_queries/hud_cells/query";
import fc from "fast-check";
import { conclusions } from "lib/model/conclusion";
import { type CellRun, type GridCommit, labelledColumn, mergeCell } from "lib/model/grid";
import { GridTally } from "lib/model/grid_page";
import { marks, toneOf } from "lib/model/mark";

const commit = (sha: string): GridCommit => ({
  ...{ sha, time: "2026-01-05T12:00:00.000Z", commitTitle: "", commitMessageBody: "", author: "" },
  ...{ authorUrl: null, prNum: null, commitUrl: null },
});
const run = (id: number, conclusion: CellRun["conclusion"]): CellRun => ({
  ...{ id, conclusion, status: "completed", htmlUrl: null, logUrl: null, durationS: null, queueS: null },
  ...{ runAttempt: 1, event: null, failureLines: [], failureCaptures: [] },
});

test("a tally's letter is the merged cell's, for any runs in any order", () => {
  const conclusion = fc.constantFrom(...conclusions, "pending" as const, "queued" as const);
  const runs = fc.uniqueArray(fc.tuple(fc.nat(1_000), conclusion), { selector: ([id]) => id, maxLength: 6 });
  fc.assert(
    fc.property(runs, (all) => {
      const tally = new GridTally([commit("a")]);
      for (const [id, ends_as] of all) tally.column("github", "ci / build").add(0, id, id, ends_as);
      const expected = marks[toneOf(mergeCell(all.map(([id, ends_as]) => run(id, ends_as))))].letter;
      expect(tally.page(false).letters[0] ?? "").toBe(all.length === 0 ? "" : expected);
    }),
  );
});

test("so it is for what ran elsewhere: there the last start is the newest, and numbers say nothing of time", () => {
  const conclusion = fc.constantFrom(...conclusions, "pending" as const, "queued" as const);
  const started = fc.integer({ min: 1, max: 9 });
  const runs = fc.uniqueArray(fc.tuple(fc.nat(1_000), conclusion, started), { selector: ([id]) => id, maxLength: 6 });
  fc.assert(
    fc.property(runs, (all) => {
      const tally = new GridTally([commit("a")]);
      for (const [id, ends_as, second] of all) {
        tally.column("circleci", "w / j").add(0, second, id, ends_as);
      }
      const merged = mergeCell(
        all.map(([id, ends_as, second]) => ({
          ...run(id, ends_as),
          ...{ provider: "circleci" as const, startedAt: new Date(second).toISOString() },
        })),
      );
      const page = tally.page(false);
      expect(page.letters[0] ?? "").toBe(all.length === 0 ? "" : marks[toneOf(merged)].letter);
      expect(page.providers).toEqual(all.length === 0 ? [] : ["circleci"]);
    }),
  );
});

test("each system has columns of its own, and a name stands for one of them", () => {
  const tally = new GridTally([commit("a")]);
  tally.column("circleci", "CI / build").add(0, 1, 1, "failure");
  tally.column("github", "CI / build").add(0, 1, 1, "success");
  tally.column("check", "CI / lint").add(0, 1, 1, "failure");
  const page = tally.page(false, { check: 3, oot: 4 });
  expect(page).toMatchObject({
    jobNames: ["CI / build", "CI / build (CircleCI)", "CI / lint"],
    providers: ["github", "circleci", "check"],
    letters: ["OXX"],
    hidden: { check: 3, oot: 4 },
  });
  expect(page.jobNames.map(labelledColumn)).toEqual([null, { provider: "circleci", name: "CI / build" }, null]);
});

test("names are sorted, rows are as long as names, and a job that did not run is a space", () => {
  const tally = new GridTally([commit("new"), commit("old")]);
  tally.column("github", "ci / test").add(1, 1, 1, "failure");
  tally.column("github", "ci / build").add(0, 2, 2, "success");
  tally.column("github", "ci / test").add(1, 3, 3, "success");
  expect(tally.page(true)).toMatchObject({ jobNames: ["ci / build", "ci / test"], letters: ["O ", " F"], more: true });
});

test("every conclusion has a code, and nothing else", () => {
  expect([...cell_codes].sort()).toEqual([...conclusions, "pending", "queued"].sort());
});
