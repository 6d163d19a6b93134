/** The grid's question to ClickHouse: the newest 50 commits × 500 jobs, out of one and of ten million job rows. */
import { hudCells } from "clickhouse_queries/hud_cells/query";
import { hudQuery } from "clickhouse_queries/hud_query/query";
import { hudRuns } from "clickhouse_queries/hud_runs/query";
import { providerCells } from "clickhouse_queries/provider_cells/query";
import { below, type Benchmark, type Figure, percentile, timed } from "bench/measure";
import { fillWarehouse, newestShas } from "bench/warehouse_rows";
import { migrate } from "lib/warehouse/migrate";
import { warehouseClient } from "lib/warehouse/client";
import { queryText } from "lib/warehouse/run_query";
import { startClickhouse } from "test/kit/clickhouse";

export const gridQuery: Benchmark = {
  name: "grid_query",
  method:
    "hud_cells (what the grid draws), hud_runs, provider_cells (40 columns of other CI systems) and hud_query of the newest 50 commits × 500 jobs of one repository, no cache, timed at the client until the last byte; 30 times after 5 warm-ups",
  async run({ quick, say }) {
    const sizes = quick ? [100_000] : [1_000_000, 10_000_000];
    const figures: Figure[] = [];
    for (const rows of sizes) {
      const kit = await startClickhouse();
      const warehouse = warehouseClient({ url: kit.url, username: "default", password: "", database: "default" });
      try {
        await migrate(warehouse);
        await fillWarehouse(warehouse, { rows, jobs_per_commit: 500 });
        say(`${rows} job rows`);
        const query_params = { repo: "bench/grid", shas: newestShas(rows, 500, 50), providers: ["circleci", "check"] };
        for (const query of [hudCells, hudRuns, providerCells, hudQuery]) {
          const text = `${await queryText(query)} FORMAT JSONEachRow`;
          let bytes = 0;
          const ask = async (): Promise<void> => {
            const { stream } = await warehouse.exec({ query: text, query_params });
            bytes = 0;
            for await (const chunk of stream) bytes += Buffer.byteLength(chunk as Buffer); // The client's stream is untyped.
          };
          for (let index = 0; index < 5; index++) await ask();
          const samples: number[] = [];
          for (let index = 0; index < 30; index++) samples.push(await timed(ask));
          const what = `${query.name}, ${rows / 1e6}M rows`;
          figures.push({ what: `${what}, p50`, value: percentile(samples, 0.5), unit: "ms" });
          figures.push({ what: `${what}, p95`, value: percentile(samples, 0.95), unit: "ms" });
          figures.push({ what: `${what}, answer`, value: bytes / 1e6, unit: "MB" });
        }
      } finally {
        await warehouse.close();
        await kit.stop();
      }
    }
    const [one, ten] = figures.filter(({ what }) => what.startsWith("hud_cells") && what.endsWith("p50"));
    if (one) Object.assign(one, below(one.what, one.value, "ms", 35));
    if (one && ten) figures.push(below("10M over 1M, p50", ten.value / one.value, "×", 1.2));
    return figures;
  },
};
