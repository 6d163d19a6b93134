/** Test reports that CI writes into the archive: found in a folder and in a bucket, half-written ones too. */
import { appendFile, mkdir, mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { FolderArchive } from "lib/archive/folder";
import { readConfig } from "lib/config";
import { TestReports } from "lib/warehouse/test_reports";
import { pino } from "pino";
import { until } from "test/kit/hud_client";
import { startWarehouse, type TestWarehouse } from "test/kit/warehouse";
import { startChores } from "workers/chores";
import { openConnections } from "workers/connections";
import { keysOf } from "workers/lambda";
import { ReportPickup } from "workers/report_pickup";

const log = pino({ level: "silent" });
const never = new AbortController().signal;
let warehouse: TestWarehouse;
let folder: string;

beforeAll(async () => {
  warehouse = await startWarehouse();
});
afterAll(() => warehouse.stop());
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "hud-pickup-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const report = (...names: string[]): string =>
  `<testsuite>${names.map((name) => `<testcase name="${name}"/>`).join("")}</testsuite>`;
const namesOf = async (repo: string): Promise<string[]> => {
  const result = await warehouse.client.query({
    query: "SELECT name FROM test_run FINAL WHERE repo = {repo:String} ORDER BY name",
    query_params: { repo },
    format: "JSONEachRow",
  });
  return (await result.json<{ name: string }>()).map(({ name }) => name);
};

async function put(key: string, bytes: string | Uint8Array): Promise<void> {
  await mkdir(path.dirname(path.join(folder, key)), { recursive: true });
  await writeFile(path.join(folder, key), bytes);
}

test("a sweep takes what is new or another, in whatever depth; what cannot be read stays out", async () => {
  const archive = new FolderArchive(folder);
  const reports = new TestReports(warehouse.client);
  const sweep = (): ReturnType<ReportPickup["sweep"]> => pickup.sweep(never);
  let pickup = new ReportPickup({ archive, reports, log });
  const repo = "octo/sweep";
  await put(`test-reports/${repo}/9/1/90/a.xml`, report("a", "b"));
  await put(`test-reports/${repo}/9/1/90/deep/er/c.xml.gz`, gzipSync(report("c")));
  await put(`test-reports/${repo}/9/1/90/notes.txt`, "no report");
  await put(`test-reports/${repo}/9/1/bad.xml`, report("x"));
  await put(`test-reports/${repo}/9/1/90/half.xml`, "<testsuite><testcase name='h'/>");
  expect(await sweep()).toEqual({ stored: 2, failed: 0 });
  expect(await namesOf(repo)).toEqual(["a", "b", "c"]);
  expect(await sweep()).toEqual({ stored: 0, failed: 0 });
  await appendFile(path.join(folder, `test-reports/${repo}/9/1/90/half.xml`), "</testsuite>");
  expect(await sweep()).toEqual({ stored: 1, failed: 0 });
  // Another process, which remembers nothing, reads none of them again.
  pickup = new ReportPickup({ archive, reports, log });
  expect(await sweep()).toEqual({ stored: 0, failed: 0 });
  await put(`test-reports/${repo}/9/1/90/a.xml`, report("b"));
  expect(await sweep()).toEqual({ stored: 1, failed: 0 });
  expect(await namesOf(repo)).toEqual(["b", "c", "h"]);
});

test("while the warehouse is away reports wait, and none is lost", async () => {
  const archive = new FolderArchive(folder);
  const away = new TestReports(
    openConnections(
      readConfig({
        CLICKHOUSE_URL: "http://127.0.0.1:1",
        DYNAMODB_ENDPOINT: "http://127.0.0.1:1",
        LOG_LEVEL: "silent",
        ...secrets,
      }),
      "test",
    ).warehouse,
  );
  await put("test-reports/octo/away/9/1/90/a.xml", report("a"));
  expect(await new ReportPickup({ archive, reports: away, log }).sweep(never)).toEqual({ stored: 0, failed: 1 });
  const reports = new TestReports(warehouse.client);
  expect(await new ReportPickup({ archive, reports, log }).sweep(never)).toEqual({ stored: 1, failed: 0 });
});

const secret = "0123456789abcdef0123456789abcdef";
const secrets = {
  GITHUB_WEBHOOK_SECRET: secret,
  OOT_RELAY_TOKEN: secret,
  CIRCLECI_WEBHOOK_SECRET: secret,
  HUD_API_TOKEN: secret,
};

test("the workers watch the folder, clear what was left half-written, and stop in good order", async () => {
  const config = readConfig({
    ...{ CLICKHOUSE_URL: warehouse.url, DYNAMODB_ENDPOINT: "http://127.0.0.1:1", LOG_LEVEL: "silent" },
    ...{ HUD_ARCHIVE: `file:${folder}`, ...secrets },
  });
  const left = path.join(folder, "01234567-89ab-cdef-0123-456789abcdef.partial");
  await put(path.basename(left), "by a killed process");
  await utimes(left, new Date(0), new Date(0));
  const connections = openConnections(config, "test");
  const chores = startChores(config, connections, null);
  await until("the folder is made", async () => (await new FolderArchive(folder).stat("x"), true));
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  const repo = "octo/watched";
  await put(`test-reports/${repo}/9/1/90/a.xml`, report("a"));
  await until("the report is picked up", async () => (await namesOf(repo)).length === 1, { seconds: 120 });
  await until("what was left is gone", async () => !(await readdir(folder)).includes(path.basename(left)));
  await chores.stop();
  connections.client.destroy();
  connections.streams.destroy();
  await connections.warehouse.close();
});

test("a bucket's event names keys as forms do, below the archive's prefix", () => {
  const event = (key: string) => ({ Records: [{ s3: { object: { key } } }] }) as Parameters<typeof keysOf>[0];
  const archive = { kind: "s3", bucket: "ci", prefix: "hud", endpoint: null } as const;
  const key = "test-reports/octo/widgets/9/1/90/a b+c.xml";
  expect(keysOf(event("hud/test-reports/octo/widgets/9/1/90/a+b%2Bc.xml"), { archive })).toEqual([key]);
  expect(keysOf(event("elsewhere/x.xml"), { archive })).toEqual([]);
});
