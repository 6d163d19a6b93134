/** A whole HUD for a benchmark: `npm start` as a user has it, on a temporary data directory. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";

export interface BenchHud {
  url: string;
  clickhouse_url: string;
  github_secret: string;
  secrets: z.infer<typeof Secrets>;
  data_dir: string;
  /** From the command to the first ready answer. */
  start_seconds: number;
  stop(): Promise<void>;
}

const Run = z.object({ pid: z.number(), url: z.string(), clickhouse_url: z.string() });
const Secrets = z.object({
  github_webhook: z.string(),
  oot_relay: z.string(),
  circleci_webhook: z.string(),
  api_token: z.string(),
});
const start_ms = 600_000;

export async function startBenchHud({ root = process.cwd() }: { root?: string } = {}): Promise<BenchHud> {
  const data_dir = await mkdtemp(join(tmpdir(), "hud-bench-"));
  const began = performance.now();
  const child = spawn(process.execPath, ["scripts/start.mjs"], {
    cwd: root,
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, HUD_DATA_DIR: data_dir, PORT: "0", LOG_LEVEL: "warn" },
  });
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill("SIGTERM");
      await once(child, "exit");
    }
    await rm(data_dir, { recursive: true, force: true });
  };
  try {
    for (;;) {
      if (child.exitCode !== null) throw new Error("The HUD ended before it was ready");
      if (performance.now() - began > start_ms) throw new Error("The HUD did not become ready");
      const run = await readRun(data_dir);
      if (run && (await isReady(run.url))) {
        const secrets = Secrets.parse(JSON.parse(await readFile(join(data_dir, "secrets.json"), "utf8")));
        const start_seconds = (performance.now() - began) / 1000;
        return { ...run, github_secret: secrets.github_webhook, secrets, data_dir, start_seconds, stop };
      }
      await sleep(20);
    }
  } catch (error) {
    await stop();
    throw error;
  }
}

async function readRun(data_dir: string): Promise<z.infer<typeof Run> | null> {
  try {
    return Run.parse(JSON.parse(await readFile(join(data_dir, "run.json"), "utf8")));
  } catch {
    return null; // Not there yet, or half-written.
  }
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/api/readyz`)).ok;
  } catch {
    return false;
  }
}
