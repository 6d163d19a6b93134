/** Logs, rules and verdicts through their API, on the real engines. */
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { request as open } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { logSearch } from "clickhouse_queries/log_search/query";
import { BadPattern, patternProblem } from "lib/logs/classify";
import { ruleCatches } from "clickhouse_queries/rule_catches/query";
import { similarFailures } from "clickhouse_queries/similar_failures/query";
import { similarFailuresByDay } from "clickhouse_queries/similar_failures_by_day/query";
import { unclassifiedFailures } from "clickhouse_queries/unclassified_failures/query";
import { findJob } from "lib/logs/job_log";
import { record_kinds } from "lib/model/records/index";
import { recordTable, createTables } from "lib/store/tables";
import lastSuccess from "pages/api/last_success/[owner]/[repo]/[job]";
import annotation from "pages/api/job_annotation/[owner]/[repo]/[job]";
import logRoute from "pages/api/log/[owner]/[repo]/[job]";
import rules from "pages/api/rules/index";
import reclassify from "pages/api/rules/reclassify";
import tryRule from "pages/api/rules/try";
import { type ServedRoutes, serveRoutes } from "test/kit/api_routes";
import * as make from "test/kit/deliveries";
import { startDynamodb, type TestDynamodb } from "test/kit/dynamodb";
import { recordsOf } from "test/kit/fold";
import { sampleJob } from "test/kit/sample_records";
import { servicesWith } from "test/kit/services";
import { storedRecords } from "test/kit/stored_records";
import { insertAll, startWarehouse, type TestWarehouse } from "test/kit/warehouse";
import { z } from "zod";

jest.setTimeout(120_000);
const repo = "octo/app";
let warehouse: TestWarehouse;
let dynamodb: TestDynamodb;
let folder = "";
let services: ReturnType<typeof servicesWith>;
let served: ServedRoutes;

beforeAll(async () => {
  [warehouse, dynamodb] = await Promise.all([startWarehouse(), startDynamodb()]);
  folder = await mkdtemp(path.join(tmpdir(), "hud-log-api-"));
  services = servicesWith(warehouse, { HUD_ARCHIVE: `file:${folder}`, DYNAMODB_ENDPOINT: dynamodb.url });
  await createTables(dynamodb.client, services.config.dynamodb.table_prefix);
  served = await serveRoutes(services, {
    "/api/log/[owner]/[repo]/[job]": logRoute,
    "/api/last_success/[owner]/[repo]/[job]": lastSuccess,
    "/api/job_annotation/[owner]/[repo]/[job]": annotation,
    "/api/rules": rules,
    "/api/rules/try": tryRule,
    "/api/rules/reclassify": reclassify,
  });
});
afterAll(async () => {
  await served.stop();
  await services.close();
  await Promise.all([warehouse.stop(), dynamodb.stop()]);
  await rm(folder, { recursive: true, force: true });
});

let last_job = 50_000;
const newJob = (): number => ++last_job;
const minutesAgo = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();

async function tell(id: number, changes: Parameters<typeof sampleJob>[1] = {}): Promise<void> {
  const times = { created_at: minutesAgo(9), started_at: minutesAgo(8), completed_at: minutesAgo(1) };
  await services.store.merge(sampleJob(id, { conclusion: "failure", ...times, ...changes }));
}

/** What the replicator does: everything that the store holds is in ClickHouse. */
async function replicate(): Promise<void> {
  const stored = await storedRecords(dynamodb.client, services.config.dynamodb.table_prefix);
  let revision = Date.now();
  for (const kind of record_kinds) {
    const records = Object.values(stored[kind.name] ?? {}).map((record) => kind.schema.parse(record));
    await insertAll(
      warehouse.client,
      records.flatMap((record) => kind.rows(record, ++revision)),
    );
  }
}

const token = (): { Authorization: string } => ({ Authorization: `Bearer ${services.config.secrets.api_token ?? ""}` });

async function call(
  method: string,
  address: string,
  { body, headers = {} }: { body?: BodyInit; headers?: Record<string, string> } = {},
): Promise<{ status: number; headers: Headers; json: Record<string, unknown> }> {
  const response = await fetch(served.url + address, { method, headers, ...(body !== undefined && { body }) });
  const text = await response.text();
  const json = text.startsWith("{") ? z.record(z.string(), z.unknown()).parse(JSON.parse(text)) : {};
  return { status: response.status, headers: response.headers, json };
}
const putLog = (id: number, text: string, headers: Record<string, string> = {}) =>
  call("PUT", `/api/log/${repo}/${id}`, { body: text, headers: { ...token(), ...headers } });

/** As it comes over the wire: fetch unpacks. */
function raw(
  address: string,
  { method = "GET", headers = {} }: { method?: string; headers?: Record<string, string> } = {},
): Promise<{ status: number; headers: Record<string, string | string[] | undefined>; body: Buffer }> {
  return new Promise((resolve, reject) => {
    open(served.url + address, { method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
      );
      response.on("error", reject);
    })
      .on("error", reject)
      .end();
  });
}

const compile_log = (line: number, name: string): string =>
  [
    "2026-03-01T12:00:00.0000000Z [1/2] Building CXX object concat.cpp.o",
    `2026-03-01T12:00:01.0000000Z src/ops/concat.cpp:${line}:18: error: 'Shape' has no member named '${name}'`,
    "2026-03-01T12:00:02.0000000Z ninja: build stopped: subcommand failed.",
    "2026-03-01T12:00:03.0000000Z ##[error]Process completed with exit code 1.",
    "",
  ].join("\n");

describe("PUT /api/log", () => {
  test("stores, explains, and answers with the failing line", async () => {
    const id = newJob();
    await tell(id);
    const { status, json } = await putLog(id, compile_log(7, "rank_of"));
    expect(status).toBe(200);
    expect(json).toEqual({
      ok: true,
      bytes: compile_log(7, "rank_of").length,
      lines: 4,
      classified: true,
      failure: {
        rule: "C++: compile error",
        line: "src/ops/concat.cpp:7:18: error: 'Shape' has no member named 'rank_of'",
        line_num: 2,
        captures: ["'Shape' has no member named 'rank_of'"],
      },
    });
    expect((await findJob(services.store, repo, id))?.log?.line_num).toBe(2);
  });

  test("takes gzip, and replaces a longer log without leaving lines of it", async () => {
    const id = newJob();
    await tell(id);
    await putLog(id, `${"a line\n".repeat(500)}error: the old one\n`);
    const packed = gzipSync(compile_log(8, "numel"));
    const put = await call("PUT", `/api/log/${repo}/${id}`, {
      body: new Uint8Array(packed),
      headers: { ...token(), "Content-Encoding": "gzip" },
    });
    expect(put.json).toMatchObject({ lines: 4, failure: { line_num: 2 } });
    const rows = await warehouse.client.query({
      query: `SELECT max(line_num) AS last FROM log_line WHERE job_id = ${id}`,
      format: "JSONEachRow",
    });
    expect(await rows.json()).toEqual([{ last: 4 }]);
  });

  test("of a job that nobody has told of is kept for when it ends", async () => {
    const id = newJob();
    const { json } = await putLog(id, compile_log(9, "x"));
    expect(json).toMatchObject({ ok: true, classified: false, failure: null });
    expect((await services.pending_logs.list(100)).map(({ job_id }) => job_id)).toContain(id);
  });

  test("refuses who has no token, what is no gzip, and ids that no job has", async () => {
    const id = newJob();
    expect((await call("PUT", `/api/log/${repo}/${id}`, { body: "x" })).status).toBe(401);
    expect((await putLog(id, "no gzip", { "Content-Encoding": "gzip" })).status).toBe(400);
    expect((await putLog(id, "x", { "Content-Encoding": "br" })).status).toBe(415);
    for (const bad of ["-1", "1.5", "abc", "99999999999999999999", "0x7b", "1e3", "1.0", "+5", "%201", "07"]) {
      expect((await call("PUT", `/api/log/${repo}/${bad}`, { body: "x", headers: token() })).status).toBe(404);
    }
    expect(await services.archive.stat(`log/${repo}/${id}`)).toBeNull();
  });
});

describe("GET /api/log", () => {
  const text = `${randomBytes(40_000)
    .toString("hex")
    .replace(/(.{80})/g, "$1\n")}the end\n`;
  let address = "";
  beforeAll(async () => {
    const id = newJob();
    await tell(id);
    await putLog(id, text);
    address = `/api/log/${repo}/${id}`;
  });

  test("gives text, as text and nothing else", async () => {
    const { status, headers, body } = await raw(address);
    expect(status).toBe(200);
    expect(body.toString()).toBe(text);
    expect(headers).toMatchObject({
      "content-type": "text/plain; charset=utf-8",
      "content-length": String(text.length),
      "x-content-type-options": "nosniff",
      "accept-ranges": "bytes",
    });
    expect(headers["content-security-policy"]).toContain("sandbox");
  });

  test("passes gzip through to who takes it", async () => {
    for (const accept of ["gzip", "br, gzip;q=0.5", "*"]) {
      const { headers, body } = await raw(address, { headers: { "Accept-Encoding": accept } });
      expect(headers["content-encoding"]).toBe("gzip");
      expect(gunzipSync(body).toString()).toBe(text);
    }
    const { headers } = await raw(address, { headers: { "Accept-Encoding": "gzip;q=0, *" } });
    expect(headers["content-encoding"]).toBeUndefined();
  });

  test.each([
    ["bytes=0-9", 0, 9],
    ["bytes=70000-", 70_000, text.length - 1],
    ["bytes=-8", text.length - 8, text.length - 1],
    ["bytes=5-999999999", 5, text.length - 1],
  ])("honours %s", async (range, from, to) => {
    const { status, headers, body } = await raw(address, { headers: { Range: range, "Accept-Encoding": "gzip" } });
    expect(status).toBe(206);
    expect(headers["content-range"]).toBe(`bytes ${from}-${to}/${text.length}`);
    expect(body.toString()).toBe(text.slice(from, to + 1));
    expect(headers["content-length"]).toBe(String(body.length));
  });

  test("answers what lies beyond its end with 416, and ignores what is no range", async () => {
    const beyond = await raw(address, { headers: { Range: `bytes=${text.length}-` } });
    expect(beyond.status).toBe(416);
    expect(beyond.headers["content-range"]).toBe(`bytes */${text.length}`);
    for (const range of ["lines=1-2", "bytes=5-2", "bytes=0-1,3-4", "bytes=-"]) {
      expect((await raw(address, { headers: { Range: range } })).status).toBe(200);
    }
  });

  test("gives lines by their numbers", async () => {
    const all = text.split("\n");
    const ask = (lines: string, more = {}) => raw(`${address}?lines=${lines}`, more);
    const { status, headers, body } = await ask("400-402", { headers: { "Accept-Encoding": "gzip" } });
    expect(status).toBe(200);
    expect(body.toString()).toBe(`${all.slice(399, 402).join("\n")}\n`);
    expect(headers).toMatchObject({ "content-length": String(body.length), "x-content-type-options": "nosniff" });
    expect((await ask("1-1")).body.toString()).toBe(`${all[0]}\n`);
    expect((await ask("1000-1400")).body.toString()).toBe(all.slice(999).join("\n"));
    expect((await ask("400-402", { headers: { "If-None-Match": String(headers.etag) } })).status).toBe(304);
    expect((await ask("1002-1003")).status).toBe(416);
    for (const wrong of ["0-3", "5-4", "1-501", "7", "a-b", "1-2&lines=3-4"])
      expect((await ask(wrong)).status).toBe(400);
  });

  test("gives no more than a mebibyte of lines, whole ones", async () => {
    const id = newJob();
    await tell(id);
    const long = (letter: string) => `${letter.repeat(400_000)}\n`;
    await putLog(id, `short\n${long("a")}${long("b")}${long("c")}end\n`);
    const { status, body } = await raw(`/api/log/${repo}/${id}?lines=1-5`);
    expect(status).toBe(200);
    expect(body.toString() === `short\n${long("a")}${long("b")}`).toBe(true);
    expect((await raw(`/api/log/${repo}/${id}?lines=5-9`)).body.toString()).toBe("end\n");
  });

  test("knows what the asker has already", async () => {
    const { headers } = await raw(address);
    const etag = String(headers.etag);
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`]) {
      expect((await raw(address, { headers: { "If-None-Match": known } })).status).toBe(304);
    }
    expect((await raw(address, { headers: { Range: "bytes=0-1", "If-Range": etag } })).status).toBe(206);
    expect((await raw(address, { headers: { Range: "bytes=0-1", "If-Range": '"other"' } })).status).toBe(200);
    const packed = { "Accept-Encoding": "gzip" };
    const etag_packed = String((await raw(address, { headers: packed })).headers.etag);
    expect(etag_packed).not.toBe(etag);
    expect((await raw(address, { headers: { ...packed, "If-None-Match": etag_packed } })).status).toBe(304);
    expect((await raw(address, { headers: { ...packed, "If-None-Match": etag } })).status).toBe(200);
    // A range is of the log as it reads: it does not go on with what came packed.
    expect((await raw(address, { headers: { Range: "bytes=0-1", "If-Range": etag_packed } })).status).toBe(200);
    const head = await raw(address, { method: "HEAD" });
    expect([head.status, head.body.length, head.headers["content-length"]]).toEqual([200, 0, String(text.length)]);
  });

  test("is 404 where there is none", async () => {
    expect((await raw(`/api/log/${repo}/1`)).status).toBe(404);
    expect((await raw("/api/log/no such/repo/1")).status).toBe(404);
  });
});

describe("rules", () => {
  const strange = (name: string): string => `line one\nzorg complains about ${name}\nlast line\n`;
  const ids = { known: newJob(), strange: newJob(), other: newJob() };
  beforeAll(async () => {
    for (const id of Object.values(ids)) await tell(id, { name: "unit" });
    await putLog(ids.known, compile_log(7, "rank_of"));
    await putLog(ids.strange, strange("alpha"));
    await putLog(ids.other, strange("beta"));
    await replicate();
  });

  test("are listed in order, with how often each fired", async () => {
    const { status, json } = await call("GET", "/api/rules");
    expect(status).toBe(200);
    const all = z.array(
      z.object({ name: z.string(), priority: z.number(), source: z.string(), fired_14d: z.number() }),
    );
    const listed = all.parse(json.rules);
    expect(listed.length).toBeGreaterThan(80);
    expect(listed.map(({ priority }) => priority)).toEqual(
      listed.map(({ priority }) => priority).sort((a, b) => a - b),
    );
    expect(listed.find(({ name }) => name === "C++: compile error")?.fired_14d).toBeGreaterThan(0);
    expect(Number(json.unclassified_14d)).toBeGreaterThanOrEqual(2);
    const unknown = await warehouse.ask(unclassifiedFailures, { repo });
    expect(unknown.map(({ job_id }) => job_id)).toEqual(expect.arrayContaining([ids.strange, ids.other]));
  });

  test("can be tried before they are saved", async () => {
    const tried = await call("POST", "/api/rules/try", {
      body: JSON.stringify({ pattern: "zorg complains about (\\w+)", repo }),
    });
    expect(tried.status).toBe(200);
    expect(tried.json.matched).toEqual(
      expect.arrayContaining([
        {
          repo,
          job_id: ids.strange,
          name: "CI / unit",
          line: "zorg complains about alpha",
          line_num: 2,
          captures: ["alpha"],
        },
      ]),
    );
    expect(Number(tried.json.searched)).toBeGreaterThan(2);
  });

  test.each([
    ["(unclosed", /^pattern: /],
    ["(?=ahead)x", /^pattern: /],
    ["(a{1,900}){1,900}", /too slow/],
    ["x*", /every line/],
    ["", /pattern/],
    ["y".repeat(501), /pattern/],
  ])("refuse the pattern %s", async (pattern, reason) => {
    for (const [method, address, extra] of [
      ["POST", "/api/rules/try", {}],
      ["PUT", "/api/rules", { name: "bad" }],
    ] as const) {
      const { status, json } = await call(method, address, {
        body: JSON.stringify({ pattern, ...extra }),
        headers: token(),
      });
      expect(status).toBe(400);
      expect(String(json.error)).toMatch(reason);
    }
  });

  test("are saved, applied to history, and forgotten, by who has the token", async () => {
    const rule = { name: "Zorg", pattern: "zorg complains about (\\w+)", repo, category: "infra" };
    expect((await call("PUT", "/api/rules", { body: JSON.stringify(rule) })).status).toBe(401);
    expect((await call("PUT", "/api/rules", { body: JSON.stringify(rule), headers: token() })).json).toEqual({
      ok: true,
    });
    const { json } = await call("GET", "/api/rules");
    expect(json.rules).toEqual(expect.arrayContaining([expect.objectContaining({ ...rule, source: "saved" })]));
    const again = await call("POST", "/api/rules/reclassify", { body: JSON.stringify({ repo }), headers: token() });
    expect(again.json).toMatchObject({ ok: true, changed: 2 });
    await replicate();
    const caught = await warehouse.ask(ruleCatches, { name: "Zorg", repo });
    expect(caught.map(({ job_id, captures }) => [job_id, captures])).toEqual(
      expect.arrayContaining([
        [ids.strange, ["alpha"]],
        [ids.other, ["beta"]],
      ]),
    );
    // Once more: nothing is left to change.
    const third = await call("POST", "/api/rules/reclassify", { body: "{}", headers: token() });
    expect(third.json).toMatchObject({ changed: 0 });

    // A rule of the file is taken away for one repository.
    const away = { name: "C++: compile error", pattern: null, repo };
    expect((await call("PUT", "/api/rules", { body: JSON.stringify(away), headers: token() })).status).toBe(200);
    const id = newJob();
    await tell(id);
    expect((await putLog(id, compile_log(7, "gone"))).json).toMatchObject({ failure: { rule: "Ninja or Make" } });
    for (const { name } of [rule, away]) {
      const gone = await call("DELETE", "/api/rules", { body: JSON.stringify({ name, repo }), headers: token() });
      expect(gone.status).toBe(200);
    }
    const nothing = await call("DELETE", "/api/rules", {
      body: JSON.stringify({ name: "Zorg", repo }),
      headers: token(),
    });
    expect(nothing.status).toBe(404);
  });
});

describe("saved queries", () => {
  const ids = [newJob(), newJob(), newJob()];
  beforeAll(async () => {
    for (const id of ids) await tell(id, { name: "search me" });
    await putLog(ids[0] ?? 0, compile_log(1, "numel"));
    await putLog(ids[1] ?? 0, compile_log(2, "numels"));
    await putLog(ids[2] ?? 0, "one\ntwo 100% sure_thing\nthree\nfour\nerror: quite another thing\n");
    await replicate();
  });

  test("similar_failures finds the same captures and those that are much like them", async () => {
    const rows = await warehouse.ask(similarFailures, { repo, capture: "'Shape' has no member named 'numel'" });
    const of = (id: number | undefined) => rows.find(({ job_id }) => job_id === id);
    expect(of(ids[0])?.exact).toBe(true);
    expect(of(ids[1])?.exact).toBe(false);
    expect(of(ids[2])).toBeUndefined();
    const days = await warehouse.ask(similarFailuresByDay, { repo, capture: "'Shape' has no member named 'numel'" });
    const sum = (field: "exact" | "similar") => days.reduce((total, row) => total + row[field], 0);
    expect(sum("exact") + sum("similar")).toBe(rows.length);
  });

  test("log_search finds text in any case, with the lines around it, and takes nothing for a wildcard", async () => {
    const [hit, ...others] = await warehouse.ask(logSearch, { repo, q: "100% SURE_" });
    expect(others).toEqual([]);
    expect(hit).toMatchObject({
      ...{ job_id: ids[2], name: "CI / search me", line_num: 2, line: "two 100% sure_thing" },
      ...{ before: ["one"], after: ["three", "four"] },
    });
    expect(await warehouse.ask(logSearch, { repo, q: "100_ sure" })).toEqual([]);
    expect(await warehouse.ask(logSearch, { repo, q: "two.*thing" })).toEqual([]);
    expect(await warehouse.ask(logSearch, { repo, q: "(unclosed" })).toEqual([]);
    expect(await warehouse.ask(logSearch, { repo, q: "^two.*thing$", regex: true })).toHaveLength(1);
    const refused = await warehouse.ask(logSearch, { repo, q: "(unclosed", regex: true }).catch(patternProblem);
    expect(refused).toBeInstanceOf(BadPattern);
    // Where there is nothing to hold it against, too.
    const nowhere = { repo: "octo/no-logs", q: "(unclosed" };
    expect(await warehouse.ask(logSearch, nowhere)).toEqual([]);
    const judged = await warehouse.ask(logSearch, { ...nowhere, regex: true }).catch(patternProblem);
    expect(judged).toBeInstanceOf(BadPattern);
  });
});

test("last_success is the same job's newest success on the default branch that has a log", async () => {
  const [failed, old, newer, bare] = [newJob(), newJob(), newJob(), newJob()];
  await tell(failed, { name: "compare" });
  expect((await raw(`/api/last_success/${repo}/${failed}`)).status).toBe(404);
  for (const [id, minutes] of [
    [old, 50],
    [newer, 40],
    [bare, 30],
  ] as const) {
    await tell(id, { name: "compare", conclusion: "success", completed_at: minutesAgo(minutes) });
  }
  for (const id of [old, newer]) await putLog(id, "all is well\n");
  for (const heard of recordsOf([make.push(1)])) await services.store.merge(heard);
  await replicate();
  await warehouse.client.insert({
    table: "repository",
    values: [{ repo, default_branch: "main" }],
    format: "JSONEachRow",
  });
  expect((await call("GET", `/api/last_success/${repo}/${failed}`)).json).toEqual({ job_id: newer });
  expect((await raw(`/api/last_success/${repo}/1`)).status).toBe(404);
});

describe("POST /api/job_annotation", () => {
  const annotate = (id: number, body: unknown, headers: Record<string, string> = token()) =>
    call("POST", `/api/job_annotation/${repo}/${id}`, { body: JSON.stringify(body), headers });

  test("records a verdict, and takes it back", async () => {
    const id = newJob();
    await tell(id);
    expect((await annotate(id, { annotation: "Test flake", note: "see #12", by: "mona" })).json).toEqual({
      ok: true,
      dynamoKey: `${repo}/${id}`,
    });
    await replicate();
    const rows = async (): Promise<unknown> => {
      const query = `SELECT annotation, note, by, source FROM job_annotation FINAL WHERE job_id = ${id}`;
      return (await warehouse.client.query({ query, format: "JSONEachRow" })).json();
    };
    expect(await rows()).toEqual([{ annotation: "Test flake", note: "see #12", by: "mona", source: "person" }]);
    await annotate(id, { annotation: null });
    await replicate();
    expect(await rows()).toEqual([{ annotation: null, note: null, by: null, source: "person" }]);
  });

  test("refuses words of its own, unknown jobs, and who has no token", async () => {
    const id = newJob();
    await tell(id);
    expect((await annotate(id, { annotation: "Gremlins" })).status).toBe(400);
    expect((await annotate(id, { annotation: "Other", surprise: 1 })).status).toBe(400);
    expect((await annotate(1, { annotation: "Other" })).status).toBe(404);
    expect((await annotate(id, { annotation: "Other" }, {})).status).toBe(401);
    const kinds = record_kinds.filter(({ name }) => name === "job_annotation");
    expect(kinds.map((kind) => recordTable("p-", kind))).toEqual(["p-job-annotation"]);
  });
});
