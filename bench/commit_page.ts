/** A commit's jobs, and all the data of a pull request's page with its verdicts, out of a million job rows. */
import type { ClickHouseClient } from "@clickhouse/client";
import { commitFacts } from "clickhouse_queries/commit_facts/query";
import { commitJobsQuery } from "clickhouse_queries/commit_jobs_query/query";
import { below, type Benchmark, type Figure, percentile, timed } from "bench/measure";
import { startBenchHud } from "bench/running_hud";
import { fillWarehouse, newestShas } from "bench/warehouse_rows";
import type { PullPageAnswer } from "lib/model/answers";
import { pullPage } from "lib/server/pull_page";
import { warehouseClient } from "lib/warehouse/client";
import { runFacts, runQuery } from "lib/warehouse/run_query";
import { servicesWith } from "test/kit/services";
import { Agent, get } from "node:http";
import { text } from "node:stream/consumers";

const repo = "bench/grid";
const jobs_per_commit = 500;
const number = 7;
const head = "9".repeat(40);
const times = 40;
/** Until V8 has compiled what a HUD that has run for a minute has compiled. */
const warm_ups = 60;

export const commitPages: Benchmark = {
  name: "commit_page",
  method: `all that ran for a commit with ${jobs_per_commit} jobs; all that the page of a pull request shows, with the verdicts on about ten failures against 300 commits of trunk, until it is put together, and over HTTP; the like of a commit; out of 1M job rows, from a whole HUD as a user has it, no cache; ${times} times after ${warm_ups} warm-ups`,
  async run({ quick, say }) {
    const rows = quick ? 100_000 : 1_000_000;
    const hud = await startBenchHud();
    const agent = new Agent({ keepAlive: true });
    const warehouse = warehouseClient({
      ...{ url: hud.clickhouse_url, username: "default", password: "", database: "default" },
    });
    const services = servicesWith({ url: hud.clickhouse_url });
    try {
      await fillWarehouse(warehouse, { rows, jobs_per_commit });
      const [newest = ""] = newestShas(rows, jobs_per_commit, 1);
      await addPull(warehouse, newest);
      say(`${rows} job rows`);

      const api = `${hud.url}/api/${repo}`;
      const page = JSON.parse(await fetched(`${api}/pull/${number}`, agent)) as PullPageAnswer;
      if (page.jobs.length !== jobs_per_commit + 20 || page.verdicts.jobs.length === 0)
        throw new Error(`Not the page meant: ${page.jobs.length} jobs, ${page.verdicts.summary}`);
      say(`${page.verdicts.summary}; compared with ${page.verdicts.trunk?.commits ?? 0} commits`);
      const measure = async (what: string, bar: number | null, ask: () => Promise<unknown>): Promise<Figure[]> => {
        const samples: number[] = [];
        for (let time = -warm_ups; time < times; time++) {
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
        ...(await measure("commit_facts, which a page asks", 15, () =>
          runFacts(warehouse, commitFacts, { repo, sha: newest }),
        )),
        ...(await measure("commit_jobs_query, for scripts", null, () =>
          runQuery(warehouse, commitJobsQuery, { repo, sha: newest }),
        )),
        ...(await measure("pull request's page, put together here", null, () =>
          pullPage(services, repo, number, undefined),
        )),
        ...(await measure("pull request's page, over HTTP", 60, () => fetched(`${api}/pull/${number}`, agent))),
        ...(await measure("commit's page, over HTTP", null, () => fetched(`${api}/commit/${newest}`, agent))),
      ];
    } finally {
      agent.destroy();
      await services.close();
      await warehouse.close();
      await hud.stop();
    }
  },
};

async function fetched(url: string, agent: Agent): Promise<string> {
  return new Promise((resolve, reject) => {
    get(url, { agent }, (response) => {
      const answer = text(response);
      if (response.statusCode === 200) answer.then(resolve, reject);
      else reject(new Error(`${url}: ${response.statusCode ?? 0}`));
    }).once("error", reject);
  });
}

/** A pull request that was tested like trunk's newest commit, and right after it. */
async function addPull(warehouse: ClickHouseClient, newest: string): Promise<void> {
  const query_params = { newest, head, repo };
  const copied = {
    workflow_job: "concat(dynamoKey, 'p') AS dynamoKey, id + 1 AS id, run_id + 1 AS run_id",
    workflow_run: "concat(dynamoKey, 'p') AS dynamoKey, id + 1 AS id, 'pull_request' AS event",
    commit_run: "run_id + 1 AS run_id",
    provider_job: "concat(dynamoKey, 'p') AS dynamoKey",
    external_check: "concat(dynamoKey, 'p') AS dynamoKey",
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
