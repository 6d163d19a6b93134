/** How long after a webhook is accepted its job shows in the grid's API. */
import { deliver, jobDelivery } from "bench/deliveries";
import { below, type Benchmark, percentile } from "bench/measure";
import { startBenchHud } from "bench/running_hud";
import type { HudGrid } from "lib/model/grid";
import { push } from "scripts/demo/payloads/push";
import { Sender } from "scripts/demo/send";
import { setTimeout as sleep } from "node:timers/promises";

const rate_per_second = 50;
const repo = "bench/freshness";
const sha = "abc".padEnd(40, "0");

export const freshness: Benchmark = {
  name: "freshness",
  method:
    "50 deliveries a second for a while; one in ten is watched: from its 200 until its job is in /api/hud, polled every 20 ms",
  async run({ quick, say }) {
    const hud = await startBenchHud();
    const sender = new Sender({ url: hud.url, concurrency: 16 });
    const send = async (message: ReturnType<typeof deliver>): Promise<void> => {
      const answer = await sender.send(message);
      if (answer.status !== 200) throw new Error(`${answer.status}: ${answer.text}`);
    };
    try {
      const commits = [{ id: sha, message: "Watched", timestamp: "2026-01-05T12:00:00Z" }];
      await send(deliver(hud.github_secret, "push", push({ repo, after: sha, commits })));
      const total = quick ? 500 : 3_000;
      const waits: number[] = [];
      const watched = new Map<number, number>();
      let done = false;
      const watcher = (async () => {
        while (!done || watched.size > 0) {
          const answer = await fetch(`${hud.url}/api/hud/${repo}/main/0`);
          if (answer.ok) {
            const grid = (await answer.json()) as HudGrid; // Our own answer, whose shape tests hold.
            const now = performance.now();
            for (const cell of grid.shaGrid.flatMap((row) => row.jobs)) {
              const accepted = watched.get(cell.id);
              if (accepted === undefined) continue;
              waits.push(now - accepted);
              watched.delete(cell.id);
            }
          }
          await sleep(20);
        }
      })();
      const began = performance.now();
      const sent: Promise<void>[] = [];
      for (let number = 0; number < total; number++) {
        await sleep(Math.max(0, began + (number / rate_per_second) * 1000 - performance.now()));
        const watch = number % 10 === 0;
        const id = 60_000_000 + number;
        // Watched jobs are of the grid's commit; the others are the noise beside them.
        const head_sha = watch ? sha : number.toString(16).padStart(40, "0");
        const message = jobDelivery(hud.github_secret, { repo, id, head_sha, status: "completed" });
        message.body = Buffer.from(message.body);
        sent.push(
          send(unique(hud.github_secret, message.body, id)).then(() => {
            if (watch) watched.set(id, performance.now());
          }),
        );
      }
      await Promise.all(sent);
      done = true;
      await Promise.race([
        watcher,
        sleep(30_000).then(() => Promise.reject(new Error(`${watched.size} never showed`))),
      ]);
      say(`${waits.length} watched`);
      return [
        below("accepted → visible, p50", percentile(waits, 0.5) / 1000, "s", 0.4),
        below("accepted → visible, p95", percentile(waits, 0.95) / 1000, "s", 1),
        { what: "accepted → visible, worst", value: percentile(waits, 1) / 1000, unit: "s" },
      ];
    } finally {
      sender.close();
      await hud.stop();
    }
  },
};

/** Each watched job has a name of its own, so that each has a cell of its own. */
function unique(secret: string, body: Buffer, id: number): ReturnType<typeof deliver> {
  const payload = JSON.parse(body.toString()) as { workflow_job: { name: string } }; // Built just now.
  payload.workflow_job.name = `job ${id}`;
  return deliver(secret, "workflow_job", payload);
}
