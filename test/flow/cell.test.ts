/** One cell explained, on the real engine: the runs that the grid merges, and the job's history on trunk. */
import { cellAnswer } from "lib/server/cell";
import type { Services } from "lib/server/services";
import * as make from "test/kit/deliveries";
import { servicesWith } from "test/kit/services";
import { startWarehouse, type TestWarehouse } from "test/kit/warehouse";

const { at, sha } = make;
let warehouse: TestWarehouse;
let services: Services & { close(): Promise<void> };

beforeAll(async () => {
  warehouse = await startWarehouse();
  services = servicesWith(warehouse);
});
afterAll(async () => {
  await services.close();
  await warehouse.stop();
});

const cell = (repo: string, name: string, commit = "a") => cellAnswer(services, repo, sha(commit), name);
const done = (conclusion: string, seconds = 60, fields: object = {}) => ({
  ...{ status: "completed", conclusion, created_at: at(0), started_at: at(10), completed_at: at(10 + seconds) },
  ...fields,
});
const nothing_known = {
  ...{ p50_duration_s: null, p50_queue_s: null, failures: 0, total: 0 },
  ...{ first_bad_sha: null, last_good_sha: null },
};

test("the run that the grid shows comes first, then the others, newest first", async () => {
  const repo = "cell/runs";
  await warehouse.replicate(repo, [
    make.run({ id: 10 }),
    make.run({ id: 11, event: "schedule" }),
    make.job({ id: 1, run_id: 10, ...done("failure") }),
    make.job({ id: 2, run_id: 10, run_attempt: 2, runner_name: "r-2", ...done("success", 80) }),
    make.job({ id: 3, run_id: 11, ...done("cancelled") }),
    make.job({ id: 4, run_id: 11, run_attempt: 2 }),
    make.job({ id: 5, run_id: 10, name: "unit / build", ...done("failure") }),
    make.job({ id: 6, run_id: 12, head_sha: sha("b"), ...done("failure") }),
  ]);
  const { name, runs } = await cell(repo, "CI / build");
  expect(name).toBe("CI / build");
  expect(runs.map(({ id, latest }) => [id, latest])).toEqual([
    [2, true],
    [4, true],
    [3, false],
    [1, false],
  ]);
  expect(runs[0]).toMatchObject({
    ...{ name: "CI / build", workflowName: "CI", jobName: "build", conclusion: "success", runAttempt: 2, runId: 10 },
    ...{ durationS: 80, queueS: 10, runnerName: "r-2", event: "push", labels: ["ubuntu-latest"] },
  });
  expect((await cell(repo, "CI / unit / build")).runs.map(({ id }) => id)).toEqual([5]);
});

test("a job that names no workflow has its run's; one without a run has none", async () => {
  const repo = "cell/names";
  await warehouse.replicate(repo, [
    make.run({ id: 10, name: null }),
    make.job({ id: 1, run_id: 10, workflow_name: null, ...done("success") }),
    make.job({ id: 2, run_id: 11, workflow_name: null, ...done("success") }),
  ]);
  const path = ".github/workflows/ci.yml";
  expect((await cell(repo, `${path} / build`)).runs.map(({ id }) => id)).toEqual([1]);
  expect((await cell(repo, "build")).runs.map(({ id }) => id)).toEqual([2]);
});

test("forks' runs are left out, but where there are no others", async () => {
  const repo = "cell/forks";
  const fork = { head_repository: { full_name: "someone/forks" }, event: "pull_request" };
  await warehouse.replicate(repo, [
    make.run({ id: 10 }),
    make.run({ id: 11, ...fork }),
    make.job({ id: 1, run_id: 10, ...done("failure") }),
    make.job({ id: 2, run_id: 11, ...done("success") }),
    make.run({ id: 12, head_sha: sha("b"), ...fork }),
    make.job({ id: 3, run_id: 12, head_sha: sha("b"), ...done("success") }),
  ]);
  expect((await cell(repo, "CI / build")).runs.map(({ id }) => id)).toEqual([1]);
  expect((await cell(repo, "CI / build", "b")).runs.map(({ id }) => id)).toEqual([3]);
});

test("a run that ended without any job is a cell", async () => {
  const repo = "cell/empty";
  await warehouse.replicate(repo, [make.run({ id: 10, status: "completed", conclusion: "startup_failure" })]);
  const { runs } = await cell(repo, "CI / (no jobs)");
  expect(runs).toMatchObject([{ id: 10, conclusion: "startup_failure", jobName: "(no jobs)" }]);
});

test("what is unknown is a 404 that says what", async () => {
  const repo = "cell/unknown";
  await warehouse.replicate(repo, [make.push(0), make.job(done("success"))]);
  await expect(cell(repo, "CI / biuld")).rejects.toMatchObject({
    status: 404,
    message: expect.stringMatching("biuld"),
  });
  await expect(cell(repo, "CI / build", "b")).rejects.toMatchObject({
    status: 404,
    message: expect.stringMatching("heard of commit"),
  });
  await expect(cell("cell/nothing", "CI / build")).rejects.toMatchObject({ status: 404 });
});

describe("history", () => {
  const repo = "cell/history";
  const names = ["c0", "c1", "c2", "c3", "c4", "c5"];
  beforeAll(async () => {
    const fork = { head_repository: { full_name: "someone/history" }, event: "pull_request" };
    const job = (index: number, conclusion: string, seconds: number, fields: object = {}) =>
      make.job({
        id: 100 + index,
        run_id: 10 + index,
        head_sha: sha(`c${index}`),
        ...done(conclusion, seconds),
        ...fields,
      });
    await warehouse.replicate(repo, [
      make.push(50, {
        commits: names.map((name, index) => make.commit(name, { timestamp: at(index) })),
        head_commit: null,
        after: sha("c5"),
      }),
      ...names.map((name, index) => make.run({ id: 10 + index, head_sha: sha(name) })),
      job(0, "success", 100),
      job(1, "success", 300),
      job(2, "failure", 5),
      job(3, "cancelled", 1),
      job(4, "timed_out", 9_000),
      job(5, "success", 200, { status: "in_progress", conclusion: null, completed_at: null }),
      // None of these is the same job's on trunk.
      make.job({ id: 200, run_id: 15, head_sha: sha("c5"), name: "rebuild", ...done("failure") }),
      make.job({ id: 201, run_id: 15, head_sha: sha("c5"), workflow_name: "Other", ...done("failure") }),
      make.run({ id: 30, head_sha: sha("c5"), ...fork }),
      make.job({ id: 202, run_id: 30, head_sha: sha("c5"), ...done("failure") }),
      make.run({ id: 31, head_sha: sha("topic"), head_branch: "topic", event: "pull_request" }),
      make.job({ id: 203, run_id: 31, head_sha: sha("topic"), head_branch: "topic", ...done("success", 1) }),
    ]);
  });

  const usual = { p50_duration_s: 100, p50_queue_s: 10, failures: 2, total: 4 };
  test.each([
    ["pending on a broken trunk", "c5", "c2", "c1"],
    ["failing", "c4", "c2", "c1"],
    ["the first that failed", "c2", "c2", "c1"],
    ["good", "c1", null, "c1"],
    ["not on trunk: as trunk is now", "topic", "c2", "c1"],
  ] as const)("of a commit %s", async (_what, commit, bad, good) => {
    const { history } = await cell(repo, "CI / build", commit);
    expect(history).toEqual({ ...usual, first_bad_sha: bad && sha(bad), last_good_sha: sha(good) });
  });

  test("a job that only ran elsewhere has none", async () => {
    const elsewhere = "cell/elsewhere";
    await warehouse.replicate(elsewhere, [make.run({ head_branch: "topic" }), make.job(done("success"))]);
    expect((await cell(elsewhere, "CI / build")).history).toEqual(nothing_known);
  });

  test("a retried job counts each time, the newest version of each alone", async () => {
    const retried = "cell/retried";
    await warehouse.replicate(retried, [
      make.push(0),
      make.run(),
      make.job({ id: 1 }),
      make.job({ id: 1, ...done("failure") }),
      make.job({ id: 2, run_attempt: 2, ...done("success", 70) }),
    ]);
    expect((await cell(retried, "CI / build")).history).toEqual({
      ...{ p50_duration_s: 70, p50_queue_s: 10, failures: 1, total: 2 },
      ...{ first_bad_sha: null, last_good_sha: sha("a") },
    });
  });
});
