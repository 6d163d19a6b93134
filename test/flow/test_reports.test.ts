/** Test reports from the endpoint to the queries that pages ask: stored once, whole or not at all. */
import { readFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { gzipSync } from "node:zlib";
import { commitTestCounts } from "clickhouse_queries/commit_test_counts/query";
import { commitTests } from "clickhouse_queries/commit_tests/query";
import { commitTestsChanged } from "clickhouse_queries/commit_tests_changed/query";
import { flakyTests } from "clickhouse_queries/flaky_tests/query";
import { flakyTrend } from "clickhouse_queries/flaky_trend/query";
import { slowestFiles } from "clickhouse_queries/slowest_files/query";
import { slowestTests } from "clickhouse_queries/slowest_tests/query";
import { testDays } from "clickhouse_queries/test_days/query";
import { testFailureClusters } from "clickhouse_queries/test_failure_clusters/query";
import { testHistory } from "clickhouse_queries/test_history/query";
import { testSearch } from "clickhouse_queries/test_search/query";
import { testStrips } from "clickhouse_queries/test_strips/query";
import { testTrend } from "clickhouse_queries/test_trend/query";
import testReports from "pages/api/test-reports";
import { type ServedRoutes, serveRoutes } from "test/kit/api_routes";
import * as make from "test/kit/deliveries";
import { servicesWith } from "test/kit/services";
import { startWarehouse, type TestWarehouse } from "test/kit/warehouse";

const { sha } = make;
let warehouse: TestWarehouse;
let services: ReturnType<typeof servicesWith>;
let served: ServedRoutes;
const ask: TestWarehouse["ask"] = (query, params) => warehouse.ask(query, params);

beforeAll(async () => {
  warehouse = await startWarehouse();
  services = servicesWith(warehouse);
  served = await serveRoutes(services, { "/api/test-reports": testReports });
});
afterAll(async () => {
  await served.stop();
  await services.close();
  await warehouse.stop();
});

interface Answer {
  status: number;
  body: Record<string, unknown>;
}

const authorized = (): { Authorization: string } => ({ Authorization: `Bearer ${services.config.secrets.api_token}` });

async function post(address: string, init: RequestInit): Promise<Answer> {
  const response = await fetch(served.url + address, { method: "POST", ...init });
  return { status: response.status, body: (await response.json()) as Answer["body"] };
}

interface Place {
  repo: string;
  workflow_id?: number;
  run_attempt?: number;
  job_id?: number;
}

/** Raw, as `curl --data-binary` sends it. */
function upload(
  { repo, workflow_id = 9, run_attempt = 1, job_id = 90 }: Place,
  xml: string | Uint8Array<ArrayBuffer>,
  more: { report?: string; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const query = new URLSearchParams({
    ...{ repo, workflow_id: String(workflow_id), run_attempt: String(run_attempt), job_id: String(job_id) },
    ...(more.report !== undefined && { report: more.report }),
  });
  return post(`/api/test-reports?${query.toString()}`, { body: xml, headers: { ...authorized(), ...more.headers } });
}

function form(
  fields: Record<string, string>,
  files: Record<string, string | Uint8Array<ArrayBuffer>>,
): Promise<Answer> {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.set(name, value);
  for (const [name, bytes] of Object.entries(files)) body.append("report", new Blob([bytes]), name);
  return post("/api/test-reports", { body, headers: authorized() });
}

type Outcome = "success" | "failure" | "skipped" | "flaky" | "error";
const inside: Record<Outcome, string> = {
  success: "",
  failure: '<failure message="expected 1, got 2">trace</failure>',
  error: '<error message="boom"/>',
  skipped: "<skipped/>",
  flaky: '<rerunFailure message="lost the race 17"/>',
};
/** @param tests "name: outcome" */
function report(...tests: string[]): string {
  const cases = tests.map((test) => {
    const [name = "", outcome = "success"] = test.split(": ");
    return `<testcase classname="C" file="c.py" name="${name}" time="0.25">${inside[outcome as Outcome]}</testcase>`;
  });
  return `<testsuite name="s">${cases.join("")}</testsuite>`;
}

const rowsOf = async (repo: string, table = "test_run"): Promise<unknown> => {
  const result = await warehouse.client.query({
    query: `SELECT name, status FROM ${table} FINAL WHERE repo = {repo:String} ORDER BY name, job_id`,
    query_params: { repo },
    format: "JSONCompactEachRow",
  });
  return result.json();
};
const runsByDay = async (repo: string): Promise<number> => {
  const result = await warehouse.client.query({
    query: "SELECT toInt64(sum(runs)) AS runs FROM test_day WHERE repo = {repo:String}",
    query_params: { repo },
    format: "JSONEachRow",
  });
  const [row] = await result.json<{ runs: number }>();
  return row?.runs ?? -1;
};

const now = Date.now();
const ago = (minutes: number): string => new Date(now - minutes * 60_000).toISOString();

/** A run and its job, as GitHub tells of them. */
async function tell(
  repo: string,
  {
    workflow_id = 9,
    job_id = 90,
    run_attempt = 1,
    minutes = 60,
    ...more
  }: Partial<Place> & { minutes?: number; head?: string; branch?: string; job?: string; fork?: string },
): Promise<void> {
  const { head = "a", branch = "main", job = "test", fork } = more;
  const at = { created_at: ago(minutes), run_started_at: ago(minutes), updated_at: ago(minutes) };
  const head_repository = fork === undefined ? {} : { head_repository: { full_name: fork } };
  await warehouse.replicate(repo, [
    make.run({ id: workflow_id, run_attempt, head_sha: sha(head), head_branch: branch, ...at, ...head_repository }),
    make.job({
      id: job_id,
      run_id: workflow_id,
      run_attempt,
      name: job,
      head_sha: sha(head),
      head_branch: branch,
      created_at: ago(minutes),
      started_at: ago(minutes),
    }),
  ]);
}

describe("taking a report", () => {
  test("every tool's, packed or not, one by one or together", async () => {
    const tools = ["pytest", "jest-junit", "surefire", "gotestsum", "cargo-nextest", "gtest", "bazel", "playwright"];
    const files = Object.fromEntries(
      tools.map((tool, index) => {
        const bytes = readFileSync(`test/fixtures/junit/${tool}.xml`);
        return [`out/${tool}.xml${index % 2 ? ".gz" : ""}`, new Uint8Array(index % 2 ? gzipSync(bytes) : bytes)];
      }),
    );
    const place = { repo: "octo/tools", workflow_id: "9", run_attempt: "1", job_id: "90" };
    const { status, body } = await form(place, files);
    expect([status, body]).toEqual([
      200,
      { ok: true, files: 8, cases: 34, failures: 7, errors: 4, skipped: 8, flaky: 5, known: false },
    ]);
    expect(await rowsOf("octo/tools")).toHaveLength(34);

    const packed = new Uint8Array(gzipSync(readFileSync("test/fixtures/junit/xunit-v2.xml")));
    const raw = await upload({ repo: "octo/tools" }, packed, { headers: { "Content-Encoding": "gzip" } });
    expect(raw.body).toMatchObject({ ok: true, cases: 4 });
    expect(await rowsOf("octo/tools")).toHaveLength(38);
  });

  test("the job may be named in headers", async () => {
    const headers = {
      "X-HUD-Repo": "octo/headers",
      "X-HUD-Workflow-Id": "9",
      "X-HUD-Run-Attempt": "1",
      "X-HUD-Job-Id": "90",
    };
    const answer = await post("/api/test-reports", { body: report("a"), headers: { ...authorized(), ...headers } });
    expect(answer.body).toMatchObject({ ok: true, cases: 1 });
  });

  test("the same again changes nothing; less of it takes the place of what was there", async () => {
    const place = { repo: "octo/again" };
    await upload(place, report("a", "b: failure", "c"));
    expect(await upload(place, report("a", "b: failure", "c"))).toMatchObject({ body: { known: true, cases: 3 } });
    expect(await rowsOf(place.repo)).toEqual([
      ["a", "success"],
      ["b", "failure"],
      ["c", "success"],
    ]);
    expect(await upload(place, report("b"))).toMatchObject({ body: { known: false, cases: 1 } });
    for (const table of ["test_run", "test_run_by_name"])
      expect(await rowsOf(place.repo, table)).toEqual([["b", "success"]]);
    expect(await rowsOf(place.repo, "test_failure")).toEqual([]);
    expect(await runsByDay(place.repo)).toBe(1);
    // Another file of the job, and another attempt, are reports of their own.
    await upload(place, report("d"), { report: "other.xml" });
    await upload({ ...place, run_attempt: 2, job_id: 91 }, report("b"));
    expect(await rowsOf(place.repo)).toEqual([
      ["b", "success"],
      ["b", "success"],
      ["d", "success"],
    ]);
    expect(await runsByDay(place.repo)).toBe(3);
  });

  test("sent by many at once, it is stored once", async () => {
    const place = { repo: "octo/together" };
    const answers = await Promise.all(Array.from({ length: 8 }, () => upload(place, report("a", "b"))));
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200));
    expect(await rowsOf(place.repo)).toHaveLength(2);
    expect(await runsByDay(place.repo)).toBe(2);
  });

  test("a case that is told of twice in a large report is put right where it lies", async () => {
    const tests = Array.from({ length: 40_000 }, (_, number) => `test number ${number}`);
    const { body } = await upload({ repo: "octo/large" }, report("first", ...tests, "first: failure"));
    expect(body).toMatchObject({ cases: 40_001, failures: 0, flaky: 1 });
    const { rows } = await (
      await warehouse.client.query({
        query:
          "SELECT status, tries, message, duration_seconds FROM test_run FINAL WHERE repo = 'octo/large' AND name = 'first'",
        format: "JSONCompact",
      })
    )
      .json()
      .then((answer) => ({ rows: (answer as { data: unknown }).data }));
    expect(rows).toEqual([["flaky", 2, "expected 1, got 2", 0.5]]);
  });
});

describe("refusing one", () => {
  test.each([
    ["repo", { repo: "no repository" }],
    ["workflow_id", { workflow_id: "soon" }],
    ["job_id", { job_id: "-1" }],
    ["run_attempt", { run_attempt: "0" }],
  ])("names the field %s", async (field, wrong) => {
    const right = { repo: "octo/wrong", workflow_id: "9", run_attempt: "1", job_id: "90" };
    const query = new URLSearchParams({ ...right, ...wrong });
    const raw = await post(`/api/test-reports?${query.toString()}`, { body: report("a"), headers: authorized() });
    const inForm = await form({ ...right, ...wrong }, { "a.xml": report("a") });
    const missing = await form(Object.fromEntries(Object.entries(right).filter(([name]) => name !== field)), {
      "a.xml": report("a"),
    });
    for (const { status, body } of [raw, inForm, missing]) {
      expect(status).toBe(400);
      expect(body.error).toMatch(new RegExp(`^${field}: `));
    }
    expect(await rowsOf("octo/wrong")).toEqual([]);
  });

  test("one bad file among good ones: nothing of any is stored, and it is named", async () => {
    const place = { repo: "octo/bad", workflow_id: "9", run_attempt: "1", job_id: "90" };
    const bomb = '<!DOCTYPE x [<!ENTITY a "b">]><testsuite/>';
    const { status, body } = await form(place, { "a.xml": report("a"), "deep/b.xml": bomb, "c.xml": report("c") });
    expect(status).toBe(400);
    expect(body.error).toMatch(/^deep\/b\.xml: .*DOCTYPE/);
    expect(await rowsOf(place.repo)).toEqual([]);
    expect(await rowsOf(place.repo, "test_run_by_name")).toEqual([]);
  });

  test("a form without a file, or that is none", async () => {
    const place = { repo: "octo/form", workflow_id: "9", run_attempt: "1", job_id: "90" };
    expect(await form(place, {})).toMatchObject({ status: 400, body: { error: expect.stringMatching(/^report: /) } });
    const headers = { ...authorized(), "Content-Type": "multipart/form-data; boundary=x" };
    const broken = await post("/api/test-reports", { body: "--x\r\nContent-Disp", headers });
    expect(broken).toMatchObject({ status: 400, body: { error: expect.any(String) } });
    const unbound = await post("/api/test-reports", {
      body: "",
      headers: { ...authorized(), "Content-Type": "multipart/form-data" },
    });
    expect(unbound.status).toBe(400);
  });

  test("more than 64 MB, as it comes or unpacked, in a body or in a form", async () => {
    const filler = `<system-out>${"x".repeat(1024 * 1024)}</system-out>`;
    const bomb = new Uint8Array(gzipSync(`<testsuite>${filler.repeat(64)}`));
    expect(bomb.length).toBeLessThan(1_000_000);
    const place = { repo: "octo/bomb", workflow_id: "9", run_attempt: "1", job_id: "90" };
    expect((await form(place, { "a.xml.gz": bomb })).status).toBe(413);
    expect((await upload({ repo: place.repo }, new Uint8Array(65 * 1024 * 1024))).status).toBe(413);
  });

  test("half-way through a large one, the rest is passed over and the connection goes on", async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const send = (body: string): Promise<[status: number | undefined, port: number | undefined]> =>
      new Promise((resolve, reject) => {
        const address = `${served.url}/api/test-reports?repo=octo/kept&workflow_id=9&run_attempt=1&job_id=90`;
        const sent = request(address, { agent, method: "POST", headers: authorized() }, (response) => {
          const port = response.socket.localPort;
          response.resume().on("end", () => resolve([response.statusCode, port]));
        });
        sent.on("error", reject).end(body);
      });
    const began = performance.now();
    const [first, own_port] = await send("<html>".padEnd(20_000_000, "x"));
    const second = await send(report("a"));
    agent.destroy();
    expect([first, second]).toEqual([400, [200, own_port]]);
    expect(performance.now() - began).toBeLessThan(60_000);
  });

  test("what is not gzip, or packed in another way", async () => {
    const packed = (encoding: string) =>
      upload({ repo: "octo/packed" }, report("a"), { headers: { "Content-Encoding": encoding } });
    expect(await packed("gzip")).toMatchObject({ status: 400 });
    expect(await packed("br")).toMatchObject({ status: 415 });
  });
});

describe("what a report is told of", () => {
  test("before GitHub tells of its job: it is placed when it does", async () => {
    const repo = "octo/early";
    await upload({ repo }, report("a: failure", "b"));
    expect(await ask(testHistory, { repo, name: "a" })).toMatchObject([
      { head_sha: "", job_name: "", status: "failure" },
    ]);
    expect(await services.test_reports.place({ jobs_max: 10 })).toBe(0);
    await tell(repo, { head: "early", branch: "main" });
    expect(await services.test_reports.place({ jobs_max: 10 })).toBe(1);
    expect(await services.test_reports.place({ jobs_max: 10 })).toBe(0);
    expect(await ask(testHistory, { repo, name: "a" })).toMatchObject([
      { head_sha: sha("early"), head_branch: "main", job_name: "test", status: "failure" },
    ]);
    expect(await ask(commitTestCounts, { repo, sha: sha("early") })).toMatchObject([{ total: 2, failures: 1 }]);
    expect(await runsByDay(repo)).toBe(2);
    expect(await ask(testDays, { repo })).toMatchObject([{ runs: 2, commits: 1, failures: 1 }]);
  });

  test("what was begun and never ended is taken back after an hour", async () => {
    const repo = "octo/begun";
    await upload({ repo }, report("a", "b: failure"));
    const begun = `INSERT INTO test_report SELECT * REPLACE ('writing' AS state, now() - INTERVAL 2 HOUR AS received_at,
      revision + 5 AS revision) FROM test_report FINAL WHERE repo = '${repo}'`;
    await warehouse.client.command({ query: begun });
    expect(await services.test_reports.mend({ jobs_max: 10 })).toBe(1);
    expect(await services.test_reports.mend({ jobs_max: 10 })).toBe(0);
    expect(await rowsOf(repo)).toEqual([]);
    expect(await runsByDay(repo)).toBe(0);
    expect(await upload({ repo }, report("a", "b: failure"))).toMatchObject({ body: { known: false } });
    expect(await runsByDay(repo)).toBe(2);
  });

  test("a fork's branch is called after its owner", async () => {
    const repo = "octo/fork";
    await tell(repo, { fork: "someone/fork", branch: "main" });
    await upload({ repo }, report("a"));
    expect(await ask(testHistory, { repo, name: "a", branch: "main" })).toEqual([]);
    expect(await ask(testHistory, { repo, name: "a", branch: "someone:main" })).toHaveLength(1);
  });

  test("a commit's tests: failed first; an attempt that passed makes a failure flaky", async () => {
    const repo = "octo/commit";
    await tell(repo, { workflow_id: 1, job_id: 10, job: "linux", minutes: 90 });
    await tell(repo, { workflow_id: 1, job_id: 11, job: "linux", run_attempt: 2, minutes: 60 });
    await tell(repo, { workflow_id: 1, job_id: 20, job: "mac", minutes: 90 });
    await upload({ repo, workflow_id: 1, job_id: 10 }, report("a: failure", "b: failure", "c"));
    await upload({ repo, workflow_id: 1, job_id: 11, run_attempt: 2 }, report("a", "b: error", "c"));
    await upload({ repo, workflow_id: 1, job_id: 20 }, report("a", "b", "d: skipped", "e: flaky"));
    const rows = await ask(commitTests, { repo, sha: sha("a") });
    expect(
      rows.map(({ job_name, name, status, run_attempt }) => `${job_name} ${name} ${status} ${run_attempt}`),
    ).toEqual([
      "linux b error 2",
      "linux a flaky 2",
      "mac e flaky 1",
      "mac d skipped 1",
      "linux c success 2",
      "mac a success 1",
      "mac b success 1",
    ]);
    expect(rows[1]).toMatchObject({
      message: "expected 1, got 2",
      text: "trace",
      failed_attempt: 1,
      failed_job_id: 10,
    });
    expect(rows[0]).toMatchObject({ message: "boom", failed_attempt: null });
    expect(await ask(commitTestCounts, { repo, sha: sha("a") })).toEqual([
      {
        total: 7,
        successes: 3,
        failures: 0,
        errors: 1,
        skipped: 1,
        flaky: 2,
        duration_seconds: 1.75,
        jobs: 2,
        reports: 2,
        unfinished_reports: 0,
      },
    ]);
    const flaky = await ask(commitTests, { repo, sha: sha("a"), statuses: ["flaky"] });
    expect(flaky.map(({ name }) => name)).toEqual(["a", "e"]);
    expect(await ask(commitTests, { repo, sha: sha("a"), limit: 2, offset: 1 })).toMatchObject([
      { name: "a" },
      { name: "e" },
    ]);
  });

  test("what changed since the base, of the jobs that both have", async () => {
    const repo = "octo/changed";
    await tell(repo, { workflow_id: 1, job_id: 10, job: "linux", head: "base", minutes: 90 });
    await tell(repo, { workflow_id: 1, job_id: 11, job: "only base", head: "base", minutes: 90 });
    await tell(repo, { workflow_id: 2, job_id: 20, job: "linux", head: "head", minutes: 60 });
    await upload({ repo, workflow_id: 1, job_id: 10 }, report("kept", "gone", "muted", "broken", "mended: failure"));
    await upload({ repo, workflow_id: 1, job_id: 11 }, report("elsewhere"));
    await upload(
      { repo, workflow_id: 2, job_id: 20 },
      report("kept", "added", "muted: skipped", "broken: failure", "mended"),
    );
    const rows = await ask(commitTestsChanged, { repo, sha: sha("head"), base: sha("base") });
    expect(rows.map(({ change, name, status, base_status }) => [change, name, status, base_status])).toEqual([
      ["newly_failing", "broken", "failure", "success"],
      ["new", "added", "success", null],
      ["removed", "gone", null, "success"],
      ["newly_skipped", "muted", "skipped", "success"],
      ["fixed", "mended", "success", "failure"],
    ]);
  });

  test("flaky is what fails and passes on one commit and job; what fails every time is broken", async () => {
    const repo = "octo/flaky";
    const attempts: [commit: string, workflow_id: number, first: string, second: string][] = [
      ["one", 1, "failure", "success"],
      ["two", 2, "failure", "success"],
      ["three", 3, "failure", "failure"],
    ];
    for (const [head, workflow_id, first, second] of attempts) {
      for (const [index, outcome] of [first, second].entries()) {
        const place = { workflow_id, job_id: workflow_id * 10 + index, run_attempt: index + 1 };
        await tell(repo, { ...place, head, minutes: 100 - workflow_id * 10 - index });
        const rerun = workflow_id === 1 && index === 0 ? "flaky" : "success";
        await upload({ repo, ...place }, report(`races: ${outcome}`, "broken: failure", `again: ${rerun}`, "fine"));
      }
    }
    const rows = await ask(flakyTests, { repo });
    expect(rows).toMatchObject([
      {
        ...{ name: "races", commits_hurt: 2, flaky_runs: 0, passed_on_retry: 2, failures: 4, head_sha: sha("two") },
        ...{ failed_job_id: 20, failed_attempt: 1, passed_job_id: 21, passed_attempt: 2, message: "expected 1, got 2" },
      },
      { name: "again", commits_hurt: 1, flaky_runs: 1, passed_on_retry: 0, failed_job_id: 10, passed_job_id: 10 },
    ]);
    const trend = rows[0]?.trend ?? [];
    expect(trend).toHaveLength(14);
    expect(trend.reduce((sum, count) => sum + count, 0)).toBe(2);
    const by_day = await ask(flakyTrend, { repo });
    expect(by_day.reduce((sum, { commits_hurt }) => sum + commits_hurt, 0)).toBeGreaterThanOrEqual(2);
    expect(await ask(flakyTests, { repo, branch: "elsewhere" })).toEqual([]);
  });

  test("two projects of one job that disagree are two tests' matter, not one flaky test", async () => {
    const repo = "octo/variants";
    await tell(repo, {});
    await upload({ repo }, report("shared: failure"), { report: "firefox.xml" });
    await upload({ repo }, report("shared"), { report: "chromium.xml" });
    expect(await ask(flakyTests, { repo })).toEqual([]);
  });

  test("one test's history, days and failures by message; search, strips, and what is slow", async () => {
    const repo = "octo/history";
    for (const [index, outcome] of ["success", "failure", "flaky", "skipped"].entries()) {
      await tell(repo, { workflow_id: index + 1, job_id: index + 10, head: `h${index}`, minutes: 50 - index });
      await upload({ repo, workflow_id: index + 1, job_id: index + 10 }, report(`Subject of it: ${outcome}`, "other"));
    }
    const name = "Subject of it";
    const history = await ask(testHistory, { repo, name });
    expect(history.map(({ status, head_sha }) => [status, head_sha])).toEqual([
      ["skipped", sha("h3")],
      ["flaky", sha("h2")],
      ["failure", sha("h1")],
      ["success", sha("h0")],
    ]);
    expect(await ask(testHistory, { repo, name, classname: "D" })).toEqual([]);
    expect(await ask(testHistory, { repo, name, limit: 1 })).toHaveLength(1);
    const days = await ask(testTrend, { repo, name });
    expect(days.reduce((sum, { runs }) => sum + runs, 0)).toBe(4);
    const clusters = await ask(testFailureClusters, { repo, name });
    expect(clusters.map(({ pattern, failures, jobs }) => [pattern, failures, jobs])).toEqual([
      ["lost the race #", 1, ["CI / test"]],
      ["expected #, got #", 1, ["CI / test"]],
    ]);
    expect(await ask(testSearch, { repo, q: "subject C.PY" })).toMatchObject([
      { name, last_status: "skipped", found: 1 },
    ]);
    expect(await ask(testSearch, { repo, q: "nobody" })).toEqual([]);
    const [strip] = await ask(testStrips, { repo, names: [name], classnames: ["C"], branch: "main" });
    expect(strip?.statuses).toEqual(["skipped", "flaky", "failure", "success"]);
    expect(await ask(slowestTests, { repo })).toMatchObject([
      { name: "Subject of it", runs: 3 },
      { name: "other", runs: 4 },
    ]);
    expect(await ask(slowestFiles, { repo })).toMatchObject([{ file: "c.py", tests: 2, runs: 8 }]);
  });
});
