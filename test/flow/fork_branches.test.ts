/** Whose branch a job ran for: a fork's is told from ours of the same name, wherever failures are listed. */
import { failedJobs } from "clickhouse_queries/failed_jobs/query";
import { logJob } from "clickhouse_queries/log_job/query";
import { logSearch } from "clickhouse_queries/log_search/query";
import { pullQuery } from "clickhouse_queries/pull_query/query";
import { queuedJobs } from "clickhouse_queries/queued_jobs/query";
import { ruleCatches } from "clickhouse_queries/rule_catches/query";
import { similarFailures } from "clickhouse_queries/similar_failures/query";
import { unclassifiedFailures } from "clickhouse_queries/unclassified_failures/query";
import type { Heard } from "lib/model/records/kind";
import { pullPage } from "lib/server/pull_page";
import * as make from "test/kit/deliveries";
import { recordsOf } from "test/kit/fold";
import { sampleJob } from "test/kit/sample_records";
import { servicesWith } from "test/kit/services";
import { insertAll, startWarehouse, type TestWarehouse } from "test/kit/warehouse";

const repo = make.repo;
const now = Date.now();
const ago = (minutes: number): string => new Date(now - minutes * 60_000).toISOString();
let warehouse: TestWarehouse;

/** Each fails of what a rule knows and of what none does, and one waits: of a run of ours, a fork's, a fork's that is gone. */
const homes = [{ full_name: repo }, { full_name: "mallory/app" }, null];
const runs = homes.map((head_repository, index) =>
  make.run({ id: 10 + index, head_branch: "main", head_repository, created_at: ago(9), run_started_at: ago(9) }),
);
const finding = {
  ...{ classified_at: ago(1), bytes: 9, lines: 1, rule: null as string | null, line: null as string | null },
  ...{ line_num: null as number | null, captures: [] as string[], context: [] as string[] },
};
const known = { rule: "python", line: "ValueError: no", line_num: 1, captures: ["ValueError: no"] };
const jobs: Heard[] = [...homes, undefined].flatMap((_, index) => {
  const of_run = { repo, run_id: 10 + index, head_branch: "main", created_at: ago(8), started_at: ago(7) };
  const failed = { ...of_run, conclusion: "failure" as const, completed_at: ago(6) };
  const id = 100 + 10 * index;
  return [
    sampleJob(id, { ...failed, dynamoKey: `${repo}/${id}`, log: { ...finding, ...known } }),
    sampleJob(id + 1, { ...failed, dynamoKey: `${repo}/${id + 1}`, log: finding }),
    sampleJob(id + 2, {
      ...{ ...of_run, dynamoKey: `${repo}/${id + 2}`, status: "queued", conclusion: null, completed_at: null },
    }),
  ];
});

beforeAll(async () => {
  warehouse = await startWarehouse();
  const pull = make.pull({ head: { ref: "main", sha: make.sha("p"), repo: { full_name: "mallory/app" } } });
  const heard = [...jobs, ...recordsOf([...runs, pull])];
  await insertAll(
    warehouse.client,
    heard.flatMap(({ kind, record }, index) => kind.rows(record, index + 1)),
  );
  const lines = jobs.flatMap(({ record }) =>
    "run_id" in record && "id" in record
      ? [
          {
            repo,
            job_id: record.id,
            run_id: record.run_id,
            line_num: 1,
            line: "ValueError: no",
            at: Math.floor(now / 1000),
          },
        ]
      : [],
  );
  await insertAll(
    warehouse.client,
    lines.map((row) => ({ table: "log_line", row })),
  );
});
afterAll(() => warehouse.stop());

/** By job; the last run has not been heard of. */
const branches = (first: number) => [
  [first, "main"],
  [first + 10, "mallory:main"],
  [first + 20, "unknown:main"],
  [first + 30, "main"],
];
const told = (rows: readonly { job_id: number; head_branch: string | null }[]) =>
  rows.map(({ job_id, head_branch }) => [job_id, head_branch]).sort((a, b) => Number(a[0]) - Number(b[0]));
const byId = (rows: readonly { id: number; head_branch: string | null }[]) =>
  told(rows.map(({ id, head_branch }) => ({ job_id: id, head_branch })));

test.each([repo, ""])("failures that a rule found, and that none did, of repository %j", async (of_repo) => {
  expect(told(await warehouse.ask(ruleCatches, { name: "python", repo: of_repo, days: 14, limit: 10 }))).toEqual(
    branches(100),
  );
  expect(told(await warehouse.ask(unclassifiedFailures, { repo: of_repo, days: 14, limit: 10 }))).toEqual(
    branches(101),
  );
});

test("failures like another, and lines of logs", async () => {
  const like = { repo, capture: "ValueError: no", days: 14, limit: 10 };
  expect(told(await warehouse.ask(similarFailures, like))).toEqual(branches(100));
  const found = await warehouse.ask(logSearch, { repo, q: "ValueError", regex: false, days: 14, limit: 100 });
  expect(told(found).filter(([id]) => Number(id) % 10 === 0)).toEqual(branches(100));
});

test("one job, jobs that failed, and jobs that wait", async () => {
  const one = await Promise.all([100, 110, 120, 130].map((job_id) => warehouse.ask(logJob, { repo, job_id })));
  expect(byId(one.flat())).toEqual(branches(100));
  const failed = (branch: string) => warehouse.ask(failedJobs, { repo, branch, days: 14, limit: 10 });
  expect(byId(await failed(""))).toEqual(
    [...branches(100), ...branches(101)].sort((a, b) => Number(a[0]) - Number(b[0])),
  );
  expect(byId(await failed("main")).map(([id]) => id)).toEqual([100, 101, 130, 131]);
  expect(byId(await warehouse.ask(queuedJobs, { repo, limit: 10 }))).toEqual(branches(102));
});

test("a pull request says whose its head is", async () => {
  expect(await warehouse.ask(pullQuery, { repo, number: 5 })).toMatchObject([
    { head_ref: "main", head_repo: "mallory/app" },
  ]);
  const services = servicesWith(warehouse);
  const page = await pullPage(services, repo, 5, undefined).finally(() => services.close());
  expect(page).toMatchObject({ headRef: "main", headRepo: "mallory/app" });
});
