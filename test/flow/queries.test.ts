/** The saved queries on the real engine: rows of real histories in, out of order and doubled; exactly what is right out. */
import { commitBranches } from "clickhouse_queries/commit_branches/query";
import { commitJobsQuery } from "clickhouse_queries/commit_jobs_query/query";
import { commitTitles } from "clickhouse_queries/commit_titles/query";
import { failedJobs } from "clickhouse_queries/failed_jobs/query";
import { hudCommits } from "clickhouse_queries/hud_commits/query";
import { hudEmptyRuns } from "clickhouse_queries/hud_empty_runs/query";
import { hudQuery } from "clickhouse_queries/hud_query/query";
import { pullQuery } from "clickhouse_queries/pull_query/query";
import { queuedJobs } from "clickhouse_queries/queued_jobs/query";
import { reliability } from "clickhouse_queries/reliability/query";
import { repoBranches } from "clickhouse_queries/repo_branches/query";
import { timeToSignal } from "clickhouse_queries/time_to_signal/query";
import { trunkHealth } from "clickhouse_queries/trunk_health/query";
import { askCommitFacts } from "lib/server/commit_facts";
import { askCommits } from "lib/server/commits";
import * as make from "test/kit/deliveries";
import { servicesWith } from "test/kit/services";
import { startWarehouse, type TestWarehouse } from "test/kit/warehouse";

const { at, moment, sha } = make;
let warehouse: TestWarehouse;
const ask: TestWarehouse["ask"] = (query, params) => warehouse.ask(query, params);
const replicate: TestWarehouse["replicate"] = (repo, deliveries) => warehouse.replicate(repo, deliveries);

beforeAll(async () => {
  warehouse = await startWarehouse();
});
afterAll(() => warehouse.stop());

const main = (repo: string) => ({ repo, branch: "main" });
const done = (conclusion: string, fields: object = {}) => ({
  status: "completed",
  conclusion,
  started_at: at(10),
  completed_at: at(70),
  ...fields,
});

describe("hud_commits", () => {
  test("a push knows a commit best, then a run, then a pull request", async () => {
    const repo = "octo/best";
    await replicate(repo, [
      make.run({ head_sha: sha("a"), head_commit: { message: "As the run says", timestamp: at(5) } }),
      make.push(9, {
        commits: [make.commit("a", { message: "As pushed (#4)\n\nWhy", timestamp: at(1) })],
        head_commit: null,
      }),
      make.run({
        id: 11,
        head_sha: sha("b"),
        head_commit: { message: "Only a run", timestamp: at(2) },
        created_at: at(90),
      }),
      make.pull({ head: { ref: "main", sha: sha("b"), repo: { full_name: make.repo } }, title: "A pull" }),
      make.pull({
        number: 8,
        head: { ref: "main", sha: sha("c"), repo: { full_name: make.repo } },
        title: "Lone pull",
      }),
    ]);
    const rows = await ask(hudCommits, main(repo));
    expect(rows.map(({ sha: hash, title, time, pull_number }) => [hash, title, time, pull_number])).toEqual([
      [sha("b"), "Only a run", moment(2), 5],
      [sha("a"), "As pushed (#4)", moment(1), 4],
      [sha("c"), "Lone pull", moment(0), 8],
    ]);
    expect(rows[1]).toMatchObject({
      body: "Why",
      author_name: "Ann",
      author_login: "ann",
      repo_url: "https://github.com/octo-org/widgets",
    });
  });

  test("newest first, the last of a push before its first; page by page, without gaps or repeats", async () => {
    const repo = "octo/pages";
    const names = Array.from({ length: 25 }, (_, index) => `page ${index}`);
    await replicate(repo, [
      // All in one second, as a rebase makes them.
      make.push(50, {
        commits: names.slice(0, 20).map((name) => make.commit(name, { timestamp: at(7) })),
        head_commit: null,
      }),
      make.push(60, {
        commits: names.slice(20).map((name) => make.commit(name, { timestamp: at(7) })),
        head_commit: null,
        after: sha("page 24"),
      }),
    ]);
    const seen: string[] = [];
    for (let offset = 0; offset < 30; offset += 7) {
      seen.push(...(await ask(hudCommits, { ...main(repo), limit: 7, offset })).map((row) => row.sha));
    }
    expect(seen).toEqual(names.map(sha).toReversed());
    expect(await ask(hudCommits, { ...main(repo), offset: 25 })).toEqual([]);
  });

  test("a pull request's number: its merge commit, then the message, then its head", async () => {
    const repo = "octo/numbers";
    const merged = { state: "closed", merged: true, merged_at: at(9) };
    await replicate(repo, [
      make.push(1, {
        commits: [
          make.commit("squash", { message: "Add (#11)", timestamp: at(1) }),
          make.commit("merge", { message: "Merge pull request #12 from x/y", timestamp: at(2) }),
          make.commit("ghstack", {
            message: "Add\n\nPull Request resolved: https://github.com/o/r/pull/13",
            timestamp: at(3),
          }),
          make.commit("edited", { message: "No number at all", timestamp: at(4) }),
          make.commit("wrong", { message: "Mentions another (#99)", timestamp: at(5) }),
          make.commit("forwarded", { message: "Pushed as it was", timestamp: at(6) }),
          make.commit("none", { timestamp: at(7) }),
        ],
        head_commit: null,
      }),
      make.pull({ ...merged, number: 14, merge_commit_sha: sha("edited") }, "closed"),
      make.pull({ ...merged, number: 15, merge_commit_sha: sha("wrong") }, "closed"),
      make.pull({ number: 16, head: { ref: "t", sha: sha("forwarded"), repo: { full_name: make.repo } } }),
      // Only a trial: open, so its merge commit is on no branch.
      make.pull({ number: 17, merge_commit_sha: sha("none") }),
    ]);
    const numbers = (await ask(hudCommits, main(repo))).map((row) => row.pull_number);
    expect(numbers.toReversed()).toEqual([11, 12, 13, 14, 15, 16, null]);
    const services = servicesWith(warehouse);
    const shas = ["edited", "ghstack", "wrong", "forwarded", "none", "unheard"].map(sha);
    const known = await askCommits(services, repo, shas).finally(() => services.close());
    expect(new Map([...known.values()].map((row) => [row.sha, row.pull_number]))).toEqual(
      new Map([
        [sha("edited"), 14],
        [sha("ghstack"), 13],
        [sha("wrong"), 15],
        [sha("forwarded"), 16],
        [sha("none"), null],
      ]),
    );
  });

  test("a fork's main is not ours, nor is a tag a branch", async () => {
    const repo = "octo/forked";
    await replicate(repo, [
      make.push(1),
      make.run({ id: 21, head_sha: sha("fork"), head_repository: { full_name: "someone/forked" } }),
      make.run({ id: 22, head_sha: sha("gone"), head_repository: null }),
      make.pull({ number: 9, head: { ref: "main", sha: sha("fork"), repo: { full_name: "someone/forked" } } }),
      make.push(2, {
        ref: "refs/tags/main",
        after: sha("tagged"),
        commits: [make.commit("tagged")],
        head_commit: null,
      }),
    ]);
    expect((await ask(hudCommits, main(repo))).map((row) => row.sha)).toEqual([sha("a")]);
    expect(await ask(commitBranches, { repo, sha: sha("fork") })).toEqual([]);
  });

  test("names are only ever data", async () => {
    const repo = "octo/quotes";
    const branch = 'it\'s "a" \\ {sha:String} ; -- 😀\t%2F/..';
    await replicate(repo, [make.push(1, { ref: `refs/heads/${branch}` })]);
    expect(await ask(hudCommits, { repo, branch })).toHaveLength(1);
    expect(await ask(commitBranches, { repo, sha: sha("a") })).toEqual([{ branch }]);
    expect(await ask(hudCommits, { repo, branch: branch.slice(0, -1) })).toEqual([]);
  });
});

describe("hud_query", () => {
  test("has every attempt's jobs of the commits asked for, and of no others", async () => {
    const repo = "octo/jobs";
    await replicate(repo, [
      make.run({ id: 10 }),
      make.job({ id: 1, run_id: 10, ...done("failure", { created_at: at(4) }) }),
      make.job({ id: 2, run_id: 10, run_attempt: 2, ...done("success", { created_at: at(4), completed_at: at(90) }) }),
      make.job({ id: 3, run_id: 10 }),
      make.job({ id: 3, run_id: 10, name: "build", status: "in_progress", started_at: at(30) }),
      make.job({ id: 4, run_id: 12, head_sha: sha("b"), ...done("success") }),
      make.job({ id: 5, run_id: 13, head_sha: sha("other"), ...done("success") }),
    ]);
    const rows = await ask(hudQuery, { repo, shas: [sha("a"), sha("b"), sha("unheard")] });
    const brief = rows
      .sort((a, b) => a.id - b.id)
      .map((row) => [
        ...[row.id, row.run_attempt, row.head_sha === sha("a"), row.status, row.conclusion],
        ...[row.queue_seconds, row.duration_seconds, row.event],
      ]);
    expect(brief).toEqual([
      [1, 1, true, "completed", "failure", 6, 60, "push"],
      [2, 2, true, "completed", "success", 6, 80, "push"],
      [3, 1, true, "in_progress", null, 30, null, "push"],
      [4, 1, false, "completed", "success", 10, 60, null], // Its run was never heard of.
    ]);
    expect(rows[0]).toMatchObject({ job_name: "build", workflow_name: "CI" });
  });

  test("what has not begun has no duration, and what GitHub leaves out is not guessed", async () => {
    const repo = "octo/times";
    await replicate(repo, [
      make.job({ id: 1 }),
      make.job({ id: 2, ...done("skipped", { started_at: null }) }),
      make.job({ id: 3, ...done("success", { created_at: null }) }),
      make.job({ id: 4, ...done("cancelled", { created_at: at(20), started_at: at(10), completed_at: at(5) }) }),
    ]);
    const rows = await ask(hudQuery, { repo, shas: [sha("a")] });
    const times = rows.sort((a, b) => a.id - b.id).map((row) => [row.id, row.queue_seconds, row.duration_seconds]);
    expect(times).toEqual([
      [1, null, null],
      [2, null, null],
      [3, null, 60],
      [4, 0, 0],
    ]);
  });

  test("a fork's runs are left out of the grid, but are on the commit's page; an unknown run is shown", async () => {
    const repo = "octo/forks";
    await replicate(repo, [
      make.run({ id: 10 }),
      make.run({ id: 11, head_repository: { full_name: "someone/forks" }, event: "pull_request" }),
      make.run({ id: 12, head_repository: null, event: "pull_request" }),
      make.job({ id: 1, run_id: 10, workflow_name: null }),
      make.job({ id: 2, run_id: 11 }),
      make.job({ id: 3, run_id: 12 }),
      make.job({ id: 4, run_id: 13, workflow_name: null }),
    ]);
    const ids = async (rows: Promise<{ id: number }[]>) => (await rows).map(({ id }) => id).sort();
    expect(await ids(ask(hudQuery, { repo, shas: [sha("a")] }))).toEqual([1, 4]);
    expect(await ids(ask(commitJobsQuery, { repo, sha: sha("a") }))).toEqual([1, 2, 3, 4]);
    const names = await ask(commitJobsQuery, { repo, sha: sha("a") });
    // A job that does not name its workflow has its run's name; one without a run has none.
    expect(new Map(names.map((row) => [row.id, row.workflow_name]))).toEqual(
      new Map([
        [4, ""],
        [1, "CI"],
        [2, "CI"],
        [3, "CI"],
      ]),
    );
    expect(names.find(({ id }) => id === 2)).toMatchObject({ event: "pull_request", labels: ["ubuntu-latest"] });
  });
});

describe("hud_empty_runs", () => {
  test("has the runs whose latest attempt ended badly without a job", async () => {
    const repo = "octo/empty";
    const ended = (id: number, conclusion: string, fields: object = {}) =>
      make.run({ id, status: "completed", conclusion, ...fields });
    await replicate(repo, [
      ended(1, "startup_failure", { name: null }),
      ended(2, "failure"),
      make.job({ id: 20, run_id: 2, ...done("failure") }),
      ended(3, "cancelled"),
      ended(4, "success"),
      ended(5, "startup_failure"),
      ended(5, "success", { run_attempt: 2 }),
      make.job({ id: 50, run_id: 5, run_attempt: 2, ...done("success") }),
      ended(6, "failure"),
      make.job({ id: 60, run_id: 6, ...done("failure") }),
      ended(6, "startup_failure", { run_attempt: 2 }),
      ended(7, "startup_failure"),
      make.run({ id: 7, run_attempt: 2, status: "in_progress" }),
      ended(8, "action_required", { head_repository: { full_name: "someone/empty" }, event: "pull_request" }),
      ended(9, "startup_failure", { head_sha: sha("b") }),
    ]);
    const rows = await ask(hudEmptyRuns, { repo, shas: [sha("a")] });
    expect(rows.map((row) => [row.id, row.run_attempt, row.conclusion, row.head_repo, row.workflow_name])).toEqual([
      [1, 1, "startup_failure", repo, ".github/workflows/ci.yml"],
      [6, 2, "startup_failure", repo, "CI"],
      [8, 1, "action_required", "someone/empty", "CI"],
    ]);
  });
});

test("a commit's checks are the newest report of each, in order", async () => {
  const repo = "octo/checks";
  await replicate(repo, [
    make.status(),
    make.status({ id: 101, state: "success", updated_at: at(30), description: "Fine" }),
    make.checkRun({ status: "completed", conclusion: "failure", started_at: at(1), completed_at: at(9) }),
    make.checkRun({ id: 91, status: "in_progress" }),
    make.checkRun({ name: "other", head_sha: sha("b") }),
  ]);
  const services = servicesWith(warehouse);
  const { checks } = await askCommitFacts(services, { repo, sha: sha("a") }).finally(() => services.close());
  expect(checks).toMatchObject([
    { app: "other-ci", name: "lint", status: "in_progress", conclusion: null, completed_at: null },
    { app: "status", name: "ci/other", status: "completed", conclusion: "success", title: "Fine" },
  ]);
});

test("pull_query has the pull request as it stands, and every head it had", async () => {
  const repo = "octo/pulls";
  const head = (name: string) => ({ ref: "topic", sha: sha(name), repo: { full_name: make.repo } });
  await replicate(repo, [
    make.pull({ head: head("p1"), labels: [{ name: "bug" }] }),
    make.pull({ head: head("p2"), updated_at: at(10), labels: [{ name: "z" }, { name: "a/b" }] }, "synchronize"),
    make.pull({ head: head("p2"), updated_at: at(20), state: "closed", merged: true, merged_at: at(20), title: "Now" }),
    make.pull({ number: 6 }),
  ]);
  expect(await ask(pullQuery, { repo, number: 5 })).toMatchObject([
    { title: "Now", state: "closed", merged: true, head_sha: sha("p2"), head_shas: [sha("p1"), sha("p2")], labels: [] },
  ]);
  expect(await ask(pullQuery, { repo, number: 7 })).toEqual([]);
});

test("a head that only its pull request told of has no title: its pull request's is another thing", async () => {
  const repo = "octo/titles";
  await replicate(repo, [make.pull(), make.run({ head_commit: { message: "Why\n\nBecause", timestamp: at(0) } })]);
  const titles = await ask(commitTitles, { repo, shas: [sha("p1"), sha("a")] });
  expect(new Map(titles.map((one) => [one.sha, one.title]))).toEqual(
    new Map([
      [sha("p1"), ""],
      [sha("a"), "Why"],
    ]),
  );
});

describe("repo_branches", () => {
  test("has what exists, the default branch first, then what was heard of last", async () => {
    const repo = "octo/branches";
    const to = (second: number, ref: string) => make.push(second, { ref });
    await replicate(repo, [
      to(1, "refs/heads/main"),
      to(50, "refs/heads/release/1.0"),
      to(10, "refs/heads/gone"),
      make.pushDeletion(20, "refs/heads/gone"),
      to(10, "refs/heads/back"),
      make.pushDeletion(20, "refs/heads/back"),
      to(30, "refs/heads/back"),
      to(5, "refs/tags/v1"),
      make.run({ id: 1, head_branch: "v1" }),
      make.run({ id: 2, head_branch: "only-a-run", created_at: at(40) }),
      make.run({ id: 3, head_branch: "gone", created_at: at(90) }),
      make.run({ id: 4, head_branch: "forks-own", head_repository: { full_name: "someone/branches" } }),
      to(60, "refs/tags/both"),
      to(45, "refs/heads/both"),
      make.pull({ head: { ref: "topic", sha: sha("p1"), repo: { full_name: make.repo } } }),
    ]);
    const rows = await ask(repoBranches, { repo });
    expect(rows.map(({ name, is_default }) => (is_default ? `${name} *` : name))).toEqual([
      "main *",
      "both",
      "release/1.0",
      "only-a-run",
      "back",
      "topic",
    ]);
    expect(await ask(repoBranches, { repo, limit: 2 })).toHaveLength(2);
    expect(await ask(repoBranches, { repo: "octo/unheard" })).toEqual([]);
    const all = await ask(repoBranches, {});
    expect(all.filter((row) => row.repo === repo)).toEqual(rows);
    expect(new Set(all.map((row) => row.repo)).size).toBeGreaterThan(5);
  });

  test("searched for by a part of the name, case ignored: that very name first, then what begins with it", async () => {
    const repo = "octo/many-branches";
    const names = ["main", "domain", "Main-2", "100%", "MAIN", "ünit/Ä", "topic"];
    await replicate(
      repo,
      names.map((name, index) => make.push(index, { ref: `refs/heads/${name}` })),
    );
    const found = async (search: string, limit = 100) =>
      (await ask(repoBranches, { repo, search, limit })).map(({ name }) => name);
    expect(await found("main")).toEqual(["main", "MAIN", "Main-2", "domain"]);
    expect(await found("MAIN", 2)).toEqual(["MAIN", "main"]);
    expect(await found("%")).toEqual(["100%"]);
    expect(await found("/ä")).toEqual(["ünit/Ä"]);
    expect(await found("' OR 1 = 1 --")).toEqual([]);
    expect(await found("")).toHaveLength(names.length);
    await expect(found("x".repeat(201))).rejects.toThrow();
  });
});

describe("trunk_health", () => {
  const health = async (repo: string) => (await ask(trunkHealth, {})).find((row) => row.repo === repo);
  const trunk = (...names: string[]) =>
    make.push(99, {
      commits: names.map((name, index) => make.commit(name, { timestamp: at(index) })),
      after: sha(names.at(-1) ?? ""),
      head_commit: null,
    });

  test("is of the newest commit with jobs, as its cells show it, and the newest green one", async () => {
    const repo = "octo/health";
    const on = (name: string, id: number, fields: object) =>
      make.job({ id, run_id: id, head_sha: sha(name), ...fields });
    await replicate(repo, [
      trunk("green", "red", "mixed", "no jobs yet"),
      on("green", 1, done("success")),
      on("green", 2, { name: "test", ...done("cancelled") }),
      on("red", 3, done("failure")),
      on("mixed", 4, done("failure")),
      on("mixed", 5, done("success")), // The same job again: flaky, not red.
      on("mixed", 6, { name: "test", ...done("timed_out") }),
      on("mixed", 7, { name: "lint", status: "in_progress" }),
      on("mixed", 8, { name: "docs", ...done("skipped") }),
    ]);
    expect(await health(repo)).toEqual({
      repo,
      branch: "main",
      head_sha: sha("mixed"),
      title: "Change mixed",
      time: moment(2),
      success: 1,
      failure: 1,
      pending: 1,
      red_job_count: 1, // "build" passed in the end, "test" did not.
      last_green_sha: sha("green"),
      columns: [],
    });
  });

  test("counts what the grid counts: no fork's run, but one that never started", async () => {
    const repo = "octo/health2";
    await replicate(repo, [
      trunk("first", "second"),
      make.job({ id: 1, run_id: 1, head_sha: sha("second"), ...done("success") }),
      make.run({ id: 2, head_sha: sha("second"), head_repository: { full_name: "someone/x" } }),
      make.job({ id: 2, run_id: 2, head_sha: sha("second"), name: "of a fork", ...done("failure") }),
    ]);
    expect(await health(repo)).toMatchObject({ success: 1, failure: 0, last_green_sha: sha("second") });
    await replicate(repo, [
      make.run({
        id: 3,
        head_sha: sha("second"),
        status: "completed",
        conclusion: "startup_failure",
        updated_at: at(9),
      }),
    ]);
    expect(await health(repo)).toMatchObject({ success: 1, failure: 1, last_green_sha: null });
  });

  test("follows the default branch", async () => {
    const repo = "octo/health3";
    const repository = make.repository({ full_name: repo, default_branch: "trunk", pushed_at: make.epoch(5) });
    const push = make.push(5, { ref: "refs/heads/trunk", repository });
    await replicate(repo, [push, make.job({ id: 1, ...done("success") })]);
    expect(await health(repo)).toMatchObject({ branch: "trunk", success: 1, head_sha: sha("a") });
  });
});

test("queued_jobs has what waits for a runner, longest first, and nothing that waits for ever", async () => {
  const repo = "octo/queue";
  const ago = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString();
  await replicate(repo, [
    make.job({ id: 1, created_at: ago(60) }),
    make.job({ id: 2, created_at: ago(600), name: "slow" }),
    make.job({ id: 3, created_at: ago(60), status: "in_progress" }),
    make.job({ id: 4, created_at: ago(8 * 86_400) }),
    make.job({ id: 5, created_at: null }),
    make.job({ id: 6, created_at: ago(500) }),
    make.job({ id: 6, created_at: ago(500), ...done("cancelled") }),
  ]);
  const rows = await ask(queuedJobs, { repo });
  expect(rows.map(({ id, job_name }) => [id, job_name])).toEqual([
    [2, "slow"],
    [1, "build"],
  ]);
  expect(rows[0]?.queue_seconds).toBeGreaterThanOrEqual(600);
  expect(rows[0]?.queue_seconds).toBeLessThan(660);
  expect(await ask(queuedJobs, { repo, limit: "1" })).toHaveLength(1);
});

test("what is counted of a branch leaves out forks' branches of that name", async () => {
  const repo = "octo/branch-counts";
  const now = Date.now();
  const ago = (seconds: number) => new Date(now - seconds * 1000).toISOString();
  const ended = { created_at: ago(400), started_at: ago(300), completed_at: ago(200), status: "completed" };
  const run = (id: number, fields: object = {}) => make.run({ id, run_started_at: ago(400), ...fields });
  await replicate(repo, [
    run(1),
    run(2, { head_repository: { full_name: "someone/branch-counts" } }),
    run(3, { head_repository: null }),
    make.job({ id: 1, run_id: 1, ...ended, conclusion: "failure" }),
    make.job({ id: 2, run_id: 2, head_sha: sha("b"), ...ended, conclusion: "failure" }),
    make.job({ id: 3, run_id: 3, head_sha: sha("c"), ...ended, conclusion: "failure" }),
    make.job({ id: 4, run_id: 4, head_sha: sha("d"), ...ended, conclusion: "success" }), // Its run was not heard of.
  ]);
  const ids = (rows: { id: number }[]) => rows.map(({ id }) => id).sort();
  expect(ids(await ask(failedJobs, main(repo)))).toEqual([1]);
  expect(ids(await ask(failedJobs, { repo }))).toEqual([1, 2, 3]);
  expect(await ask(reliability, main(repo))).toMatchObject([{ total: 2, failures: 1, failure_rate: 0.5 }]);
  expect(await ask(reliability, { repo })).toMatchObject([{ total: 4, failures: 3 }]);
  const commits = (rows: { commits: number }[]) => rows.reduce((sum, row) => sum + row.commits, 0);
  expect(commits(await ask(timeToSignal, main(repo)))).toBe(2);
});
