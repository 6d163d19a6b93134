/** The questions that the pages about out-of-tree backends ask most: all backends' summary, and one pull request's results. */
import type { ClickHouseClient } from "@clickhouse/client";
import { ootPrResults } from "clickhouse_queries/oot_pr_results/query";
import { ootSummary } from "clickhouse_queries/oot_summary/query";
import { below, type Benchmark, percentile } from "bench/measure";
import { whenMerged } from "bench/warehouse_rows";
import type { ParamsOf, SavedQuery } from "lib/model/saved_query";
import { warehouseClient } from "lib/warehouse/client";
import { migrate } from "lib/warehouse/migrate";
import { queryText, row_settings } from "lib/warehouse/run_query";
import { startClickhouse } from "test/kit/clickhouse";
import { z } from "zod";

const upstream = "bench/upstream";
const backends = 25;
const jobs_per_backend = 4;
const deliveries_per_pull = 2;
const jobs_per_pull = backends * jobs_per_backend * deliveries_per_pull;
const inserts = 20;
const times = 40;

export const ootQueries: Benchmark = {
  name: "oot_queries",
  method: `oot_summary of seven days and oot_pr_results of a pull request with ${jobs_per_pull} jobs, out of 200,000 jobs of ${backends} backends within 90 days, no cache; at the client until the rows are checked, and in the engine as it tells itself; ${times} times after 5 warm-ups`,
  async run({ quick, say }) {
    const rows = quick ? 20_000 : 200_000;
    const kit = await startClickhouse();
    const warehouse = warehouseClient({ url: kit.url, username: "default", password: "", database: "default" });
    try {
      await migrate(warehouse);
      await fill(warehouse, rows);
      await whenMerged(warehouse);
      say(`${rows} jobs`);
      const measure = async <Query extends SavedQuery>(query: Query, params: (time: number) => ParamsOf<Query>) => {
        const client: number[] = [];
        const engine: number[] = [];
        for (let time = -5; time < times; time++) {
          const began = performance.now();
          const engine_ms = await ask(warehouse, query, params(time + 5));
          if (time < 0) continue;
          client.push(performance.now() - began);
          engine.push(engine_ms);
        }
        return { client: percentile(client, 0.5), engine: percentile(engine, 0.5) };
      };
      const pulls = Math.floor(rows / jobs_per_pull);
      const summary = await measure(ootSummary, () => ({ days: 7 }));
      const pull = await measure(ootPrResults, (time) => ({ repo: upstream, pr: 1 + ((time * 37) % pulls) }));
      return [
        { what: "summary, p50 at the client", value: summary.client, unit: "ms" },
        below("summary, p50 in the engine", summary.engine, "ms", 60),
        { what: "PR section, p50 at the client", value: pull.client, unit: "ms" },
        below("PR section, p50 in the engine", pull.engine, "ms", 15),
      ];
    } finally {
      await warehouse.close();
      await kit.stop();
    }
  },
};

const Summary = z.object({ elapsed_ns: z.coerce.number() });

/** Rows read and checked as runQuery does. @returns the milliseconds that the engine says it took */
async function ask<Query extends SavedQuery>(
  warehouse: ClickHouseClient,
  query: Query,
  params: ParamsOf<Query>,
): Promise<number> {
  const result = await warehouse.query({
    query: await queryText(query),
    query_params: query.params.parse(params),
    format: "JSONEachRow",
    clickhouse_settings: row_settings,
  });
  if (z.array(query.row).parse(await result.json()).length === 0) throw new Error(`${query.name} found nothing`);
  return Summary.parse(JSON.parse(String(result.response_headers["x-clickhouse-summary"]))).elapsed_ns / 1e6;
}

/** In several inserts, as the replicator makes them. */
async function fill(warehouse: ClickHouseClient, rows: number): Promise<void> {
  const per_delivery = backends * jobs_per_backend;
  const chunk = rows / inserts;
  for (let from = 0; from < rows; from += chunk) {
    await warehouse.command({
      query: `INSERT INTO oot_workflow_job (dynamoKey, repo, downstream_repo_level, upstream_repo, delivery_id, event_type,
          pr, head_sha, workflow_name, job_name, check_run_id, run_id, run_attempt, status, conclusion, url, started_at,
          completed_at, queue_time, execution_time, tests_passed, tests_failed, tests_skipped, tests_total, artifact_url,
          environment, truncated, revision)
        WITH intDiv(number, ${per_delivery}) AS delivery,
          lower(hex(MD5(toString(delivery)))) AS id,
          concat('vendor-', toString(intDiv(number % ${per_delivery}, ${jobs_per_backend})), '/backend') AS name,
          concat('test (', toString(number % ${jobs_per_backend}), ', ${jobs_per_backend})') AS job,
          toDateTime64(now() - toIntervalSecond(intDiv((${rows} - number) * 90 * 86400, ${rows})), 3, 'UTC') AS began,
          concat('https://github.com/', name, '/actions/runs/', toString(9000000000 + delivery)) AS run
        SELECT concat(name, '/', id, '/upstream-ci/', job, '/', toString(30000000000 + number)), name, 'L2', '${upstream}', id,
          'pull_request', 1 + intDiv(delivery, ${deliveries_per_pull}), lower(hex(SHA1(toString(delivery)))), 'upstream-ci', job,
          toString(30000000000 + number), toString(9000000000 + delivery), 1, 'completed',
          if(sipHash64(number) % 20 = 0, 'failure', 'success'), concat(run, '/job/', toString(number)), began, began + 900,
          sipHash64(number, 1) % 300, 900 + sipHash64(number, 2) % 600, 1000, 3, 20, 1023, concat(run, '/artifacts/1'), 'npu', false, 2
        FROM numbers(${from}, ${chunk})`,
    });
  }
  // The other rows of a record, as its rows() would make them.
  for (const subject of ["concat('pr/', toString(pr))", "assumeNotNull(head_sha)"]) {
    await warehouse.command({
      query: `INSERT INTO oot_subject_job
        SELECT * REPLACE (assumeNotNull(upstream_repo) AS upstream_repo), ${subject} AS subject FROM oot_workflow_job`,
    });
  }
}
