/** Classifying a huge log: a million lines against all rules, and what the process that asks for it feels of that. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { below, type Benchmark, percentile, timed } from "bench/measure";
import { FolderArchive } from "lib/archive/folder";
import { classifyLog, findIn } from "lib/logs/classify";
import { keepLog, openLog } from "lib/logs/keep";
import { writeLines } from "lib/logs/line_table";
import { logKey } from "lib/logs/log_key";
import { readRules } from "lib/logs/rules_file";
import { rulesFor } from "lib/model/failure_rule";
import { warehouseClient } from "lib/warehouse/client";
import { migrate } from "lib/warehouse/migrate";
import { startClickhouse } from "test/kit/clickhouse";

const repo = "bench/huge";
const times = 5;

export const classify: Benchmark = {
  name: "classify",
  method: `a log of 1,000,000 lines and about 100 MB, one line in a thousand like an error, against all rules of config/log_rules.toml; in the engine once its lines are there (${times} times after a warm-up), and from the archive to the finding (once); event-loop delays of this process meanwhile, sampled every 5 ms`,
  async run({ quick, say }) {
    const lines = quick ? 100_000 : 1_000_000;
    const folder = await mkdtemp(path.join(tmpdir(), "hud-bench-logs-"));
    const kit = await startClickhouse();
    const warehouse = warehouseClient({ url: kit.url, username: "default", password: "", database: "default" });
    const delay = monitorEventLoopDelay({ resolution: 5 });
    try {
      await migrate(warehouse);
      const rules = rulesFor(await readRules(), repo);
      const archive = new FolderArchive(folder);
      const job = { repo, job_id: 1, run_id: 1 };

      const rss_before = process.memoryUsage.rss();
      let rss_most = rss_before;
      const sampler = setInterval(() => (rss_most = Math.max(rss_most, process.memoryUsage.rss())), 20);
      sampler.unref();
      delay.enable();
      const kept_ms = await timed(() => keepLog(archive, job, hugeLog(lines)));
      const keep_delay = delay.max / 1e6;
      const stored = await archive.stat(logKey(repo, 1));
      say(`${lines} lines, ${Math.round((stored?.bytes ?? 0) / 1e6)} MB packed, ${rules.length} rules`);

      const { place } = await writeLines(warehouse, job, openLog(archive, repo, 1));
      await findIn(warehouse, place, rules); // The engine compiles the rules once, and keeps them.
      const matched: number[] = [];
      for (let time = 0; time < times; time++) matched.push(await timed(() => findIn(warehouse, place, rules)));

      await sleep(200);
      delay.reset();
      const whole_ms = await timed(() =>
        classifyLog(warehouse, { ...job, job_id: 2 }, openLog(archive, repo, 1), rules),
      );
      delay.disable();
      clearInterval(sampler);
      return [
        below("all rules on a million lines, p50", percentile(matched, 0.5) / 1000, "s", 1.5),
        { what: "from the archive to the finding", value: whole_ms / 1000, unit: "s" },
        { what: "masking, packing and storing it", value: kept_ms / 1000, unit: "s" },
        below("event loop held up at most, classifying", delay.max / 1e6, "ms", 50),
        below("event loop held up at most, storing", keep_delay, "ms", 50),
        below("memory that all this took at most", (rss_most - rss_before) / 1e6, "MB", 300),
      ];
    } finally {
      await warehouse.close();
      await kit.stop();
      await rm(folder, { recursive: true, force: true });
    }
  },
};

/** As a network gives it: in pieces that know nothing of lines. */
async function* hugeLog(lines: number): AsyncGenerator<Uint8Array, void> {
  const at_once = 500;
  for (let from = 0; from < lines; from += at_once) {
    let text = "";
    for (let at = from; at < Math.min(lines, from + at_once); at++) {
      const what =
        at % 1_000 === 999
          ? `src/graph/verifier.cpp:${at % 700}:18: error: no member named 'rank_${at % 97}' in 'Shape'`
          : `[${at}/${lines}] Building CXX object src/CMakeFiles/core.dir/graph/part_${at % 4_096}.cpp.o with -O2`;
      text += `2026-03-01T12:${String(at % 60).padStart(2, "0")}:00.1234567Z ${what}\n`;
    }
    // A turn of the event loop for each, as for a socket's data.
    await new Promise((resolve) => setImmediate(resolve));
    yield Buffer.from(text);
  }
}
