/** How long a newcomer waits: a clean clone to a ready HUD. */
import { below, type Benchmark } from "bench/measure";
import { startBenchHud } from "bench/running_hud";
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

export const install: Benchmark = {
  name: "install",
  method:
    "git clone of the committed tree, then `npm start` there (npm ci, next build, engines) until /api/readyz answers",
  async run({ quick }) {
    if (quick) return [];
    const root = await mkdtemp(join(tmpdir(), "hud-clone-"));
    try {
      const began = performance.now();
      await run("git", ["clone", "--quiet", process.cwd(), root]);
      const hud = await startBenchHud({ root });
      const seconds = (performance.now() - began) / 1000;
      await hud.stop();
      return [below("clean clone to ready", seconds, "s", 240)];
    } finally {
      await rm(root, { recursive: true, force: true });
    }
  },
};
