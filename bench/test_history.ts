/** One test's history among ever more of them: does its time depend on how many other tests there are? */
import type { ClickHouseClient } from "@clickhouse/client";
import { testHistory } from "clickhouse_queries/test_history/query";
import { testTrend } from "clickhouse_queries/test_trend/query";
import { below, type Benchmark, type Figure, percentile } from "bench/measure";
import type { ParamsOf, SavedQuery } from "lib/model/saved_query";
import { warehouseClient } from "lib/warehouse/client";
import { migrate } from "lib/warehouse/migrate";
import { runQuery } from "lib/warehouse/run_query";
import { startClickhouse } from "test/kit/clickhouse";

const repo = "bench/tests";
/** Eleven commits a day for 90 days. */
const runs_per_test = 1_000;
const insert_rows = 250_000;
const times = 30;

export const testHistories: Benchmark = {
  name: "test_history",
  method: `test_history and test_trend of one test over 90 days (${runs_per_test} runs of each test), out of 5, 10 and 20 million rows inserted as reports are; without a cache, at the client until the rows are checked; ${times} different tests after 5 warm-ups`,
  async run({ quick, say }) {
    const sizes = quick ? [100_000, 200_000] : [5_000_000, 10_000_000, 20_000_000];
    const kit = await startClickhouse();
    const warehouse = warehouseClient({ url: kit.url, username: "default", password: "", database: "default" });
    try {
      await migrate(warehouse);
      const figures: Figure[] = [];
      let tests = 0;
      for (const size of sizes) {
        const began = performance.now();
        await fill(warehouse, tests, size / runs_per_test);
        const rows = size - tests * runs_per_test;
        tests = size / runs_per_test;
        const seconds = (performance.now() - began) / 1000;
        say(`${size} rows; ${Math.round(rows / seconds)} a second into all tables`);
        const history = await measure(warehouse, testHistory, tests, { limit: 1_000 });
        const trend = await measure(warehouse, testTrend, tests, {});
        const millions = size / 1e6;
        const is_last = size === sizes.at(-1);
        const what = `history of one test, ${millions} M rows, p50`;
        figures.push(is_last ? below(what, history, "ms", 100) : { what, value: history, unit: "ms" });
        figures.push({ what: `trend of one test, ${millions} M rows, p50`, value: trend, unit: "ms" });
      }
      return figures;
    } finally {
      await warehouse.close();
      await kit.stop();
    }
  },
};

async function measure<Query extends SavedQuery>(
  warehouse: ClickHouseClient,
  query: Query,
  tests: number,
  params: object,
): Promise<number> {
  const samples: number[] = [];
  for (let time = -5; time < times; time++) {
    const number = ((time + 5) * 7919) % tests;
    const began = performance.now();
    const rows = await runQuery(warehouse, query, { repo, name: `test_case_${number}`, ...params } as ParamsOf<Query>);
    if (rows.length === 0) throw new Error(`${query.name} found nothing`);
    if (time >= 0) samples.push(performance.now() - began);
  }
  return percentile(samples, 0.5);
}

/** Tests `from` to `until`, each with all its runs: a run's cases come together, as in a report. */
async function fill(warehouse: ClickHouseClient, from: number, until: number): Promise<void> {
  const tests = until - from;
  const runs_per_insert = Math.max(1, Math.floor(insert_rows / tests));
  for (let run = 0; run < runs_per_test; run += runs_per_insert) {
    const runs = Math.min(runs_per_insert, runs_per_test - run);
    await warehouse.command({
      query: `INSERT INTO test_run (repo, workflow_id, run_attempt, job_id, report, case_number, workflow_name, job_name,
          head_sha, head_branch, invoking_file, file, classname, name, status, tries, duration_seconds, message, text, time,
          revision)
        WITH ${run} + intDiv(number, ${tests}) AS run, ${from} + number % ${tests} AS test, sipHash64(number, run) AS chance
        SELECT '${repo}', 9000000000 + run, 1, 30000000000 + run, concat('reports/', toString(intDiv(test, 5000)), '.xml'),
          test % 5000, 'pull', concat('linux / test (default, ', toString(1 + run % 4), ', 4)'), lower(hex(SHA1(toString(run)))),
          if(run % 3 = 0, 'main', concat('change-', toString(run))), 'pytest',
          concat('tests/test_module_', toString(test % 700), '.py'), concat('tests.test_module_', toString(test % 700), '.TestIt'),
          concat('test_case_', toString(test)), multiIf(chance % 500 = 0, 'failure', chance % 300 = 0, 'flaky',
          test % 17 = 0, 'skipped', 'success') AS status, 1, (chance % 1000) / 250,
          if(status IN ('failure', 'flaky'), concat('AssertionError: ', toString(chance % 100)), ''),
          if(status = 'failure', repeat('  at somewhere in the code\n', 40), ''),
          now() - toIntervalSecond(intDiv((${runs_per_test} - run) * 89 * 86400, ${runs_per_test})), 1
        FROM numbers(${runs * tests})`,
      clickhouse_settings: { max_execution_time: 300 },
    });
  }
}
