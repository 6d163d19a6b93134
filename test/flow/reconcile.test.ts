/** Runs whose webhooks never came: found in a real ClickHouse, asked about at a GitHub, and no more often than is of use. */
import { githubClient } from "lib/github/client";
import type { Heard, TableRow } from "lib/model/records/kind";
import { unsettledRuns } from "lib/warehouse/unsettled_runs";
import { pino } from "pino";
import * as make from "test/kit/deliveries";
import { type FakeGithub, fakeGithub, type FakeGithubOptions, type FakeRepo } from "test/kit/fake_github";
import { foldRecords, recordsOf } from "test/kit/fold";
import { insertAll, startWarehouse, type TestWarehouse } from "test/kit/warehouse";
import { Reconciler, type ReconcilerOptions } from "workers/reconcile";
import { z } from "zod";

const { repo } = make;
const hour_ms = 3_600_000;
const never = new AbortController().signal;
const log = pino({ level: "silent" });
const ago = (hours: number): string => new Date(Date.now() - hours * hour_ms).toISOString();

let warehouse: TestWarehouse;
let github: FakeGithub;
/** All that is known, as the store and the replicator would have it. */
let known: Heard[];
let clock_ms: number;

beforeAll(async () => {
  warehouse = await startWarehouse();
});
afterAll(() => warehouse.stop());
beforeEach(async () => {
  known = [];
  clock_ms = Date.now();
  for (const table of ["workflow_job", "workflow_run"]) {
    await warehouse.client.command({ query: `TRUNCATE TABLE ${table}` });
  }
});
afterEach(() => github.stop());

async function tell(heard: readonly Heard[]): Promise<void> {
  known.push(...heard);
  const rows: TableRow[] = [];
  foldRecords(known, ({ kind, record, revision }) => rows.push(...kind.rows(record, revision)));
  await insertAll(warehouse.client, rows);
}

async function open(theirs: Partial<FakeRepo>, more: Partial<FakeGithubOptions> = {}): Promise<void> {
  github = await fakeGithub({ repos: [{ full_name: repo, ...theirs }], ...more });
}

function reconciler(options: Partial<ReconcilerOptions> = {}): Reconciler {
  const settings = { api_url: github.url, token: "ghp_x", app: null };
  const store = { merge: async (heard: Heard) => (await tell([heard]), "stored" as const) };
  const client = githubClient(settings, { retry_pause_ms: 1, wait_max_ms: 1_000 });
  const dependencies = { warehouse: warehouse.client, store, github: client, log };
  return new Reconciler(dependencies, { quiet_minutes: 0, now: () => clock_ms, ...options });
}

const begun = { status: "in_progress", created_at: ago(3), started_at: ago(3) } as const;
const ended = { ...begun, status: "completed", completed_at: ago(2) } as const;
const job = (id: number, run_id: number, fields: object = {}) => make.job({ id, run_id, ...begun, ...fields });
const run = (id: number, fields: object = {}) => {
  const times = { created_at: ago(3), run_started_at: ago(3), updated_at: ago(3) };
  return make.run({ id, status: "in_progress", ...times, ...fields });
};
const over = { status: "completed", updated_at: ago(2) };
const ofRun = z.object({ workflow_run: z.looseObject({ id: z.int(), run_attempt: z.int(), created_at: z.string() }) });
const ofJob = z.object({ workflow_job: z.looseObject({}) });
const restRun = (...told: Parameters<typeof run>) => ofRun.parse(run(...told).payload).workflow_run;
const restJob = (...told: Parameters<typeof job>) => ofJob.parse(job(...told).payload).workflow_job;

async function stored(): Promise<string[]> {
  const of = (kind: string, table: string) =>
    `SELECT format('{} {}/{} {} {}', '${kind}', toString(id), toString(run_attempt), status, ifNull(conclusion, '-')) AS told
    FROM ${table} FINAL`;
  const result = await warehouse.client.query({
    query: `${of("job", "workflow_job")} UNION ALL ${of("run", "workflow_run")}`,
    format: "JSONEachRow",
  });
  return (await result.json<{ told: string }>()).map(({ told }) => told).sort();
}

test("what ended unheard is settled, with the jobs and attempts that were never heard of; what is over is not asked about", async () => {
  await open({
    runs: [
      restRun(10, { ...over, conclusion: "failure" }),
      restRun(20, { ...over, run_attempt: 2, conclusion: "success" }),
      restRun(30, { ...over, conclusion: "success" }),
    ],
    attempts: { "20/1": restRun(20, { ...over, conclusion: "failure" }) },
    jobs: {
      10: [restJob(1, 10, { ...ended, conclusion: "failure" }), restJob(2, 10, { ...ended, conclusion: "success" })],
      20: [
        restJob(3, 20, { ...ended, conclusion: "failure" }),
        restJob(4, 20, { ...ended, run_attempt: 2, conclusion: "success" }),
      ],
    },
  });
  await tell(
    recordsOf([
      ...[run(10), job(1, 10), job(3, 20)],
      ...[run(30, { ...over, conclusion: "success" }), job(5, 30), job(5, 30, { ...ended, conclusion: "success" })],
    ]),
  );
  const asking = reconciler();
  expect(await asking.pass(never)).toBe(2);
  expect(await stored()).toEqual([
    "job 1/1 completed failure",
    "job 2/1 completed success",
    "job 3/1 completed failure",
    "job 4/2 completed success",
    "job 5/1 completed success",
    "run 10/1 completed failure",
    "run 20/1 completed failure",
    "run 20/2 completed success",
    "run 30/1 completed success",
  ]);
  expect(github.count(/runs\/30/)).toBe(0);
  expect(await unsettledRuns(warehouse.client, { quiet_minutes: 0 })).toEqual([]);
  expect(await asking.pass(never)).toBe(0);
});

test("a run is left alone for as long as something is heard of it, and once it is older than GitHub lets any be", async () => {
  await open({ runs: [restRun(10, over)] });
  await tell(recordsOf([job(1, 10), job(2, 11, { created_at: ago(24 * 36) })]));
  expect(await unsettledRuns(warehouse.client, { quiet_minutes: 30 })).toEqual([]);
  expect(await unsettledRuns(warehouse.client, { quiet_minutes: 0 })).toEqual([{ repo, run_id: 10, first_attempt: 1 }]);
  expect(await reconciler({ quiet_minutes: 30 }).pass(never)).toBe(0);
  expect(github.requests).toEqual([]);
});

test("what still runs is asked about again after an hour, then after two, at most a day", async () => {
  await open({ runs: [restRun(10)], jobs: { 10: [restJob(1, 10)] } });
  await tell(recordsOf([job(1, 10)]));
  const asking = reconciler();
  const asked_after: number[] = [];
  const began_ms = clock_ms;
  for (const hours of [0, 0.9, 1, 2.9, 3, 6.9, 7, 15, 30.9, 31, 54.9, 55, 78.9, 79]) {
    clock_ms = began_ms + hours * hour_ms;
    if ((await asking.pass(never)) > 0) asked_after.push(hours);
  }
  expect(asked_after).toEqual([0, 1, 3, 7, 15, 31, 55, 79]);
});

test("a run that GitHub has no more, and one that it cannot tell of, keep no other from being settled", async () => {
  await open({
    runs: [restRun(20, over), restRun(30, { ...over, conclusion: "success" })],
    jobs: { 30: [restJob(3, 30, { ...ended, conclusion: "success" })] },
  });
  github.fail({ kind: "status", status: 502, on: /runs\/20(?:\D|$)/, times: 1_000 });
  await tell(recordsOf([job(1, 10), job(2, 20), job(3, 30)]));
  const asking = reconciler();
  expect(await asking.pass(never)).toBe(1);
  expect(await stored()).toContain("job 3/1 completed success");
  const requests = github.requests.length;
  expect(await asking.pass(never)).toBe(0);
  expect(github.requests).toHaveLength(requests);
});

test("a GitHub that is down ends the pass, and nothing of it counts as asked", async () => {
  await open({ runs: [10, 20, 30, 40].map((id) => restRun(id, over)) });
  await tell(recordsOf([10, 20, 30, 40].map((id) => job(id, id))));
  github.fail({ kind: "status", status: 503, times: 4 }); // The request, and its three repetitions.
  const asking = reconciler();
  await expect(asking.pass(never)).rejects.toThrow(/503/);
  expect(github.count(/runs\//)).toBe(0);
  expect(await asking.pass(never)).toBe(4);
});

test("of a repository that may not be seen one request is made, for all of its runs", async () => {
  await open({}, { repos: [] });
  await tell(recordsOf([job(1, 10), job(2, 20), job(3, 30)]));
  const asking = reconciler();
  expect(await asking.pass(never)).toBe(0);
  expect(await asking.pass(never)).toBe(0);
  expect(github.requests.map(({ path }) => path)).toEqual([`/repos/${repo}`]);
});

test("two thirds of the rate limit may be used, and no more runs at a time than agreed", async () => {
  const ids = [10, 20, 30, 40, 50];
  await open({ runs: ids.map((id) => restRun(id)) }, { rate_limit: { limit: 20, remaining: 10 } });
  await tell(recordsOf(ids.map((id) => job(id, id))));
  const asking = reconciler({ runs_max: 2 });
  expect(await asking.pass(never)).toBe(2);
  // The repository, and a run and its jobs twice, leave 5 of 20: less than a third.
  expect(github.requests).toHaveLength(5);
  expect(await asking.pass(never)).toBe(0);
  expect(github.requests).toHaveLength(6);
});

test("it stops when it is told to", async () => {
  const ids = [10, 20, 30];
  const stopping = new AbortController();
  await open(
    { runs: ids.map((id) => restRun(id, over)) },
    { on_request: ({ path }) => (/runs\/\d+$/.test(path) ? stopping.abort() : undefined) },
  );
  await tell(recordsOf(ids.map((id) => job(id, id))));
  expect(await reconciler().pass(stopping.signal)).toBe(0);
  expect(github.count(/runs\/\d+$/)).toBe(1);
});
