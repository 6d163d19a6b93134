/** What the saved queries about out-of-tree backends answer, on the real engine: rows of relay callbacks in, told in any order and twice. */
import { ootActivity } from "clickhouse_queries/oot_activity/query";
import { ootBackendDashboard } from "clickhouse_queries/oot_backend_dashboard/query";
import { ootBackendFailures } from "clickhouse_queries/oot_backend_failures/query";
import { ootBackendJobs } from "clickhouse_queries/oot_backend_jobs/query";
import { ootBackendSubjects } from "clickhouse_queries/oot_backend_subjects/query";
import { ootCommitResults } from "clickhouse_queries/oot_commit_results/query";
import { ootJobTrend } from "clickhouse_queries/oot_job_trend/query";
import { ootPrResults } from "clickhouse_queries/oot_pr_results/query";
import { ootPullTitles } from "clickhouse_queries/oot_pull_titles/query";
import { ootRecentPulls } from "clickhouse_queries/oot_recent_pulls/query";
import { ootSummary } from "clickhouse_queries/oot_summary/query";
import { ootTrend } from "clickhouse_queries/oot_trend/query";
import { OotWorkflowJob } from "lib/model/records/oot_workflow_job";
import * as make from "test/kit/deliveries";
import { callback, hoursAgo, type Callback, sha, tellAll } from "test/kit/oot";
import { startWarehouse, type TestWarehouse } from "test/kit/warehouse";

let warehouse: TestWarehouse;
const ask: TestWarehouse["ask"] = (query, params) => warehouse.ask(query, params);
const tell = (callbacks: readonly Callback[]): Promise<void> => tellAll(warehouse.client, callbacks);

beforeAll(async () => {
  warehouse = await startWarehouse();
});
afterAll(() => warehouse.stop());

test("two upstreams' equal pull request numbers never mix", async () => {
  const backend = "two/upstreams";
  await tell([
    callback({ backend, upstream: "first/up", pr: 7, delivery: "d1", job: "a", head: "one" }),
    callback({ backend, upstream: "second/up", pr: 7, delivery: "d2", job: "a", head: "two", conclusion: "failure" }),
    callback({ backend, upstream: "first/up", pr: 77, delivery: "d3", job: "a", head: "three" }),
  ]);
  const first = await ask(ootPrResults, { repo: "first/up", pr: 7 });
  expect(first.map(({ upstream_repo, delivery_id }) => [upstream_repo, delivery_id])).toEqual([["first/up", "d1"]]);
  expect((await ask(ootPrResults, { repo: "second/up", pr: "7" })).map(({ delivery_id }) => delivery_id)).toEqual([
    "d2",
  ]);
  expect(await ask(ootPrResults, { repo: "third/up", pr: 7 })).toEqual([]);
  // A pull request's number is not part of another's.
  expect(await ask(ootPrResults, { repo: "first/up", pr: 777 })).toEqual([]);
  expect((await ask(ootCommitResults, { repo: "second/up", sha: sha("two") })).map((row) => row.conclusion)).toEqual([
    "failure",
  ]);
  expect(await ask(ootCommitResults, { repo: "first/up", sha: sha("two") })).toEqual([]);

  const pulls = await ask(ootRecentPulls, { repo: backend });
  expect(pulls.map(({ upstream_repo, pr, conclusions }) => [upstream_repo, pr, conclusions]).sort()).toEqual([
    ["first/up", 7, ["success"]],
    ["first/up", 77, ["success"]],
    ["second/up", 7, ["failure"]],
  ]);
  expect((await ask(ootBackendSubjects, { repo: backend })).map((row) => row.total)).toEqual([3, 3, 3]);
  expect(await ask(ootBackendSubjects, { repo: backend, upstream: "second/up" })).toMatchObject([
    { pr: 7, head_sha: sha("two"), total: 1 },
  ]);
  expect(await ask(ootSummary, { repo: backend, upstream: "second/up" })).toMatchObject([{ failures: 1, total: 1 }]);
  expect(await ask(ootSummary, { repo: backend })).toMatchObject([{ successes: 2, failures: 1, total: 3 }]);
});

test("pushes and nightly runs stay out of the statistics of pull requests", async () => {
  const backend = "apart/backend";
  await tell([
    callback({ backend, pr: 1, delivery: "p", job: "a" }),
    callback({ backend, event: "push", delivery: "q", job: "a", head: "pushed", conclusion: "failure" }),
    callback({ backend, event: "nightly", delivery: "n", job: "a", head: "night", conclusion: "timed_out" }),
    callback({ backend, event: "something_new", delivery: "s", job: "a", head: "new", conclusion: "cancelled" }),
  ]);
  const of = async (scope: "pull_request" | "push" | "nightly" | "all") =>
    (await ask(ootSummary, { repo: backend, scope }))[0];
  expect(await of("pull_request")).toMatchObject({ successes: 1, failures: 0, timed_out: 0, total: 1, pass_rate: 1 });
  expect(await of("push")).toMatchObject({ successes: 0, failures: 1, total: 1, pass_rate: 0 });
  expect(await of("nightly")).toMatchObject({ timed_out: 1, cancelled: 1, total: 2, pass_rate: 0 });
  expect(await of("all")).toMatchObject({ total: 4, pass_rate: 1 / 3 });
  expect(await ask(ootTrend, { repo: backend })).toMatchObject([{ passed: 1, total: 1 }]);
  expect(await ask(ootTrend, { repo: backend, scope: "push" })).toMatchObject([{ passed: 0, total: 1 }]);
  const rows = await ask(ootBackendSubjects, { repo: backend, scope: "nightly" });
  expect(rows.map(({ pr, event_type, head_sha }) => [pr, event_type, head_sha]).sort()).toEqual([
    [null, "nightly", sha("night")],
    [null, "something_new", sha("new")],
  ]);
  const shas = rows.map(({ head_sha }) => head_sha ?? "");
  expect((await ask(ootBackendJobs, { repo: backend, shas })).map(({ event_type }) => event_type).sort()).toEqual([
    "nightly",
    "something_new",
  ]);
  expect(await ask(ootRecentPulls, { repo: backend })).toMatchObject([{ pr: 1 }]);
});

test("of a job that was run again, the newest attempt counts", async () => {
  const backend = "again/backend";
  const flaky = { backend, pr: 5, delivery: "d", job: "flaky" };
  await tell([
    callback({ ...flaky, check: 3, attempt: 3, hours_ago: 3 }),
    callback({ ...flaky, check: 1, attempt: 1, hours_ago: 5, conclusion: "failure" }),
    callback({ ...flaky, check: 2, attempt: 2, hours_ago: 4, conclusion: "timed_out" }),
    // Not run again with the others: its first attempt is its newest.
    callback({ ...flaky, job: "steady", check: 4, attempt: 1, hours_ago: 5 }),
    // Another delivery of the same pull request is another run, which counts too.
    callback({ ...flaky, delivery: "e", check: 5, hours_ago: 1, conclusion: "failure" }),
  ]);
  expect(await ask(ootSummary, { repo: backend })).toMatchObject([
    { successes: 2, failures: 1, timed_out: 0, total: 3 },
  ]);
  expect(await ask(ootJobTrend, { repo: backend, bucket_hours: 10_000 })).toMatchObject(
    expect.arrayContaining([
      expect.objectContaining({ job_name: "flaky", passed: 1, total: 2, is_total: true, p50_duration_s: 60 }),
      expect.objectContaining({ job_name: "steady", passed: 1, total: 1, is_total: true }),
    ]),
  );
  // How it stands now: the newest delivery's.
  expect(await ask(ootRecentPulls, { repo: backend })).toMatchObject([
    { conclusions: expect.arrayContaining(["success", "failure"]) },
  ]);
  expect((await ask(ootBackendFailures, { repo: backend })).map(({ check_run_id }) => check_run_id)).toEqual(["5"]);
  expect(
    (await ask(ootPrResults, { repo: "acme/up", pr: 5 })).map(({ job_name, delivery_id, run_attempt }) => [
      job_name,
      delivery_id,
      run_attempt,
    ]),
  ).toEqual([
    ["flaky", "d", 3],
    ["flaky", "d", 2],
    ["flaky", "e", 1],
    ["flaky", "d", 1],
    ["steady", "d", 1],
  ]);

  await tell([callback({ ...flaky, delivery: "e", check: 6, attempt: 2, hours_ago: 0.5 })]);
  expect(await ask(ootRecentPulls, { repo: backend })).toMatchObject([{ conclusions: ["success"] }]);
  expect(await ask(ootBackendFailures, { repo: backend })).toEqual([]);
  expect(await ask(ootBackendSubjects, { repo: backend, conclusion: "failure" })).toEqual([]);
  expect(await ask(ootBackendSubjects, { repo: backend, conclusion: "success" })).toHaveLength(1);
});

test("what has been in progress for over six hours is stale, and neither it nor what was cancelled is evidence", async () => {
  const backend = "slow/backend";
  await tell([
    callback({ backend, pr: 9, delivery: "d", job: "lost", check: 1, status: "in_progress", hours_ago: 6.1 }),
    callback({ backend, pr: 9, delivery: "d", job: "running", check: 2, status: "in_progress", hours_ago: 5.9 }),
    callback({ backend, pr: 9, delivery: "d", job: "waiting", check: 3, status: "queued", hours_ago: 1 }),
    callback({ backend, pr: 9, delivery: "d", job: "stopped", check: 4, conclusion: "cancelled", hours_ago: 1 }),
  ]);
  expect(await ask(ootSummary, { repo: backend })).toMatchObject([
    { in_progress: 2, stale: 1, cancelled: 1, total: 4, pass_rate: null, p90_duration_s: 60 },
  ]);
  const rows = await ask(ootBackendDashboard, { repo: backend });
  expect(new Map(rows.map((row) => [row.job_name, row.conclusion]))).toEqual(
    new Map([
      ["lost", "stale"],
      ["running", null],
      ["waiting", null],
      ["stopped", "cancelled"],
    ]),
  );
  expect((await ask(ootRecentPulls, { repo: backend }))[0]?.conclusions.sort()).toEqual([
    "cancelled",
    "pending",
    "queued",
    "stale",
  ]);
  expect(await ask(ootTrend, { repo: backend })).toEqual([]);
  // It ends after all: nothing of the staleness remains.
  await tell([callback({ backend, pr: 9, delivery: "d", job: "lost", check: 1, hours_ago: 6.1 })]);
  expect(await ask(ootSummary, { repo: backend })).toMatchObject([{ successes: 1, stale: 0, pass_rate: 1 }]);
});

test("a job heard of before its pull request is found once that is known", async () => {
  const job = { backend: "late/backend", delivery: "d", job: "a", check: 1 };
  await tell([callback({ ...job, upstream: null, status: "in_progress" })]);
  expect(await ask(ootPrResults, { repo: "late/up", pr: 3 })).toEqual([]);
  await tell([
    callback({ ...job, upstream: null, status: "in_progress" }),
    callback({ ...job, upstream: "late/up", pr: 3, head: "late" }),
  ]);
  const found = await ask(ootPrResults, { repo: "late/up", pr: 3 });
  expect(found).toMatchObject([{ conclusion: "success", queue_time: 12, execution_time: 60 }]);
  expect(await ask(ootCommitResults, { repo: "late/up", sha: sha("late") })).toEqual(found);
});

test("what lists jobs carries every field of their records", async () => {
  const job = {
    backend: "whole/backend",
    upstream: "whole/up",
    pr: 4,
    delivery: "d",
    job: "a",
    check: 1,
    head: "whole",
  };
  await tell([callback({ ...job, more: { environment: "x".repeat(20_000) } })]);
  const rows = [
    ...(await ask(ootPrResults, { repo: "whole/up", pr: 4 })),
    ...(await ask(ootCommitResults, { repo: "whole/up", sha: sha("whole") })),
    ...(await ask(ootBackendDashboard, { repo: "whole/backend" })),
    ...(await ask(ootBackendFailures, { repo: "whole/backend" })),
    ...(await ask(ootBackendJobs, { repo: "whole/backend", prs: [4] })),
  ];
  expect(rows).toHaveLength(4);
  for (const row of rows) {
    expect(Object.keys(row)).toEqual(
      expect.arrayContaining(Object.keys(OotWorkflowJob.omit({ outranked: true }).shape)),
    );
    expect(row).toMatchObject({ dynamoKey: "whole/backend/d/ci/a/1", environment: null, truncated: true });
  }
});

test("a dashboard has every pull request, a page at a time, and its filters narrow it", async () => {
  const backend = "many/pulls";
  const all = Array.from({ length: 130 }, (_, index) =>
    callback({
      ...{ backend, pr: index + 1, delivery: `d${index}`, check: index, hours_ago: 160 - index },
      job: index % 2 === 0 ? "Even (x, 1)" : "odd 100%",
      conclusion: index % 10 === 0 ? "failure" : "success",
    }),
  );
  await tell(all);
  const page = (offset: number) => ask(ootBackendSubjects, { repo: backend, offset });
  const pages = await Promise.all([0, 50, 100, 150].map(page));
  expect(pages.map((rows) => rows.length)).toEqual([50, 50, 30, 0]);
  expect(pages.flat().map(({ pr }) => pr)).toEqual(all.map((_, index) => 130 - index));
  expect(pages[2]?.[0]?.total).toBe(130);
  const count = async (filter: object) => (await ask(ootBackendSubjects, { repo: backend, ...filter }))[0]?.total ?? 0;
  expect(await count({ conclusion: "failure" })).toBe(13);
  expect(await count({ job: "EVEN (X" })).toBe(65);
  expect(await count({ job: "100%" })).toBe(65);
  expect(await count({ job: "odd 100%", conclusion: "failure" })).toBe(0);
  expect(await count({ pr: 13 })).toBe(1);
  expect(await count({ days: 1 })).toBe(0);
  expect(await count({ upstream: "acme/other" })).toBe(0);
  expect((await ask(ootBackendJobs, { repo: backend, prs: [3, 4, 999], job: "even" })).map(({ pr }) => pr)).toEqual([
    3,
  ]);
  expect(await ask(ootBackendFailures, { repo: backend, limit: 5 })).toHaveLength(5);
  expect(await ask(ootRecentPulls, { repo: backend })).toHaveLength(5);
  expect(await ask(ootBackendDashboard, { repo: backend })).toHaveLength(130);
});

test("activity has the hours in which a backend was heard from, for each upstream, and its newest level", async () => {
  const backend = "active/backend";
  await tell([
    callback({ backend, pr: 1, delivery: "a", job: "a", check: 1, hours_ago: 30, level: "L1" }),
    callback({ backend, pr: 1, delivery: "b", job: "a", check: 2, hours_ago: 3, level: "L2" }),
    callback({ backend, pr: 1, delivery: "c", job: "b", check: 3, hours_ago: 3, level: null }),
    callback({ backend, upstream: "other/up", pr: 1, delivery: "d", job: "a", check: 4, hours_ago: 50, level: "L1" }),
  ]);
  const hour = (ago: number) => Math.floor((Date.parse(hoursAgo(ago)) + 60_000) / 3_600_000);
  expect(await ask(ootActivity, { repo: backend })).toMatchObject([
    { upstream: "acme/up", downstream_repo_level: "L2", hours: [hour(30), hour(3)] },
    { upstream: "other/up", downstream_repo_level: "L1", hours: [hour(50)] },
  ]);
  expect(await ask(ootSummary, { repo: backend })).toMatchObject([{ downstream_repo_level: "L2" }]);
});

test("titles are those of the pull requests asked for", async () => {
  await warehouse.replicate("titled/up", [
    make.pull({ number: 5, title: "Five" }),
    make.pull({ number: 6, title: "Six" }),
  ]);
  expect(await ask(ootPullTitles, { upstreams: ["titled/up", "none/known"], prs: [5, 9] })).toEqual([
    { repo: "titled/up", number: 5, title: "Five" },
  ]);
});
