/** What jobs upload, at a whole HUD's doors: test reports and artifacts, taken or refused as CONTRACT promises. */
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import * as make from "test/kit/deliveries";
import { start_ms_max, startHud, stopHuds, type TestHud } from "test/kit/hud";
import { type Answer, errorOf, HudClient, type Request, until } from "test/kit/hud_client";

let hud: TestHud;
let client: HudClient;

beforeAll(async () => {
  hud = await startHud({ env: { HUD_ARTIFACT_MAX: "1000000" } });
  client = new HudClient(hud);
}, start_ms_max);

afterAll(stopHuds, 30_000);

const reports = "/api/test-reports";
const artifacts = "/api/artifacts";
const place = "repo=octo-org/widgets&workflow_id=10&run_attempt=1&job_id=11";
const bearer = (): Record<string, string> => ({ Authorization: `Bearer ${hud.secrets.api_token}` });
const post = (path: string, request: Request = {}): Promise<Answer> =>
  client.send(path, { method: "POST", ...request, headers: { ...bearer(), ...request.headers } });

function form(fields: Record<string, string>, files: Record<string, Buffer>): Pick<Request, "headers" | "body"> {
  const parts = [
    ...Object.entries(fields).map(([name, value]) => [`name="${name}"`, Buffer.from(value)] as const),
    ...Object.entries(files).map(([name, bytes]) => [`name="report"; filename="${name}"`, bytes] as const),
  ].flatMap(([name, bytes]) => [
    Buffer.from(`--x\r\nContent-Disposition: form-data; ${name}\r\n\r\n`),
    bytes,
    Buffer.from("\r\n"),
  ]);
  return {
    headers: { "Content-Type": "multipart/form-data; boundary=x" },
    body: Buffer.concat([...parts, Buffer.from("--x--\r\n")]),
  };
}

describe.each([reports, artifacts])("%s", (path) => {
  test.each([
    ["no token", {}],
    ["an empty one", { Authorization: "Bearer " }],
    ["another", { Authorization: "Bearer 0123456789abcdef" }],
    ["not as a bearer", { Authorization: "Basic eDp5" }],
  ])("%s is a 401, before the body is read", async (_name, headers) => {
    const answer = await client.send(`${path}?${place}&name=a`, {
      ...{ method: "POST", headers: headers as Record<string, string>, endless: Buffer.alloc(65_536, "x") },
    });
    expect([answer.status, typeof errorOf(answer)]).toEqual([401, "string"]);
  });

  test.each(["GET", "PUT", "DELETE"])("%s is not allowed", async (method) => {
    expect(await client.send(path, { method })).toMatchObject({ status: 405, headers: { allow: "POST" } });
  });

  test("a body without an end is refused once that is clear, and at once when its length is announced", async () => {
    const endless = Buffer.alloc(1024 * 1024, "x");
    expect((await post(`${path}?${place}&name=a`, { endless })).status).toBe(path === reports ? 400 : 413);
    const announced = { "Content-Length": String(5e9) };
    expect((await post(`${path}?${place}&name=a`, { endless, headers: announced })).status).toBe(413);
  });
});

test("a job's reports, in a form and as the body, come out of the queries", async () => {
  const head_sha = make.sha("uploads");
  const now = new Date().toISOString();
  await client.deliver(make.run({ id: 10, head_sha, created_at: now, run_started_at: now, updated_at: now }));
  const times = { created_at: now, started_at: now };
  await client.deliver(make.job({ id: 11, run_id: 10, head_sha, name: "test", ...times }));
  const gtest = readFileSync("test/fixtures/junit/gtest.xml");
  const pytest = gzipSync(readFileSync("test/fixtures/junit/pytest.xml"));
  const fields = { repo: "octo-org/widgets", workflow_id: "10", run_attempt: "1", job_id: "11" };
  const sent = await post(reports, form(fields, { "out/gtest.xml": gtest, "out/pytest.xml.gz": pytest }));
  expect([sent.status, JSON.parse(sent.text)]).toEqual([
    200,
    { ok: true, files: 2, cases: 11, failures: 2, errors: 1, skipped: 4, flaky: 1, known: false },
  ]);
  const raw = await post(`${reports}?${place}&report=bazel.xml`, {
    body: readFileSync("test/fixtures/junit/bazel.xml"),
  });
  expect(JSON.parse(raw.text)).toMatchObject({ ok: true, cases: 1, errors: 1 });

  const name = "test_get[missing-None]";
  const [row] = await until(
    "the test's history",
    async () => {
      const rows = await client.query<Record<string, unknown>>("test_history", { repo: "octo-org/widgets", name });
      // Of which job it is, is known once the job is.
      return rows[0]?.head_sha === head_sha && rows[0].job_name !== "" ? rows : null;
    },
    { seconds: 120 },
  );
  expect(row).toMatchObject({ status: "failure", job_name: "test", workflow_name: "CI", head_branch: "main" });
  const [counts] = await client.query<Record<string, unknown>>("commit_test_counts", {
    repo: "octo-org/widgets",
    sha: head_sha,
  });
  expect(counts).toMatchObject({ total: 12, failures: 2, errors: 2, skipped: 4, flaky: 1, reports: 3 });
  const csv = await client.send(
    `/api/clickhouse/commit_tests?format=csv&parameters=${encodeURIComponent(JSON.stringify({ repo: "octo-org/widgets", sha: head_sha }))}`,
  );
  expect(csv.text).toMatch(/^"name","classname","file",/);
}, 180_000);

test.each([
  ["a billion laughs", '<!DOCTYPE t [<!ENTITY a "ha">]><testsuite><testcase name="&a;"/></testsuite>'],
  ["an external entity", '<!DOCTYPE t [<!ENTITY a SYSTEM "file:///etc/passwd">]><testsuite/>'],
  ["invalid UTF-8", Buffer.from([60, 0xff, 0xfe, 62])],
  ["100,000 levels", "<testsuite>".repeat(100_000)],
  ["no report", "<html/>"],
  ["nothing", ""],
])("%s is a 400", async (_name, body) => {
  const answer = await post(`${reports}?${place}`, { body });
  expect([answer.status, errorOf(answer)]).toEqual([400, expect.stringMatching(/^report\.xml: /)]);
});

test("a report of more than 64 MB when unpacked is a 413", async () => {
  const filler = `<system-out>${"x".repeat(1024 * 1024)}</system-out>`;
  const bomb = gzipSync(`<testsuite>${filler.repeat(65)}`);
  expect((await post(`${reports}?${place}`, { body: bomb })).status).toBe(413);
  const of_spaces = gzipSync(`<testsuite>${" ".repeat(65 * 1024 * 1024)}</testsuite>`);
  expect((await post(`${reports}?${place}`, { body: of_spaces })).status).toBe(413);
});

test("an artifact goes in and comes out as a file; names that lead elsewhere do not", async () => {
  const body = Buffer.from("<script>alert(1)</script>");
  const sent = await post(`${artifacts}?${place}&name=site%2Findex.html`, { body });
  expect(sent.status).toBe(200);
  const { url } = JSON.parse(sent.text) as { url: string };
  expect(url).toBe("/api/artifacts/octo-org/widgets/10/1/11/site/index.html");
  const got = await client.send(url, { headers: { Range: "bytes=0-7" } });
  expect(got).toMatchObject({
    status: 206,
    text: "<script>",
    headers: {
      ...{ "content-type": "application/octet-stream", "x-content-type-options": "nosniff" },
      ...{ "content-disposition": 'attachment; filename="index.html"', "content-range": "bytes 0-7/25" },
    },
  });
  const listed = await client.json<{ name: string }[]>(`/api/artifacts/octo-org/widgets?sha=${make.sha("uploads")}`);
  expect(listed).toMatchObject([{ name: "site/index.html", workflow_name: "CI", job_name: "test" }]);
  for (const name of ["../x", "a/../../../x", "%2e%2e", "/x", "a%00b", "a%0ab", "a%5cb"]) {
    const answer = await post(`${artifacts}?${place}&name=${name}`, { body });
    if (name !== "%2e%2e") expect([name, answer.status]).toEqual([name, 400]);
  }
  for (const path of ["..%2f..%2f..%2fsecrets.json", "11/..%2f..%2f..%2f..%2f..%2f..%2fsecrets.json"]) {
    const answer = await client.send(`/api/artifacts/octo-org/widgets/10/1/${path}`);
    expect([path, answer.status >= 300 && answer.status < 500]).toEqual([path, true]);
  }
  expect((await post(`${artifacts}?${place}&name=large`, { body: Buffer.alloc(1_000_001) })).status).toBe(413);
});

test("all of this is described", async () => {
  const { paths } = await client.json<{ paths: Record<string, unknown> }>("/api/openapi.json");
  expect(Object.keys(paths)).toEqual(expect.arrayContaining([reports, artifacts, "/api/artifacts/{owner}/{repo}"]));
  const metrics = await client.send("/api/metrics");
  expect(metrics.text).toMatch(/hud_test_cases_total\{status="failure"\} \d/);
  expect(metrics.text).toMatch(/hud_artifact_bytes_total\{direction="in"\} 25/);
});
