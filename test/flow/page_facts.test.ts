/** What pages of commits and pull requests read, beside the tables that it is told from, on the real engine. */
import { commitFacts } from "clickhouse_queries/commit_facts/query";
import { commitJobsQuery } from "clickhouse_queries/commit_jobs_query/query";
import { askCommitFacts } from "lib/server/commit_facts";
import { pullPage } from "lib/server/pull_page";
import type { Services } from "lib/server/services";
import { readMigrations } from "lib/warehouse/migrate";
import { factsOf } from "lib/warehouse/run_query";
import * as make from "test/kit/deliveries";
import { traffic } from "test/kit/histories";
import { servicesWith } from "test/kit/services";
import { startWarehouse, type TestWarehouse } from "test/kit/warehouse";
import fc from "fast-check";
import { z } from "zod";

const { at, moment, sha } = make;
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

async function rowsOf(query: string, query_params: Record<string, unknown> = {}): Promise<Record<string, unknown>[]> {
  const result = await warehouse.client.query({ query, query_params, format: "JSONEachRow" });
  return z.array(z.record(z.string(), z.unknown())).parse(await result.json());
}

const done = (second: number, conclusion: string): object => ({
  ...{ status: "completed", conclusion, created_at: at(second), started_at: at(second + 5) },
  completed_at: at(second + 65),
});

test("a commit's jobs are commit_jobs_query's, row for row, after any history", async () => {
  const seeds = [1, 2, 3, 4, 5];
  for (const seed of seeds) {
    const repo = `facts/history-${seed}`;
    await warehouse.replicate(repo, [
      ...fc.sample(traffic, { numRuns: 4, seed }).flat(),
      make.job({ id: 31, run_id: 30, name: 'odd " \\ \t 😀', labels: ["<a>", ""], ...done(10, "failure") }),
      make.job({ id: 32, run_id: 30, started_at: at(1), completed_at: at(0), status: "completed" }), // A clock ran backwards.
    ]);
    const commits = await rowsOf("SELECT DISTINCT head_sha FROM workflow_job WHERE repo = {repo:String}", { repo });
    for (const { head_sha } of commits) {
      const asked = { repo, sha: String(head_sha) };
      const { jobs } = await askCommitFacts(services, asked);
      expect(jobs.length).toBeGreaterThan(0);
      expect(jobs).toEqual(await warehouse.ask(commitJobsQuery, asked));
    }
  }
});

test("what other systems ran and checked, what failed without a job, and what was said, each as last told", async () => {
  const repo = "facts/kinds";
  await warehouse.replicate(repo, [
    make.run({ id: 7, run_attempt: 1, status: "completed", conclusion: "startup_failure" }),
    make.run({ id: 7, run_attempt: 2, status: "in_progress", conclusion: null }),
    make.status({ state: "success", updated_at: at(30), description: "Fine" }),
  ]);
  const about = { repo, head_sha: sha("a"), head_branch: "main", provider: "circleci", is_ci: true, of_fork: false };
  const insert = (table: string, values: object[]) => warehouse.client.insert({ table, values, format: "JSONEachRow" });
  const job = { ...about, dynamoKey: "gh/x/1", workflow_name: "build", name: "unit", external_id: "1", run_id: "w" };
  await insert("provider_job", [
    { ...job, run_attempt: 1, status: "in_progress", revision: 1 },
    { ...job, run_attempt: 1, status: "completed", conclusion: "success", revision: 2, started_at: at(1) },
    // Out-of-tree backends' jobs are asked for elsewhere.
    { ...job, provider: "oot", is_ci: false, dynamoKey: "npu", run_attempt: 1, status: "completed", revision: 1 },
  ]);
  await insert("provider_run", [
    { ...about, dynamoKey: "w2", workflow_name: "deploy", run_id: "w2", status: "completed", conclusion: "failure" },
    { ...about, dynamoKey: "w3", workflow_name: "docs", run_id: "w3", status: "completed", conclusion: "success" },
    { ...about, dynamoKey: "w4", workflow_name: "build", run_id: "w", status: "completed", conclusion: "failure" },
  ]);
  const said = { repo, job_id: 1, head_sha: sha("a"), note: null, by: "ann", annotated_at: at(3), source: "person" };
  await insert("job_annotation", [
    { ...said, dynamoKey: `${repo}/1`, annotation: "Other", revision: 2 },
    { ...said, dynamoKey: `${repo}/1`, annotation: "Test flake", revision: 1 },
    { ...said, dynamoKey: `${repo}/2`, job_id: 2, annotation: null, revision: 2 },
    { ...said, dynamoKey: `${repo}/2`, job_id: 2, annotation: "Other", revision: 1 },
  ]);
  await warehouse.replicate(repo, [make.job({ id: 41 }), make.job({ id: 42 })]);
  // As of a record that was removed.
  await warehouse.client.command({
    query: `INSERT INTO workflow_job SELECT * REPLACE (1 AS is_deleted, revision + 1 AS revision)
      FROM workflow_job FINAL WHERE repo = {repo:String} AND id = 41`,
    query_params: { repo },
  });
  const facts = await askCommitFacts(services, { repo, sha: sha("a") });
  expect(facts.jobs.map(({ id }) => id)).toEqual([42]);
  expect(facts.runs).toMatchObject([{ id: 7, run_attempt: 2, conclusion: null, head_sha: sha("a") }]);
  expect(facts.checks).toMatchObject([{ app: "status", name: "ci/other", title: "Fine", completed_at: moment(30) }]);
  // A workflow that has jobs speaks through them; one that passed has nothing to say.
  expect(facts.elsewhere.map(({ job_name, conclusion }) => [job_name, conclusion])).toEqual(
    expect.arrayContaining([
      ["unit", "success"],
      ["(no jobs)", "failure"],
    ]),
  );
  expect(facts.elsewhere).toHaveLength(2);
  expect(facts.said).toEqual([
    { job_id: 1, annotation: "Other", note: null, by: "ann", source: "person", at: moment(3) },
  ]);
});

test("each of a pull request's heads has its own jobs; reviews are in order whoever was heard first", async () => {
  const repo = "facts/heads";
  const head = (name: string) => ({ head: { ref: "topic", sha: sha(name), repo: { full_name: make.repo } } });
  await warehouse.replicate(repo, [
    make.pull(head("p1")),
    make.pull({ ...head("p2"), updated_at: at(10) }, "synchronize"),
    make.job({ id: 1, run_id: 1, head_sha: sha("p1"), name: "before", ...done(5, "failure") }),
    make.job({ id: 2, run_id: 2, head_sha: sha("p2"), name: "after", ...done(15, "success") }),
    make.review({ id: 12, state: "approved", submitted_at: at(40) }),
    make.review({ id: 11, state: "changes_requested", submitted_at: at(30) }),
    make.push(20, { ref: "refs/heads/topic", commits: [make.commit("p1", { message: "First" })], head_commit: null }),
  ]);
  const names = async (sha_prefix?: string) =>
    (await pullPage(services, repo, 5, sha_prefix)).jobs.map(({ jobName }) => jobName);
  expect(await names()).toEqual(["after"]);
  expect(await names(sha("p2"))).toEqual(["after"]);
  expect(await names(sha("p1").slice(0, 8))).toEqual(["before"]);
  const page = await pullPage(services, repo, 5, undefined);
  expect(page.reviews.map(({ state }) => state)).toEqual(["approved"]);
  expect(page.shas).toEqual([
    { sha: sha("p2"), title: expect.any(String) },
    { sha: sha("p1"), title: "First" },
  ]);
});

test("jobs of one name are found by it, whoever ran them, as they ended last; those of forks elsewhere are not", async () => {
  const repo = "facts/outcomes";
  const job = {
    repo,
    head_sha: sha("a"),
    provider: "circleci",
    workflow_name: "build",
    name: "unit",
    status: "completed",
  };
  await warehouse.client.insert({
    table: "provider_job",
    format: "JSONEachRow",
    values: [
      { ...job, dynamoKey: "1", is_ci: true, of_fork: false, conclusion: "failure", revision: 2 },
      { ...job, dynamoKey: "1", is_ci: true, of_fork: false, conclusion: "success", revision: 1 },
      { ...job, dynamoKey: "2", is_ci: true, of_fork: true, conclusion: "failure", revision: 1 },
      { ...job, dynamoKey: "3", is_ci: false, of_fork: false, conclusion: "failure", revision: 1 },
      { ...job, dynamoKey: "4", is_ci: true, of_fork: false, status: "in_progress", revision: 1 },
    ],
  });
  expect(
    await rowsOf("SELECT provider, workflow_name, name, conclusion FROM job_outcome FINAL WHERE repo = {repo:String}", {
      repo,
    }),
  ).toEqual([{ provider: "circleci", workflow_name: "build", name: "unit", conclusion: "failure" }]);
  const outcomes = await rowsOf(
    "SELECT repo, name, run_id, id, workflow_name, head_sha, conclusion FROM job_outcome FINAL WHERE provider = 'github' AND name != '' ORDER BY repo, run_id, id",
  );
  expect(outcomes.length).toBeGreaterThan(5);
  expect(outcomes).toEqual(
    await rowsOf(
      `SELECT repo, name, run_id, id, ifNull(workflow_name, '') AS workflow_name, head_sha, ifNull(conclusion, '') AS conclusion
      FROM workflow_job FINAL WHERE status = 'completed' ORDER BY repo, run_id, id`,
    ),
  );
});

test("what was there before these tables is in them as if it had come afterwards", async () => {
  const all = {
    job_outcome: "SELECT * FROM job_outcome FINAL ORDER BY repo, name, run_id, id, provider",
    commit_fact: "SELECT * FROM commit_fact FINAL ORDER BY repo, head_sha, kind, key",
  };
  await warehouse.replicate("facts/forks", [
    make.run({ id: 21, head_repository: { full_name: "someone/forks" } }),
    make.run({ id: 22, head_repository: null }),
    make.run({ id: 23 }),
  ]);
  const told = Object.fromEntries(
    await Promise.all(Object.entries(all).map(async ([table, query]) => [table, await rowsOf(query)] as const)),
  );
  const forks = told.job_outcome?.filter(({ repo, name }) => repo === "facts/forks" && name === "");
  expect(forks?.map(({ run_id, conclusion }) => [run_id, conclusion])).toEqual([
    [21, "fork"],
    [22, "fork"],
  ]);
  const fills = (await readMigrations())
    .flatMap(({ statements }) => statements)
    .filter((statement) => /^INSERT INTO (job_outcome|commit_fact)\b/.test(statement));
  expect(fills.length).toBeGreaterThan(6);
  for (const table of Object.keys(all)) await warehouse.client.command({ query: `TRUNCATE TABLE ${table}` });
  // Times are the same whoever fills the tables.
  const clickhouse_settings = { date_time_output_format: "simple" } as const;
  for (const query of fills) await warehouse.client.command({ query, clickhouse_settings });
  for (const [table, query] of Object.entries(all)) expect([table, await rowsOf(query)]).toEqual([table, told[table]]);
});

test("a fact that is not what it should be is an error that names the question, and no answer", () => {
  expect(() => factsOf(commitFacts, 'run\t{"id":"seven"}\n')).toThrow("commit_facts");
  expect(() => factsOf(commitFacts, "run\tCode: 241. DB::Exception\n")).toThrow("commit_facts");
  expect(() => factsOf(commitFacts, "Code: 241. DB::Exception\n")).toThrow("commit_facts");
  expect(factsOf(commitFacts, "")).toEqual({
    ...{ job: [], run: [], check: [], provider_job: [], provider_run: [], said: [] },
  });
});
