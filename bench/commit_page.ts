/** A commit's jobs, and all the data of a pull request's page with its verdicts, out of a million job rows. */
import type { ClickHouseClient } from "@clickhouse/client";
import { commitFacts } from "clickhouse_queries/commit_facts/query";
import { commitJobsQuery } from "clickhouse_queries/commit_jobs_query/query";
import { below, type Benchmark, type Figure, percentile, timed } from "bench/measure";
import { fillWarehouse, newestShas } from "bench/warehouse_rows";
import { commitPage } from "lib/server/commit_page";
import { pullPage } from "lib/server/pull_page";
import { migrate } from "lib/warehouse/migrate";
import { runQuery } from "lib/warehouse/run_query";
import { startClickhouse } from "test/kit/clickhouse";
import { servicesWith } from "test/kit/services";

const repo = "bench/grid";
const jobs_per_commit = 500;
const number = 7;
const head = "9".repeat(40);
const times = 40;

export const commitPages: Benchmark = {
  name: "commit_page",
  method: `commit_jobs_query and commit_facts of a commit with ${jobs_per_commit} jobs, and all that the pages of a pull request and of a commit ask, with the verdicts on about ten failures against 300 commits of trunk, out of 1M job rows, no cache; at the server until the answer is made; ${times} times after 5 warm-ups`,
  async run({ quick, say }) {
    const rows = quick ? 100_000 : 1_000_000;
    const kit = await startClickhouse();
    const services = servicesWith(kit);
    try {
      await migrate(services.warehouse);
      await fillWarehouse(services.warehouse, { rows, jobs_per_commit });
      const [newest = ""] = newestShas(rows, jobs_per_commit, 1);
      await addPull(services.warehouse, newest);
      say(`${rows} job rows`);

      const page = await pullPage(services, repo, number, undefined);
      if (page.jobs.length !== jobs_per_commit || page.verdicts.jobs.length === 0)
        throw new Error(`Not the page meant: ${page.jobs.length} jobs, ${page.verdicts.summary}`);
      say(`${page.verdicts.summary}; compared with ${page.verdicts.trunk?.commits ?? 0} commits`);
      const measure = async (what: string, bar: number | null, ask: () => Promise<unknown>): Promise<Figure[]> => {
        const samples: number[] = [];
        for (let time = -5; time < times; time++) {
          const taken = await timed(ask);
          if (time >= 0) samples.push(taken);
        }
        const p50 = percentile(samples, 0.5);
        return [
          bar === null ? { what: `${what}, p50`, value: p50, unit: "ms" } : below(`${what}, p50`, p50, "ms", bar),
          { what: `${what}, p95`, value: percentile(samples, 0.95), unit: "ms" },
        ];
      };
      return [
        ...(await measure("commit_jobs_query", 15, () =>
          runQuery(services.warehouse, commitJobsQuery, { repo, sha: newest }),
        )),
        ...(await measure("commit_facts, all that ran for it", 15, () =>
          runQuery(services.warehouse, commitFacts, { repo, sha: newest }),
        )),
        ...(await measure("pull request's page", 60, () => pullPage(services, repo, number, undefined))),
        ...(await measure("commit's page", null, () => commitPage(services, repo, newest))),
      ];
    } finally {
      await services.close();
      await kit.stop();
    }
  },
};

/** A pull request that was tested like trunk's newest commit, and right after it. */
async function addPull(warehouse: ClickHouseClient, newest: string): Promise<void> {
  const query_params = { newest, head, repo };
  const copied = {
    workflow_job: "concat(dynamoKey, 'p') AS dynamoKey, id + 1 AS id, run_id + 1 AS run_id",
    workflow_run: "concat(dynamoKey, 'p') AS dynamoKey, id + 1 AS id, 'pull_request' AS event",
    commit_run: "run_id + 1 AS run_id",
  };
  for (const [table, changed] of Object.entries(copied)) {
    await warehouse.command({
      query: `INSERT INTO ${table} SELECT * REPLACE ({head:String} AS head_sha, ${changed}) FROM ${table} WHERE repo = {repo:String} AND ${table}.head_sha = {newest:String}`,
      query_params,
    });
  }
  await warehouse.command({
    query: `INSERT INTO commit SELECT * REPLACE ({head:String} AS sha, NULL AS pull_number) FROM commit WHERE repo = {repo:String} AND commit.sha = {newest:String}`,
    query_params,
  });
  await warehouse.command({
    query: `INSERT INTO repository (repo, default_branch, heard_at, revision) VALUES ({repo:String}, 'main', now(), 1)`,
    query_params,
  });
  await warehouse.command({
    query: `INSERT INTO pull_request (dynamoKey, repo, number, title, body, state, base_ref, head_sha, head_shas, revision)
      SELECT concat({repo:String}, '/${number}'), {repo:String}, ${number}, 'A change', repeat('It *changes* things. ', 50),
        'open', 'main', {head:String}, [{head:String}], 1`,
    query_params,
  });
}
