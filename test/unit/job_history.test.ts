/** How a job has fared: its usual duration, its failures, and since when it fails, from runs in any order. */
import type { Conclusion } from "lib/model/conclusion";
import { type HistoryRun, jobHistory } from "lib/model/job_history";
import fc from "fast-check";

const run = (head_sha: string, conclusion: Conclusion | null, fields: Partial<HistoryRun> = {}): HistoryRun => ({
  ...{ head_sha, conclusion, duration_seconds: 60, queue_seconds: 5 },
  ...fields,
});
const trunk = ["f", "e", "d", "c", "b", "a"];

test("nothing is known of a job that never ran", () => {
  expect(jobHistory(trunk, [], null)).toEqual({
    ...{ p50_duration_s: null, p50_queue_s: null, failures: 0, total: 0 },
    ...{ first_bad_sha: null, last_good_sha: null },
  });
});

test("the usual duration is that of successes; failures and times out count, what was stopped does not", () => {
  const runs = [
    run("a", "success", { duration_seconds: 100 }),
    run("b", "success", { duration_seconds: 300 }),
    run("c", "failure", { duration_seconds: 1 }),
    run("d", "timed_out", { duration_seconds: 9_999 }),
    run("e", "cancelled", { duration_seconds: 2, queue_seconds: 50 }),
    run("e", "skipped", { duration_seconds: 0, queue_seconds: null }),
    run("f", null, { duration_seconds: null, queue_seconds: 90 }),
  ];
  expect(jobHistory(trunk, runs, null)).toMatchObject({ p50_duration_s: 100, p50_queue_s: 5, failures: 2, total: 4 });
  expect(jobHistory(trunk, [run("a", "failure", { duration_seconds: 7 })], null).p50_duration_s).toBe(7);
});

describe("since when it fails", () => {
  const runs = [
    run("a", "success"),
    run("b", "failure"),
    run("c", "cancelled"),
    run("d", "failure"),
    run("d", "success"), // Flaky: the commit is good.
    run("e", "failure"),
    run("f", null),
  ];
  test.each([
    ["the newest commit", null, "e", "d"],
    ["a pending one stands in the failures before it", "f", "e", "d"],
    ["a bad one", "e", "e", "d"],
    ["a good one", "d", null, "d"],
    ["a cancelled one stands in the failures before it", "c", "b", "a"],
    ["the first", "a", null, "a"],
    ["one from before trunk's newest", undefined, null, null],
  ] as const)("%s", (_what, from, first_bad_sha, last_good_sha) => {
    expect(jobHistory(trunk, runs, from)).toMatchObject({ first_bad_sha, last_good_sha });
  });

  test("a job that always failed has a first bad commit and no good one", () => {
    const always = [run("b", "failure"), run("e", "timed_out")];
    expect(jobHistory(trunk, always, null)).toMatchObject({ first_bad_sha: "b", last_good_sha: null });
  });
});

test("the order of runs does not matter, and the first bad commit is newer than the last good one", () => {
  const conclusion = fc.constantFrom<Conclusion | null>("success", "failure", "cancelled", null);
  const some = fc.array(fc.record({ head_sha: fc.constantFrom(...trunk), conclusion }), { maxLength: 12 });
  fc.assert(
    fc.property(some, fc.constantFrom(...trunk, null), (told, from) => {
      const runs = told.map((one) => run(one.head_sha, one.conclusion));
      const history = jobHistory(trunk, runs, from);
      expect(jobHistory(trunk, runs.toReversed(), from)).toEqual(history);
      const { first_bad_sha, last_good_sha } = history;
      if (first_bad_sha !== null && last_good_sha !== null) {
        expect(trunk.indexOf(first_bad_sha)).toBeLessThan(trunk.indexOf(last_good_sha));
      }
    }),
  );
});
