/** Trunk as it was asked for before it was known as of when: taken only where it is certainly what would be answered. */
import { type DefaultBranch, knownBefore } from "lib/server/verdict_trunk";

const asked_at = Date.parse("2026-03-31T12:00:00.000Z");
const minute_ms = 60_000;
const day_ms = 1_440 * minute_ms;
const ago = (ms: number): string => new Date(asked_at - ms).toISOString();

/** So many commits of main, the newest at the moment of asking, each so long after the one before. */
const main = (count: number, apart_ms: number): DefaultBranch => ({
  asked_at,
  commits: Array.from({ length: count }, (_, index) => ({
    sha: `sha-${index}`,
    time: ago(index * apart_ms),
    branch: "main",
    pull_number: null,
  })),
});
const shas = (early: DefaultBranch, until: string, branch = ""): string[] | undefined =>
  knownBefore(early, { branch, until })?.map(({ sha }) => sha);

test("a quiet branch: all commits of two weeks until then, if all that were since are known", () => {
  const quiet = main(20, day_ms);
  expect(shas(quiet, ago(0))).toEqual(quiet.commits.slice(0, 15).map(({ sha }) => sha));
  expect(shas(quiet, ago(3 * day_ms))).toEqual(quiet.commits.slice(3, 18).map(({ sha }) => sha));
  expect(shas(quiet, ago(3 * day_ms + 1), "main")).toEqual(quiet.commits.slice(4, 18).map(({ sha }) => sha));
  // Two weeks before that are beyond the four that were asked for.
  expect(shas(quiet, ago(14 * day_ms + 1))).toBeUndefined();
});

test("a busy branch: the newest 300 until then, as long as they are among those that came", () => {
  const busy = main(450, minute_ms);
  expect(shas(busy, ago(0))).toEqual(busy.commits.slice(0, 300).map(({ sha }) => sha));
  expect(shas(busy, ago(150 * minute_ms))).toEqual(busy.commits.slice(150).map(({ sha }) => sha));
  expect(shas(busy, ago(151 * minute_ms))).toBeUndefined();
});

test("nothing of another branch, of the future, or of a branch without commits", () => {
  const quiet = main(3, day_ms);
  expect(shas(quiet, ago(0), "release")).toBeUndefined();
  expect(shas(quiet, ago(-1))).toBeUndefined();
  expect(shas(main(0, day_ms), ago(0))).toBeUndefined();
});
