/** What ran elsewhere than in GitHub Actions, beside it: the grid, lean and full, its cells, and the commit's page. */
import { failedJobs } from "clickhouse_queries/failed_jobs/query";
import { hudDurations } from "clickhouse_queries/hud_durations/query";
import { masterCommitRed } from "clickhouse_queries/master_commit_red/query";
import { reliability } from "clickhouse_queries/reliability/query";
import { timeToSignal } from "clickhouse_queries/time_to_signal/query";
import { trunkHealth } from "clickhouse_queries/trunk_health/query";
import { workflowDurationPercentile } from "clickhouse_queries/workflow_duration_percentile/query";
import { recordsFromCircleci } from "lib/intake/circleci/index";
import { recordsFromGithub } from "lib/intake/github/index";
import { recordFromRelay } from "lib/intake/relay/index";
import { marks, toneOf } from "lib/model/mark";
import type { TableRow } from "lib/model/records/kind";
import { cellAnswer } from "lib/server/cell";
import { commitPage } from "lib/server/commit_page";
import { gridPage } from "lib/server/grid_page";
import { hudGrid, type HudPage } from "lib/server/hud";
import type { Services } from "lib/server/services";
import { type CircleciJobOptions, jobCompleted, workflowCompleted } from "scripts/demo/payloads/circleci";
import * as make from "test/kit/deliveries";
import { foldRecords } from "test/kit/fold";
import { callback, type CallbackOptions } from "test/kit/oot";
import { servicesWith } from "test/kit/services";
import { insertAll, startWarehouse, type TestWarehouse } from "test/kit/warehouse";
import { z } from "zod";

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

interface Told {
  github?: make.Delivery[];
  circleci?: object[];
  oot?: CallbackOptions[];
}

/** Every revision's rows, newest first, and some of them again: what at-least-once may do to us. */
async function tell({ github = [], circleci = [], oot = [] }: Told): Promise<void> {
  const records = [
    ...github.flatMap(({ event, payload }) => recordsFromGithub(event, payload)),
    ...circleci.flatMap(recordsFromCircleci),
    ...oot.map((options) => recordFromRelay(callback(options))),
  ];
  const rows: TableRow[] = [];
  foldRecords(records, ({ kind, record, revision }) => rows.push(...kind.rows(record, revision)));
  await insertAll(warehouse.client, rows.toReversed());
  await insertAll(
    warehouse.client,
    rows.filter((_, index) => index % 3 === 0),
  );
}

const inRepo = (repo: string, deliveries: make.Delivery[]): make.Delivery[] =>
  z
    .array(z.object({ event: z.string(), payload: z.record(z.string(), z.unknown()) }))
    .parse(JSON.parse(JSON.stringify(deliveries).replaceAll(`"${make.repo}"`, `"${repo}"`)));

const push = (names: readonly string[]) =>
  make.push(99, {
    commits: names.map((name, index) => make.commit(name, { timestamp: at(index) })),
    head_commit: null,
    after: sha(names.at(-1) ?? ""),
  });
const done = (conclusion: string) => ({ status: "completed", conclusion, started_at: at(10), completed_at: at(70) });

/** Both ways to say one thing must agree. */
async function letters(asked: Partial<HudPage> & { repo: string }) {
  const whole = { branch: "main", page: 0, per_page: 50, ...asked };
  const [lean, full] = await Promise.all([gridPage(services, whole), hudGrid(services, whole)]);
  expect(lean.jobNames).toEqual(full.jobNames);
  const of_full = full.shaGrid.map(({ jobs }) => jobs.map((cell) => marks[toneOf(cell)].letter).join(""));
  expect(lean.letters).toEqual(of_full);
  return lean;
}

describe("side by side", () => {
  const repo = "providers/all";
  const circle = (name: string, options: CircleciJobOptions) =>
    jobCompleted({ repo, sha: sha(name), created_at: at(0), stopped_at: at(100), ...options });

  beforeAll(() =>
    tell({
      github: inRepo(repo, [
        push(["a", "b"]),
        make.run({ id: 10, head_sha: sha("b") }),
        make.job({ id: 1, head_sha: sha("b"), ...done("success") }),
        make.checkRun({ id: 5, head_sha: sha("b"), ...done("failure") }),
        make.checkRun({ id: 6, head_sha: sha("b"), name: "build-and-test", app: { slug: "circleci-checks" } }),
        make.status({ id: 7, sha: sha("b"), state: "pending" }),
        make.status({ id: 8, sha: sha("b"), state: "success", context: "ci/circleci: test" }),
      ]),
      circleci: [
        // Numbers say nothing of time: the retry began later, and failed.
        circle("b", { number: 9, status: "failed", started_at: at(30) }),
        circle("b", { number: 1, status: "success", started_at: at(20) }),
        circle("b", { number: 2, job: "lint", status: "canceled" }),
        circle("a", { number: 3, job: "lint", status: "failed" }),
        // Of a fork: the same commit, and nothing of ours.
        circle("a", { number: 4, job: "test", status: "failed", origin: "guest/all", branch: "main" }),
        workflowCompleted({ repo, sha: sha("b"), status: "failed" }),
        // Never came to having jobs.
        workflowCompleted({ repo, sha: sha("a"), pipeline: 7, workflow: "release", status: "error" }),
      ],
      oot: [
        { upstream: repo, head: "b", job: "npu", conclusion: "failure" },
        { upstream: repo, head: "a", job: "npu", status: "in_progress", hours_ago: 7, delivery: "e" },
      ],
    }),
  );

  test("CircleCI and checks by default, out-of-tree jobs when asked for; nothing shows twice", async () => {
    const page = await letters({ repo });
    expect(page.jobNames).toEqual([
      "CI / build",
      "build-and-test / lint",
      "build-and-test / test",
      "other-ci / lint",
      "release / (no jobs)",
      "status / ci/other",
    ]);
    expect(page.providers).toEqual(["github", "circleci", "circleci", "check", "circleci", "check"]);
    expect(page.hidden).toEqual({ check: 0, oot: 1 });
    expect(page.letters).toEqual(["OCFX ?", " X  X "]);
  });

  test("as asked", async () => {
    const shown = await letters({ repo, show: ["oot"] });
    expect(shown.jobNames.at(-1)).toBe("vendor/backend / ci / npu");
    expect(shown.providers.at(-1)).toBe("oot");
    expect(shown.letters.map((row) => row.at(-1))).toEqual(["X", "Z"]);
    expect(shown.hidden).toEqual({ check: 0, oot: 0 });
    const hidden = await letters({ repo, hide: ["check"] });
    expect(hidden.jobNames).not.toContain("other-ci / lint");
    expect(hidden.hidden).toEqual({ check: 2, oot: 1 });
  });

  test("of some commits alone", async () => {
    const whole = await letters({ repo });
    const some = await gridPage(services, { repo, branch: "main", page: 0, per_page: 50, shas: [sha("a"), sha("z")] });
    expect(some.commits).toEqual(whole.commits.slice(1));
    expect(some.letters).toEqual(["XX"]);
    expect(some.jobNames).toEqual(["build-and-test / lint", "release / (no jobs)"]);
    expect(some.more).toBe(false);
  });

  test("a cell tells of each run, newest first by its start, and how the job fares on trunk", async () => {
    const { runs, history } = await cellAnswer(services, repo, sha("b"), "build-and-test / test");
    expect(runs.map(({ conclusion, provider, latest }) => [conclusion, provider, latest])).toEqual([
      ["success", "circleci", false],
      ["failure", "circleci", true],
    ]);
    expect(runs[0]).toMatchObject({ durationS: 80, queueS: 20, workflowName: "build-and-test" });
    expect(runs[0]?.htmlUrl).toMatch(/\/jobs\/1$/);
    expect(Number.isSafeInteger(runs[0]?.id)).toBe(true);
    expect(history).toMatchObject({ total: 2, failures: 1, last_good_sha: sha("b") });
    const lint = await cellAnswer(services, repo, sha("b"), "build-and-test / lint");
    expect(lint.history).toMatchObject({ total: 1, failures: 1, first_bad_sha: sha("a"), last_good_sha: null });
    const npu = await cellAnswer(services, repo, sha("a"), "vendor/backend / ci / npu");
    expect(npu.runs).toMatchObject([{ provider: "oot", conclusion: "stale", status: "in_progress" }]);
    expect(npu.backend).toEqual({ repo: "vendor/backend", level: "L2" });
    const check = await cellAnswer(services, repo, sha("b"), "other-ci / lint");
    expect(check.backend).toBeNull();
    expect(check.runs).toMatchObject([
      { provider: "check", conclusion: "failure", htmlUrl: "https://ci.example.com/90" },
    ]);
  });

  test("a commit's page has CircleCI's jobs among the jobs, and checks but for CircleCI's own among the checks", async () => {
    const { jobs, checks } = await commitPage(services, repo, sha("b"));
    expect(jobs.map(({ name, provider }) => [name, provider])).toEqual(
      expect.arrayContaining([
        ["CI / build", "github"],
        ["build-and-test / test", "circleci"],
        ["build-and-test / lint", "circleci"],
      ]),
    );
    expect(jobs).toHaveLength(4);
    expect(checks.map(({ app, name }) => `${app} ${name}`)).toEqual(["other-ci lint", "status ci/other"]);
    // One workflow, one box.
    const runs = new Set(jobs.flatMap(({ provider, runId }) => (provider === "circleci" ? [runId] : [])));
    expect(runs.size).toBe(1);
  });
});

test("two systems that call a job alike have a column each", async () => {
  const repo = "providers/alike";
  await tell({
    github: inRepo(repo, [push(["a"]), make.run({ id: 10 }), make.job({ id: 1, ...done("success") })]),
    circleci: [jobCompleted({ repo, sha: sha("a"), workflow: "CI", job: "build", status: "failed" })],
  });
  const page = await letters({ repo });
  expect(page.jobNames).toEqual(["CI / build", "CI / build (CircleCI)"]);
  expect(page.letters).toEqual(["OX"]);
  expect((await cellAnswer(services, repo, sha("a"), "CI / build")).runs).toMatchObject([{ provider: "github" }]);
  const marked = await cellAnswer(services, repo, sha("a"), "CI / build (CircleCI)");
  expect(marked.runs).toMatchObject([{ provider: "circleci", conclusion: "failure" }]);
});

test("checks that are many are not shown unless asked for", async () => {
  const repo = "providers/many";
  const count = services.config.check_columns + 1;
  await tell({
    github: inRepo(repo, [
      push(["a"]),
      ...Array.from({ length: count }, (_, id) =>
        make.checkRun({ id: id + 1, name: `check ${id}`, ...done("success") }),
      ),
    ]),
  });
  const page = await letters({ repo });
  expect([page.jobNames, page.hidden]).toEqual([[], { check: count, oot: 0 }]);
  expect((await letters({ repo, show: ["check"] })).jobNames).toHaveLength(count);
});

test("a repository that CircleCI alone tells of is known, with its branch and commits", async () => {
  const repo = "providers/circle-only";
  await tell({
    circleci: [
      jobCompleted({ repo, sha: sha("x"), subject: "Older", committed_at: at(1) }),
      jobCompleted({ repo, sha: sha("y"), subject: "Newer (#12)", committed_at: at(2), number: 2, pipeline: 2 }),
    ],
  });
  const page = await letters({ repo });
  expect(page.commits).toMatchObject([
    { sha: sha("y"), commitTitle: "Newer (#12)", prNum: 12, author: "Ada Lovelace" },
    { sha: sha("x"), commitUrl: `https://github.com/${repo}/commit/${sha("x")}` },
  ]);
  expect(page.letters).toEqual(["O", "O"]);
});

test("a newer revision wins, and what was removed is gone", async () => {
  const repo = "providers/revisions";
  await tell({
    github: inRepo(repo, [push(["a"])]),
    circleci: [jobCompleted({ repo, sha: sha("a"), status: "failed" })],
  });
  expect((await letters({ repo })).letters).toEqual(["X"]);
  const [first] = recordsFromCircleci(jobCompleted({ repo, sha: sha("a") }));
  if (!first) throw new Error("no record");
  const rows = first.kind.rows(first.record, 7).filter(({ table }) => table === "provider_job");
  await insertAll(warehouse.client, rows);
  expect((await letters({ repo })).letters).toEqual(["O"]);
  await insertAll(
    warehouse.client,
    rows.map(({ table, row }) => ({ table, row: { ...row, revision: 8, is_deleted: 1 } })),
  );
  expect((await letters({ repo })).letters).toEqual([""]);
});

test("open pages hear of it", async () => {
  const repo = "providers/news";
  await tell({
    github: inRepo(repo, [make.status()]),
    circleci: [jobCompleted({ repo, sha: sha("c") }), workflowCompleted({ repo, sha: sha("w") })],
    oot: [{ upstream: repo, head: "o", job: "npu" }],
  });
  const result = await warehouse.client.query({
    query: "SELECT DISTINCT sha FROM recent_change WHERE repo = {repo:String} AND kind = 'cells'",
    query_params: { repo },
    format: "JSONEachRow",
  });
  const told = z.array(z.object({ sha: z.string() })).parse(await result.json());
  expect(told.map((row) => row.sha).sort()).toEqual([sha("a"), sha("c"), sha("o"), sha("w")].sort());
});

test("CircleCI's jobs count where the repository's CI is measured, checks and out-of-tree jobs do not", async () => {
  const repo = "providers/measured";
  const minute = (count: number): string => new Date(Date.now() - (60 - count) * 60_000).toISOString();
  const job = (number: number, name: string, options: CircleciJobOptions) =>
    jobCompleted({
      repo,
      number,
      created_at: minute(1),
      started_at: minute(2),
      committed_at: minute(0),
      ...options,
      sha: sha(name),
    });
  await tell({
    github: inRepo(repo, [
      make.checkRun({ head_sha: sha("new"), status: "completed", conclusion: "failure", completed_at: minute(9) }),
    ]),
    circleci: [
      job(1, "new", { status: "failed", stopped_at: minute(5) }),
      job(2, "new", { status: "success", started_at: minute(20), stopped_at: minute(23), pipeline: 2 }),
      job(3, "new", { job: "lint", status: "failed", stopped_at: minute(4) }),
      job(4, "old", { job: "lint", status: "success", committed_at: minute(-9), stopped_at: minute(6) }),
      job(5, "guest", { status: "failed", origin: "guest/measured", stopped_at: minute(6) }),
      workflowCompleted({ repo, sha: sha("old"), created_at: minute(1), stopped_at: minute(8) }),
    ],
    oot: [{ upstream: repo, head: "new", job: "npu", conclusion: "failure" }],
  });
  const asked = { repo, branch: "main" };
  const circleci = { provider: "circleci", workflow_name: "build-and-test" };
  expect(await warehouse.ask(reliability, asked)).toEqual([
    { ...circleci, job_name: "lint", total: 2, failures: 1, failure_rate: 0.5 },
    { ...circleci, job_name: "test", total: 2, failures: 1, failure_rate: 0.5 },
  ]);
  expect(await warehouse.ask(reliability, { repo })).toMatchObject([
    { job_name: "test", total: 3 },
    { job_name: "lint" },
  ]);
  const failed = await warehouse.ask(failedJobs, asked);
  expect(failed).toMatchObject([
    { ...circleci, job_name: "test", head_branch: "main" },
    { ...circleci, job_name: "lint", html_url: expect.stringMatching(/\/jobs\/3$/) },
  ]);
  expect(await warehouse.ask(workflowDurationPercentile, asked)).toMatchObject([
    { ...circleci, runs: 1, p50_seconds: 420 },
  ]);
  const durations = await warehouse.ask(hudDurations, { ...asked, commits: 50 });
  expect(durations).toContainEqual({ name: "build-and-test / test", p50_seconds: 180, runs: 2 });
  const waits = await warehouse.ask(timeToSignal, asked);
  // The retry, which ended long after, is no part of the wait.
  expect(waits.reduce((sum, { commits }) => sum + commits, 0)).toBe(2);
  expect(waits[0]).toMatchObject({ p90_signal_seconds: 240, p90_total_seconds: 240 });
  const red = await warehouse.ask(masterCommitRed, asked);
  expect(
    red.reduce((sum, day) => ({ red: sum.red + day.red, green: sum.green + day.green }), { red: 0, green: 0 }),
  ).toEqual({
    ...{ red: 1, green: 1 },
  });
  const health = (await warehouse.ask(trunkHealth, {})).find((row) => row.repo === repo);
  expect(health).toMatchObject({ head_sha: sha("new"), success: 1, failure: 1, last_green_sha: sha("old") });
});
