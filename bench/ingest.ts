/** How many signed deliveries a second the whole HUD takes, and whether that stays so as records pile up. */
import { jobDelivery } from "bench/deliveries";
import { above, below, type Benchmark, percentile } from "bench/measure";
import { startBenchHud } from "bench/running_hud";
import { forEach, Sender } from "scripts/demo/send";

const connections = 8;
const statuses = ["queued", "in_progress", "completed"] as const;

export const ingest: Benchmark = {
  name: "ingest",
  method:
    "signed workflow_job deliveries (9 KB; queued, in progress, completed) over 8 kept connections to a whole embedded HUD on disk",
  async run({ quick, say }) {
    const records = quick ? 3_000 : 100_000;
    const hud = await startBenchHud();
    const sender = new Sender({ url: hud.url, concurrency: connections });
    try {
      const slices: { rate: number; latencies: number[] }[] = [];
      const slice = Math.floor(records / 10);
      const first = await webProcess(hud.url);
      let next = 0;
      for (let index = 0; index < 10; index++) {
        const latencies: number[] = [];
        const began = performance.now();
        await forEach(take(slice), connections, async () => {
          const number = next++;
          const id = 50_000_000 + Math.floor(number / 3);
          const status = statuses[number % 3] ?? "completed";
          const head_sha = Math.floor(id / 500)
            .toString(16)
            .padStart(40, "0");
          const message = jobDelivery(hud.github_secret, { repo: "bench/ingest", id, head_sha, status });
          const sent = performance.now();
          const answer = await sender.send(message);
          latencies.push(performance.now() - sent);
          if (answer.status !== 200) throw new Error(`${answer.status}: ${answer.text}`);
        });
        const rate = slice / ((performance.now() - began) / 1000);
        slices.push({ rate, latencies });
        say(`${next} deliveries, ${rate.toFixed(0)}/s`);
      }
      const last = await webProcess(hud.url);
      const steady = slices.slice(1); // The first slice warms the code up.
      const all = steady.flatMap(({ latencies }) => latencies);
      const rates = steady.map(({ rate }) => rate);
      return [
        above("deliveries a second", percentile(rates, 0.5), "/s", 300),
        below("answered, p99", percentile(all, 0.99), "ms", 80),
        { what: "answered, p50", value: percentile(all, 0.5), unit: "ms" },
        above("rate of the last tenth over the second", (rates.at(-1) ?? 0) / (rates[0] ?? 1), "×", 0.8),
        below("sockets of the web process, growth", last.sockets - first.sockets, "", 40),
        { what: "memory of the web process, at the start", value: first.rss_mb, unit: "MB" },
        below("memory of the web process, at the end", last.rss_mb, "MB", 350),
        { what: "deliveries", value: next, unit: "" },
      ];
    } finally {
      sender.close();
      await hud.stop();
    }
  },
};

async function* take(count: number): AsyncIterable<number> {
  for (let index = 0; index < count; index++) yield index;
}

/** The web process's open sockets (Linux only; 0 elsewhere) and memory, from its own metrics. */
async function webProcess(url: string): Promise<{ sockets: number; rss_mb: number }> {
  const metrics = await (await fetch(`${url}/api/metrics`)).text();
  const read = (name: string): number => Number(new RegExp(`^${name} (\\S+)$`, "m").exec(metrics)?.[1] ?? 0);
  return { sockets: read("process_open_fds"), rss_mb: read("process_resident_memory_bytes") / 1e6 };
}
