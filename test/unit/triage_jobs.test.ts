/** Which of a commit's jobs failed, whatever order their attempts are told in; and the badge of a branch. */
import fc from "fast-check";
import type { JobAnswer } from "lib/model/answers";
import { jobStates } from "lib/model/triage_jobs";
import { branchBadge } from "lib/server/branch_badge";

let next_id = 1;
const job = (conclusion: JobAnswer["conclusion"], fields: Partial<JobAnswer> = {}): JobAnswer => ({
  ...{ id: next_id++, conclusion, status: "completed", htmlUrl: null, logUrl: null, durationS: 60, queueS: 5 },
  ...{ runAttempt: 1, event: "push", failureLines: [], failureCaptures: [], name: "CI / unit", workflowName: "CI" },
  ...{ jobName: "unit", runId: 1, latest: true, runnerName: null, labels: [], createdAt: null, startedAt: null },
  ...{ completedAt: null, provider: "github", failureRule: null, failureLineNum: null, failureContext: [] },
  ...fields,
});
const again = { runAttempt: 2 };
const third = { runAttempt: 3 };
const on_pull = { event: "pull_request", runId: 2 };

test.each<[string, JobAnswer[], "failed" | "retried" | "pending" | "passed" | "nothing"]>([
  ["it failed", [job("failure")], "failed"],
  ["it timed out", [job("timed_out")], "failed"],
  ["it did not start", [job("startup_failure")], "failed"],
  ["it passed", [job("success")], "passed"],
  ["it runs", [job("pending")], "pending"],
  ["it was cancelled or skipped", [job("cancelled"), job("skipped", again)], "nothing"],
  ["the retry passed", [job("failure"), job("success", again)], "retried"],
  ["the retry failed too", [job("failure"), job("failure", again)], "failed"],
  ["the retry has not ended", [job("failure"), job("queued", again)], "pending"],
  [
    "the retry passed, and the next has not ended",
    [job("failure"), job("success", again), job("queued", third)],
    "pending",
  ],
  ["it passed, and a retry failed", [job("success"), job("failure", again)], "failed"],
  ["it failed, passed, and failed again", [job("failure"), job("success", again), job("failure", third)], "failed"],
  ["the retry was cancelled", [job("failure"), job("cancelled", again)], "failed"],
  ["another run for the same event passed", [job("failure"), job("success", { runId: 3 })], "retried"],
  ["the push passed, the merge with the base did not", [job("success"), job("failure", on_pull)], "failed"],
  [
    "the push was retried, the merge with the base has not ended",
    [job("failure"), job("success", again), job("pending", on_pull)],
    "pending",
  ],
])("%s", (_story, jobs, state) => {
  const { failing, pending, passed } = jobStates(jobs);
  expect({ failing: failing.map((one) => (one.passed?.settled ? "retried" : "failed")), pending, passed }).toEqual({
    failing: state === "failed" || state === "retried" ? [state] : [],
    pending: state === "pending" ? 1 : 0,
    passed: state === "passed" ? 1 : 0,
  });
});

test("the newest failed attempt speaks for the job; elsewhere than in GitHub Actions the last to start", () => {
  const told = [
    job("failure", { id: 5, failureRule: "old" }),
    job("failure", { id: 4, ...again, failureRule: "new", failureCaptures: ["x"] }),
  ];
  expect(jobStates(told).failing).toEqual([{ name: "CI / unit", id: 4, rule: "new", captures: ["x"], passed: null }]);
  const foreign = { provider: "circleci" as const, event: null };
  const elsewhere = [
    job("failure", { id: 9, ...foreign, runId: 8, startedAt: "2026-03-01T12:00:00Z" }),
    job("failure", { id: 2, ...foreign, runId: 3, startedAt: "2026-03-01T13:00:00Z" }),
  ];
  expect(jobStates(elsewhere).failing[0]?.id).toBe(2);
});

test("the order in which jobs are told changes nothing, and each name counts once", () => {
  const any = fc.record({
    conclusion: fc.constantFrom<JobAnswer["conclusion"]>("success", "failure", "cancelled", "pending", "skipped"),
    name: fc.constantFrom("CI / a", "CI / b"),
    event: fc.constantFrom("push", "pull_request"),
    runId: fc.constantFrom(1, 2),
    runAttempt: fc.constantFrom(1, 2),
    id: fc.integer({ min: 1, max: 100_000 }),
  });
  const several = fc.uniqueArray(any, { maxLength: 8, selector: ({ id }) => id });
  fc.assert(
    fc.property(
      several.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
      ([all, shuffled]) => {
        const states = jobStates(all.map((fields) => job(fields.conclusion, fields)));
        expect(jobStates(shuffled.map((fields) => job(fields.conclusion, fields)))).toEqual(states);
        const names = new Set(all.map(({ name }) => name)).size;
        expect(states.failing.length + states.pending + states.passed).toBeLessThanOrEqual(names);
      },
    ),
  );
});

test.each([
  [{ red_job_count: 3 }, "3 failing", "3 jobs are failing"],
  [{ red_job_count: 1, last_green_sha: "a" }, "1 failing", "1 job is failing"],
  [{ last_green_sha: "a", pending_jobs: 4 }, "passing", "no job is failing"],
  [{ pending_jobs: 4 }, "pending", "4 jobs have not ended yet"],
  [{}, "unknown", "nothing has passed or failed yet"],
])("the badge of a branch with %j says %s", (fields, value, words) => {
  const state = { branch: "a<b", red_job_count: 0, last_green_sha: null, pending_jobs: 0, ...fields };
  const svg = branchBadge("acme/rocket", state);
  expect(svg).toContain(`>${value}</text>`);
  expect(svg).toContain(`aria-label="acme/rocket a&lt;b: ${words}"`);
  expect(svg).not.toMatch(/style|a<b/);
});
