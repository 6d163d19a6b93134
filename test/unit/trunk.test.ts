/** A branch's state from its grid's letters: what is red, since when, and what was looked through to tell. */
import fc from "fast-check";
import { tones, marks, type Tone } from "lib/model/mark";
import { trunkState } from "lib/model/trunk";

/** Rows are commits, newest first; columns are jobs a, b, c, … */
function state(letters: string[], isUnstable: (name: string) => boolean = () => false, names?: string[]) {
  const jobNames = names ?? Array.from(letters[0] ?? "", (_, index) => String.fromCharCode(97 + index));
  const commits = letters.map((_, index) => ({
    ...{ sha: `sha${index}`, time: `2026-01-01T00:00:${String(59 - index).padStart(2, "0")}.000Z` },
    ...{ commitTitle: `Commit ${index}`, commitMessageBody: "", author: "ann", authorUrl: null },
    ...{ prNum: null, commitUrl: null },
  }));
  return trunkState("main", { commits, jobNames, letters }, { isUnstable, sevs: [], no_jobs: "(no jobs)" });
}

test("a green branch", () => {
  expect(state(["OF", "OO"])).toEqual({
    branch: "main",
    red_since: null,
    red_jobs: [],
    red_job_count: 0,
    commits_since_green: 0,
    last_green_sha: "sha0",
    pending_jobs: 0,
    sevs: [],
    commits_searched: 2,
  });
});

test("an empty branch, and one on which nothing ran", () => {
  expect(state([])).toMatchObject({ red_since: null, commits_since_green: null, last_green_sha: null });
  expect(state([" S", "CN"])).toMatchObject({ red_since: null, commits_since_green: null, pending_jobs: 0 });
});

test("red since the oldest commit of the oldest streak, jobs that fail for longest first", () => {
  expect(state(["XX", "XO", "X ", "OO"])).toMatchObject({
    red_since: { sha: "sha2", time: "2026-01-01T00:00:57.000Z", title: "Commit 2" },
    red_jobs: ["a", "b"],
    red_job_count: 2,
    commits_since_green: 3,
    last_green_sha: "sha3",
  });
});

test.each([
  ["still running", "?"],
  ["queued", "Q"],
  ["cancelled", "C"],
  ["skipped", "S"],
  ["neutral", "N"],
  ["not run", " "],
])("a job that is %s at the newest commits is looked through", (_what, letter) => {
  expect(state([letter, "X", letter, "T", "O"])).toMatchObject({ red_since: { sha: "sha3" }, red_jobs: ["a"] });
  expect(state([letter, "O", "X"])).toMatchObject({ red_since: null, red_job_count: 0 });
});

test("a commit that is pending is not green, and what is pending since the last green one is counted", () => {
  expect(state(["O?", "OO", "?Q"])).toMatchObject({ commits_since_green: 1, last_green_sha: "sha1", pending_jobs: 1 });
  expect(state(["O?", "XQ"])).toMatchObject({ commits_since_green: null, pending_jobs: 2, red_since: null });
});

test("an unstable job neither makes a branch red nor keeps it from being green", () => {
  expect(state(["XO", "XO"], (name) => name === "a")).toMatchObject({
    red_since: null,
    red_job_count: 0,
    last_green_sha: "sha0",
  });
});

test("names twenty jobs at most, and counts all", () => {
  const { red_jobs, red_job_count } = state(["X".repeat(26)]);
  expect(red_jobs).toHaveLength(20);
  expect(red_jobs).toEqual([..."abcdefghijklmnopqrst"]);
  expect(red_job_count).toBe(26);
});

test("a workflow that failed to start is mended where it did not fail so again while something passed", () => {
  const at = (letters: string[]) => state(letters, undefined, ["CI / (no jobs)", "CI / build", "Lint / lint"]);
  expect(at([" O ", "E  "]).red_jobs).toEqual([]);
  expect(at(["  O", "E  "]).red_jobs).toEqual([]);
  expect(at([" ? ", " S ", "E  "])).toMatchObject({ red_jobs: ["CI / (no jobs)"], red_since: { sha: "sha2" } });
  expect(at(["E O", " O ", "E  "])).toMatchObject({ red_jobs: ["CI / (no jobs)"], red_since: { sha: "sha0" } });
  expect(at(["   ", "E  "]).red_jobs).toEqual(["CI / (no jobs)"]);
});

test("any letters: red and green are what they say", () => {
  const letter = fc.constantFrom<Tone>(...tones).map((tone) => marks[tone].letter);
  const grids = fc
    .integer({ min: 1, max: 5 })
    .chain((jobs) => fc.array(fc.string({ unit: letter, minLength: jobs, maxLength: jobs }), { maxLength: 12 }));
  fc.assert(
    fc.property(grids, (letters) => {
      const told = state(letters);
      const failing = Array.from(letters[0] ?? "", (_, job) =>
        letters.map((row) => row.charAt(job)).find((one) => /[OFXTE]/.test(one)),
      ).filter((one) => one !== undefined && /[XTE]/.test(one));
      expect(told.red_job_count).toBe(failing.length);
      expect(told.red_since === null).toBe(failing.length === 0);
      const green = letters.findIndex((row) => /[OF]/.test(row) && !/[XTE?Q]/.test(row));
      expect(told.commits_since_green).toBe(green < 0 ? null : green);
      // At the newest green commit nothing failed, so what is red began after it or did not run there.
      if (told.red_since) expect(letters[Number(told.red_since.sha.slice(3))]).toMatch(/[XTE]/);
    }),
  );
});
