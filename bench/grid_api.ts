/** The grid's page over HTTP: 50 commits × 500 jobs out of a million job rows, from a whole HUD as a user has it. */
import { above, below, type Benchmark, percentile, timed } from "bench/measure";
import { startBenchHud } from "bench/running_hud";
import { fillWarehouse } from "bench/warehouse_rows";
import { warehouseClient } from "lib/warehouse/client";
import { Agent, get } from "node:http";

const path = "/api/grid/bench/grid/main/0?per_page=50";
const megabyte = 2 ** 20;

export const gridApi: Benchmark = {
  name: "grid_api",
  method:
    "GET /api/grid of 50 commits × 500 jobs, 1M job rows, gzip, no result cache: one client 50 times after 10 warm-ups; then four clients at once for 15 s; the web process's memory is its own word in /api/metrics, sampled meanwhile",
  async run({ quick, say }) {
    const hud = await startBenchHud();
    const agent = new Agent({ keepAlive: true });
    try {
      const warehouse = warehouseClient({
        url: hud.clickhouse_url,
        username: "default",
        password: "",
        database: "default",
      });
      const rows = quick ? 100_000 : 1_000_000;
      await fillWarehouse(warehouse, { rows, jobs_per_commit: 500 });
      await warehouse.close();
      say(`${rows} job rows`);

      const ask = (): Promise<Answer> => fetchOnce(`${hud.url}${path}`, agent);
      const first = await ask();
      if (first.status !== 200 || first.encoding !== "gzip")
        throw new Error(`${first.status} ${String(first.encoding)}`);
      const again = await fetchOnce(`${hud.url}${path}`, agent, { "If-None-Match": first.etag ?? "" });
      for (let index = 0; index < 10; index++) await ask();
      const samples: number[] = [];
      for (let index = 0; index < (quick ? 10 : 50); index++) samples.push(await timed(ask));

      let answered = 0;
      let memory = await residentBytes(hud.url);
      const seconds = quick ? 2 : 15;
      const began = performance.now();
      const until = began + seconds * 1000;
      const client = async (): Promise<void> => {
        while (performance.now() < until) {
          await ask();
          answered++;
          if (answered % 50 === 0) memory = Math.max(memory, await residentBytes(hud.url));
        }
      };
      await Promise.all([client(), client(), client(), client()]);
      const elapsed = (performance.now() - began) / 1000;
      memory = Math.max(memory, await residentBytes(hud.url));
      return [
        below("one client, p50", percentile(samples, 0.5), "ms", 90),
        { what: "one client, p95", value: percentile(samples, 0.95), unit: "ms" },
        above("four clients", answered / elapsed, "req/s", 25),
        below("answer, gzip", first.bytes / 1024, "KB", 60),
        { what: "unchanged: status", value: again.status, unit: "", bar: "= 304", ok: again.status === 304 },
        below("web process, resident", memory / megabyte, "MB", 350),
      ];
    } finally {
      agent.destroy();
      await hud.stop();
    }
  },
};

interface Answer {
  status: number;
  encoding: string | undefined;
  etag: string | undefined;
  /** As they came over the wire. */
  bytes: number;
}

function fetchOnce(url: string, agent: Agent, headers: Record<string, string> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    get(url, { agent, headers: { "Accept-Encoding": "gzip", ...headers } }, (response) => {
      let bytes = 0;
      response.on("data", (chunk: Buffer) => (bytes += chunk.length));
      response.on("error", reject);
      response.on("end", () => {
        const { "content-encoding": encoding, etag } = response.headers;
        resolve({ status: response.statusCode ?? 0, encoding, etag, bytes });
      });
    }).on("error", reject);
  });
}

async function residentBytes(url: string): Promise<number> {
  const text = await (await fetch(`${url}/api/metrics`)).text();
  const value = /^process_resident_memory_bytes (\S+)$/m.exec(text)?.[1];
  if (value === undefined) throw new Error("The metrics do not say how much memory is used");
  return Number(value);
}
