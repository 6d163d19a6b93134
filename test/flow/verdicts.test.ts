/** Whose failure is it? The commit and pull request pages' verdicts, on the real engine. */
import { commitJobsQuery } from "clickhouse_queries/commit_jobs_query/query";
import { recordsFromCircleci } from "lib/intake/circleci/index";
import type { TableRow } from "lib/model/records/kind";
import { commitPage } from "lib/server/commit_page";
import { pullPage } from "lib/server/pull_page";
import type { Services } from "lib/server/services";
import { jobCompleted } from "scripts/demo/payloads/circleci";
import * as make from "test/kit/deliveries";
import { foldRecords } from "test/kit/fold";
import { servicesWith } from "test/kit/services";
import { insertAll, startWarehouse, type TestWarehouse } from "test/kit/warehouse";

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

let next_id = 1_000;

/** A run of one workflow at some minute, with jobs that end as they are said to. */
function ran(commit: string, minute: number, jobs: Record<string, string>, fields: object = {}): make.Delivery[] {
  const run_id = next_id++;
  const created = { created_at: at(minute * 60) };
  return [
    make.run({ id: run_id, head_sha: sha(commit), ...created, head_commit: null, status: "completed", ...fields }),
    ...Object.entries(jobs).map(([name, conclusion]) =>
      make.job({
        ...{ id: next_id++, run_id, name, head_sha: sha(commit), ...created, status: "completed", conclusion },
        ...{ started_at: at(minute * 60 + 5), completed_at: at(minute * 60 + 50) },
      }),
    ),
  ];
}

/** As if it had run for another branch than main. */
const onBranch =
  (head_branch: string) =>
  ({ event, payload }: make.Delivery): make.Delivery => ({
    event,
    payload: { ...payload, [event]: { ...(payload[event] as object), head_branch } },
  });

/** Trunk: one commit a minute, with the conclusion of each of its jobs. */
function trunk(jobs: readonly Record<string, string>[]): make.Delivery[] {
  const commits = jobs.map((_, index) =>
    make.commit(`t${index}`, { timestamp: at(index * 60), message: `Change ${index} (#${100 + index})` }),
  );
  return [
    make.push(jobs.length * 60, { after: sha(`t${jobs.length - 1}`), commits, head_commit: commits.at(-1) }),
    ...jobs.flatMap((of_commit, index) => ran(`t${index}`, index, of_commit)),
  ];
}

const good = { unit: "success", lint: "success", gpu: "success" };

const pullEvent = (head: string, fields: object = {}) =>
  make.pull({ head: { ref: "topic", sha: sha(head), repo: { full_name: make.repo } }, ...fields });

/** As the classifier would. */
async function classify(repo: string, job: string, commit: string, rule: string, captures: string[]): Promise<void> {
  await warehouse.client.command({
    query: `INSERT INTO workflow_job SELECT * REPLACE ({rule:String} AS failure_rule, {captures:Array(String)} AS failure_captures, revision + 10 AS revision)
      FROM workflow_job FINAL WHERE repo = {repo:String} AND name = {job:String} AND head_sha = {commit:String}`,
    query_params: { repo, job, commit: sha(commit), rule, captures },
  });
}

const briefly = ({ verdicts }: Awaited<ReturnType<typeof pullPage>> | Awaited<ReturnType<typeof commitPage>>) =>
  Object.fromEntries(verdicts.jobs.map(({ name, kind, settled }) => [name, settled ? `${kind}, settled` : kind]));

test("new, broken on trunk, flaky and passed on a retry, each with what speaks for it", async () => {
  const repo = "verdicts/all";
  await warehouse.replicate(repo, [
    ...trunk(
      Array.from({ length: 20 }, (_, index) => ({
        ...{ unit: "success", lint: index >= 17 ? "failure" : "success", gpu: index % 5 === 2 ? "failure" : "success" },
      })),
    ),
    pullEvent("p1", { base: { ref: "main", sha: sha("t15") } }),
    ...ran("p1", 30, { unit: "failure", lint: "failure", gpu: "failure", docs: "failure", slow: "failure" }),
  ]);
  const slow_run = (await pullPage(services, repo, 5, undefined)).jobs.find(({ name }) => name === "CI / slow");
  // The retry belongs to the run that failed.
  await warehouse.replicate(repo, [
    make.job({
      ...{ id: 901, run_id: slow_run?.runId, run_attempt: 2, name: "slow", head_sha: sha("p1") },
      ...{ status: "completed", conclusion: "success" },
    }),
  ]);
  const page = await pullPage(services, repo, 5, undefined);
  expect(briefly(page)).toEqual({
    ...{ "CI / docs": "new", "CI / gpu": "flaky", "CI / lint": "broken_trunk", "CI / unit": "new" },
    "CI / slow": "flaky, settled",
  });
  expect(page.verdicts.summary).toBe(
    `2 failures look new, 1 also fails on main since ${sha("t17").slice(0, 7)}, 2 are flaky`,
  );
  const evidence = Object.fromEntries(page.verdicts.jobs.map((verdict) => [verdict.name, verdict.evidence[0]]));
  expect(evidence).toMatchObject({
    "CI / docs": { kind: "never_on_trunk", branch: "main", commits: 20 },
    "CI / gpu": { kind: "failure_rate", failed: 4, commits: 20, days: 1 },
    "CI / lint": { kind: "fails_on_trunk", since_sha: sha("t17"), newest_sha: sha("t19"), commits: 3, same: "job" },
    "CI / unit": { kind: "passed_on_trunk", sha: sha("t19") },
    "CI / slow": { kind: "passed_on_retry", attempt: 2 },
  });
  expect(page.verdicts.trunk).toEqual({ branch: "main", commits: 20, days: 1, newest_sha: sha("t19") });
});

test("logs that tell different failures apart outrank the job's name", async () => {
  const repo = "verdicts/captures";
  await warehouse.replicate(repo, [
    ...trunk([good, { ...good, unit: "failure" }, { ...good, unit: "failure", gpu: "failure" }]),
    pullEvent("p1"),
    ...ran("p1", 30, { unit: "failure", gpu: "failure" }),
  ]);
  await classify(repo, "unit", "t1", "pytest failure", ["test_a"]);
  await classify(repo, "unit", "t2", "pytest failure", ["test_a"]);
  await classify(repo, "unit", "p1", "pytest failure", ["test_b"]);
  await classify(repo, "gpu", "t2", "segfault", ["0xdeadbeef"]);
  await classify(repo, "gpu", "p1", "segfault", ["0xfeedface"]);
  const page = await pullPage(services, repo, 5, undefined);
  expect(briefly(page)).toEqual({ "CI / unit": "new", "CI / gpu": "broken_trunk" });
  const [gpu, unit] = page.verdicts.jobs;
  expect(unit?.evidence[0]).toMatchObject({ kind: "fails_otherwise_on_trunk", captures: ["test_a"] });
  expect(gpu?.evidence[0]).toMatchObject({ kind: "fails_on_trunk", same: "captures", since_sha: sha("t2") });
});

test("jobs that do not tell their workflow have it from their run, and trunk's count for any job of their name", async () => {
  const repo = "verdicts/unnamed";
  await warehouse.replicate(repo, [
    ...trunk([good, { ...good, unit: "failure" }, { ...good, unit: "failure", lint: "failure" }]),
    pullEvent("p1"),
    ...ran("p1", 30, { unit: "failure", lint: "success" }),
    ...ran("p1", 30, { unit: "failure", build: "success" }, { name: "A first" }),
  ]);
  await warehouse.client.command({
    query: `INSERT INTO workflow_job SELECT * REPLACE (NULL AS workflow_name, revision + 10 AS revision)
      FROM workflow_job FINAL WHERE repo = {repo:String} AND (name = 'unit' OR head_sha = {head:String})`,
    query_params: { repo, head: sha("p1") },
  });
  const page = await pullPage(services, repo, 5, undefined);
  const rows = await warehouse.ask(commitJobsQuery, { repo, sha: sha("p1") });
  const facts = page.jobs.map(({ id, workflowName, event }) => ({ id, workflow_name: workflowName, event }));
  expect(facts).toEqual(rows.map(({ id, workflow_name, event }) => ({ id, workflow_name, event })));
  expect(facts.map(({ workflow_name }) => workflow_name)).toEqual(["A first", "A first", "CI", "CI"]);
  // Which workflow's it was on trunk, nobody knows: the first of that name has it.
  expect(briefly(page)).toEqual({ "A first / unit": "broken_trunk", "CI / unit": "new" });
  expect(page.verdicts.jobs.find(({ name }) => name === "A first / unit")?.evidence[0]).toMatchObject({
    ...{ kind: "fails_on_trunk", since_sha: sha("t1"), newest_sha: sha("t2"), commits: 2 },
  });
});

test("a pull request is never compared with its own commits, nor with what came after its test", async () => {
  const repo = "verdicts/own";
  await warehouse.replicate(repo, [
    // t2 is what the pull request became, t3 came later; on both its failure is its own.
    ...trunk([good, good, { ...good, unit: "failure" }, { ...good, unit: "failure" }]),
    pullEvent("p1", { state: "closed", merged: true, merge_commit_sha: sha("t2"), updated_at: at(500) }),
    ...ran("p1", 2, { unit: "failure" }),
  ]);
  const page = await pullPage(services, repo, 5, undefined);
  expect(briefly(page)).toEqual({ "CI / unit": "new" });
  expect(page.verdicts.trunk?.commits).toBe(2);

  const by_title = "verdicts/own-title";
  await warehouse.replicate(by_title, [
    ...trunk([good, good, { ...good, unit: "failure" }]),
    make.pull({ number: 102, head: { ref: "topic", sha: sha("p1"), repo: null } }),
    ...ran("p1", 30, { unit: "failure" }),
  ]);
  expect(briefly(await pullPage(services, by_title, 102, undefined))).toEqual({ "CI / unit": "new" });
});

test("a commit of the default branch is compared with those before it", async () => {
  const repo = "verdicts/trunk";
  await warehouse.replicate(
    repo,
    trunk([good, { ...good, unit: "failure" }, { ...good, unit: "failure", lint: "failure" }, good]),
  );
  expect(briefly(await commitPage(services, repo, sha("t1")))).toEqual({ "CI / unit": "new" });
  const page = await commitPage(services, repo, sha("t2"));
  expect(briefly(page)).toEqual({ "CI / unit": "broken_trunk", "CI / lint": "new" });
  expect(page.verdicts.summary).toBe(`1 failure looks new, 1 also fails on main since ${sha("t1").slice(0, 7)}`);
  expect((await commitPage(services, repo, sha("t3"))).verdicts.summary).toBe("All 3 jobs passed");
});

test("runs of forks on trunk's commits are no evidence, and a workflow that does not start anywhere is trunk's", async () => {
  const repo = "verdicts/forks";
  const fork = { head_repository: { full_name: "someone/forks" }, event: "pull_request" };
  const broken = { name: "nightly", conclusion: "startup_failure" };
  await warehouse.replicate(repo, [
    ...trunk([good, good]),
    ...ran("t1", 2, { unit: "failure" }, fork),
    ...ran("t1", 2, {}, broken),
    pullEvent("p1"),
    ...ran("p1", 30, { unit: "failure" }),
    ...ran("p1", 30, {}, broken),
  ]);
  expect(briefly(await pullPage(services, repo, 5, undefined))).toEqual({
    ...{ "CI / unit": "new", "nightly / (no jobs)": "broken_trunk" },
  });
});

test("a rule about machines blames nobody's change, a vague one compares nothing", async () => {
  const repo = "verdicts/rules";
  await warehouse.replicate(repo, [
    ...trunk([good, { ...good, unit: "failure", lint: "failure" }]),
    pullEvent("p1"),
    ...ran("p1", 30, { unit: "failure", lint: "failure", gpu: "failure" }),
  ]);
  await classify(repo, "unit", "t1", "pytest: failed test", ["test_a"]);
  await classify(repo, "unit", "p1", "Exit code", ["1"]);
  await classify(repo, "lint", "t1", "pytest: failed test", ["test_a"]);
  await classify(repo, "lint", "p1", "Rust: panic", ["overflow"]);
  await classify(repo, "gpu", "p1", "GPU fell off", ["NVRM: Xid"]);
  // The store is away here: the file's rules are known all the same.
  expect(briefly(await pullPage(services, repo, 5, undefined))).toEqual({
    ...{ "CI / unit": "broken_trunk", "CI / lint": "new", "CI / gpu": "infra" },
  });
});

test("what a person says counts, what the HUD says does not outrank the evidence", async () => {
  const repo = "verdicts/said";
  await warehouse.replicate(repo, [
    ...trunk([good]),
    pullEvent("p1"),
    ...ran("p1", 30, { unit: "failure", lint: "failure" }),
  ]);
  const jobs = (await pullPage(services, repo, 5, undefined)).jobs;
  const say = (job: string, source: string) => ({
    ...{ dynamoKey: job, repo, job_id: jobs.find(({ jobName }) => jobName === job)?.id, head_sha: sha("p1") },
    ...{ annotation: "Infra flake", note: "out of disk", by: "ann", annotated_at: at(60), source, revision: 1 },
  });
  await warehouse.client.insert({
    table: "job_annotation",
    values: [say("unit", "person"), say("lint", "hud")],
    format: "JSONEachRow",
  });
  const page = await pullPage(services, repo, 5, undefined);
  expect(briefly(page)).toEqual({ "CI / unit": "infra", "CI / lint": "new" });
  expect(page.verdicts.jobs[1]?.evidence[0]).toMatchObject({ kind: "said", said: { by: "ann", note: "out of disk" } });
  expect(page.verdicts.said).toHaveLength(2);
});

test("reviewers' last words, the description as markup, and the base", async () => {
  const repo = "verdicts/page";
  const review = (id: number, login: string, state: string) => ({
    event: "pull_request_review",
    payload: {
      ...{ action: "submitted", repository: make.repository(), pull_request: { number: 5 } },
      review: { id, state, user: { login }, submitted_at: at(id), commit_id: sha("p1"), body: null, html_url: null },
    },
  });
  await warehouse.replicate(repo, [
    pullEvent("p1", { body: "**Fixes** #7 <script>" }),
    review(1, "bob", "approved"),
    review(2, "bob", "commented"),
    review(3, "eve", "commented"),
    review(4, "joe", "changes_requested"),
  ]);
  const page = await pullPage(services, repo, 5, undefined);
  expect(page.bodyHtml).toBe(`<p><strong>Fixes</strong> <a href="/${repo}/pull/7">#7</a> &lt;script&gt;</p>\n`);
  expect(page.reviews.map(({ author, state }) => [author, state])).toEqual([
    ["bob", "approved"],
    ["joe", "changes_requested"],
    ["eve", "commented"],
  ]);
  expect(page).toMatchObject({ baseSha: sha("base"), verdicts: { summary: "Nothing has run yet", trunk: null } });
});

test("what ran on trunk's commits for the pull requests that they came from is no evidence", async () => {
  const repo = "verdicts/merged";
  const wip = (name: string, minute: number) => [
    ...ran(name, minute, { unit: "failure", gpu: "failure" }, { event: "pull_request", head_branch: "other" }).map(
      onBranch("other"),
    ),
  ];
  // Two pull requests with failing commits of their own came by merge commits, which passed.
  const commits = ["w1", "m1", "w2", "m2"].map((name, index) =>
    make.commit(name, { timestamp: at((3 + index * 3) * 60) }),
  );
  await warehouse.replicate(repo, [
    ...trunk(Array.from({ length: 9 }, () => good)),
    make.push(29 * 60, { after: sha("m2"), commits, head_commit: commits.at(-1) }),
    ...[...wip("w1", 3), ...ran("m1", 6, good), ...wip("w2", 9), ...ran("m2", 12, good)],
    pullEvent("p1"),
    ...ran("p1", 30, { unit: "failure" }),
    // A merge queue tests what becomes trunk.
    ...ran("m2", 13, { gpu: "failure" }, { event: "merge_group" }).map(onBranch("gh-readonly-queue/main/pr-9-abc")),
  ]);
  const page = await pullPage(services, repo, 5, undefined);
  expect(page.verdicts.jobs).toMatchObject([
    { name: "CI / unit", kind: "new", evidence: [{ kind: "passed_on_trunk", sha: sha("m2") }] },
  ]);
  const trunk_now = await commitPage(services, repo, sha("w2"));
  expect(briefly(trunk_now)).toEqual({ "CI / unit": "new", "CI / gpu": "new" });
});

test("a repository whose runs are not heard of, or that only CircleCI tests, is compared with its trunk all the same", async () => {
  const failing_from = 3;
  const told = (index: number) => (index >= failing_from ? "failure" : "success");
  const commits = Array.from({ length: 5 }, (_, index) => make.commit(`t${index}`, { timestamp: at(index * 60) }));
  const pushed = make.push(300, { after: sha("t4"), commits, head_commit: commits.at(-1) });
  await warehouse.replicate("verdicts/no_runs", [
    pushed,
    ...commits.flatMap((_, index) => ran(`t${index}`, index, { unit: told(index) }).slice(1)),
    pullEvent("p1"),
    ...ran("p1", 30, { unit: "failure" }).slice(1),
  ]);
  const page = await pullPage(services, "verdicts/no_runs", 5, undefined);
  expect(page.verdicts.jobs).toMatchObject([
    {
      name: "CI / unit",
      kind: "broken_trunk",
      evidence: [{ since_sha: sha("t3"), newest_sha: sha("t4"), commits: 2 }],
    },
  ]);

  const circleci = "verdicts/circleci";
  await warehouse.replicate(circleci, [pushed, pullEvent("p1")]);
  const job = (name: string, number: number, minute: number, branch: string, status: "success" | "failed") =>
    jobCompleted({
      repo: circleci,
      sha: sha(name),
      pipeline: number,
      number,
      branch,
      status,
      created_at: at(minute * 60),
    });
  const jobs = commits.map((_, index) => {
    return job(`t${index}`, index + 1, index, "main", index >= failing_from ? "failed" : "success");
  });
  const rows: TableRow[] = [];
  const heard = [...jobs, job("p1", 9, 30, "topic", "failed")].flatMap(recordsFromCircleci);
  foldRecords(heard, ({ kind, record, revision }) => rows.push(...kind.rows(record, revision)));
  await insertAll(warehouse.client, rows);
  expect((await pullPage(services, circleci, 5, undefined)).verdicts.jobs).toMatchObject([
    { kind: "broken_trunk", evidence: [{ since_sha: sha("t3"), newest_sha: sha("t4"), commits: 2 }] },
  ]);
});

test("on no page are a pull request's commits held against each other, nor its merge against its heads", async () => {
  const repo = "verdicts/heads";
  const merged = {
    merged: true,
    state: "closed",
    merge_commit_sha: sha("m"),
    merged_at: at(40 * 60),
    closed_at: at(40 * 60),
  };
  const commits = ["p0", "p1", "m"].map((name, index) =>
    make.commit(name, { timestamp: at((28 + index) * 60), message: name }),
  );
  await warehouse.replicate(repo, [
    ...trunk([good, good, good]),
    pullEvent("p0", { updated_at: at(28 * 60) }),
    pullEvent("p1", { ...merged, updated_at: at(41 * 60) }),
    // Its commits are on trunk by now, and ran for it, too.
    make.push(40 * 60, { after: sha("m"), commits, head_commit: commits.at(-1) }),
    ...[
      ...ran("p0", 28, { unit: "failure" }),
      ...ran("p1", 29, { unit: "failure" }),
      ...ran("m", 40, { unit: "failure" }),
    ],
    ...ran("p1", 45, { unit: "failure" }, { event: "workflow_dispatch" }),
  ]);
  expect(briefly(await pullPage(services, repo, 5, undefined))).toEqual({ "CI / unit": "new" });
  expect(briefly(await commitPage(services, repo, sha("p1")))).toEqual({ "CI / unit": "new" });
});
