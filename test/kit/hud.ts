/**
 * A whole HUD for tests: `npm start` as a user has it, with all its real parts, on a data directory of its own; and the
 * means to hurt it. It ends with the test, also when the test's process is killed.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { findRunningHud } from "engines/data_dir";
import { identifyProcess, isRunning } from "engines/process_identity";
import { setting_names } from "lib/config";
import { z } from "zod";

export const hud_parts = ["clickhouse", "dynamodb", "workers", "web"] as const;
export type HudPart = (typeof hud_parts)[number];

/** How a part's process can be told from its command line; Next.js gives its own process a name. */
const command_of: Record<HudPart, RegExp> = {
  clickhouse: /engines\/clickhouse\/main/,
  dynamodb: /engines\/dynamodb\/main/,
  workers: /workers\/main/,
  web: /engines\/web|next-server/,
};

export interface TestHud {
  url: string;
  data_dir: string;
  secrets: { github_webhook: string; oot_relay: string; circleci_webhook: string; api_token: string };
  /** From the command to ready. */
  start_seconds: number;
  /** Everything it has written so far. */
  output(): string;
  isRunning(part: HudPart): boolean;
  /** @throws when it is not running at this moment. */
  pid(part: HudPart): number;
  signal(part: HudPart, signal: NodeJS.Signals): void;
  /** `kill -9` of the supervisor and all its parts at once; resolves when they are gone. The data stays. */
  killAll(): Promise<void>;
  /** Stops it as Ctrl-C does, and removes its data directory unless it was given. */
  stop(): Promise<void>;
}

export interface TestHudOptions {
  /** One to start on again; by default a new temporary one. */
  data_dir?: string;
  env?: Record<string, string>;
}

const Secrets = z.object({
  ...{ github_webhook: z.string(), oot_relay: z.string(), circleci_webhook: z.string(), api_token: z.string() },
});
/** A stale build is made anew by `npm start`, which takes its time on a busy machine. */
export const start_ms_max = 300_000;
const stop_ms_max = 15_000;

const started = new Set<TestHud>();

/** Stops every HUD that this suite has started. */
export async function stopHuds(): Promise<void> {
  await Promise.all([...started].map((hud) => hud.stop()));
}

export async function startHud({ data_dir: given, env = {} }: TestHudOptions = {}): Promise<TestHud> {
  const data_dir = given ?? (await mkdtemp(join(tmpdir(), "hud-flow-")));
  const began = performance.now();
  const child = spawn(process.execPath, ["scripts/start.mjs"], {
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...Object.fromEntries(setting_names.map((name) => [name, ""])), // Whoever runs the tests may have an .env.local.
      ...{ PATH: process.env.PATH, HOME: process.env.HOME, TMPDIR: process.env.TMPDIR, NODE_ENV: "production" },
      // What a supervisor started by npm does: it ends when its parent, this process, is gone.
      npm_lifecycle_event: "test",
      ...{ HUD_DATA_DIR: data_dir, PORT: "0", LOG_LEVEL: "warn", ...env },
    },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (bytes: Buffer) => (output = (output + bytes.toString("utf8")).slice(-1_000_000)));
  }
  const exited = once(child, "exit");
  const hasExited = (): boolean => child.exitCode !== null || child.signalCode !== null;
  const parts = (): Map<HudPart, number> => (child.pid === undefined ? new Map() : partsOf(child.pid));

  const killAll = async (): Promise<void> => {
    const family = [child.pid, ...parts().values()].flatMap((pid) =>
      pid === undefined ? [] : (identifyProcess(pid) ?? []),
    );
    for (const { pid } of family) kill(pid, "SIGKILL");
    if (!hasExited()) await exited;
    while (family.some(isRunning)) await sleep(10);
  };
  const stop = async (): Promise<void> => {
    for (const pid of parts().values()) kill(pid, "SIGCONT");
    if (!hasExited()) {
      child.kill("SIGTERM");
      await Promise.race([exited, sleep(stop_ms_max, undefined, { ref: false })]);
    }
    await killAll();
    if (given === undefined) await rm(data_dir, { recursive: true, force: true });
  };

  try {
    for (;;) {
      if (hasExited()) throw new Error(`The HUD ended before it was ready:\n${output.slice(-3_000)}`);
      if (performance.now() - began > start_ms_max)
        throw new Error(`The HUD did not become ready:\n${output.slice(-3_000)}`);
      const running = findRunningHud(data_dir);
      if (running?.pid === child.pid && running !== null) {
        const pid = (part: HudPart): number => {
          const found = parts().get(part);
          if (found === undefined) throw new Error(`${part} is not running`);
          return found;
        };
        const hud: TestHud = {
          url: running.url.replace("//localhost:", "//127.0.0.1:"),
          data_dir,
          secrets: Secrets.parse(JSON.parse(await readFile(join(data_dir, "secrets.json"), "utf8"))),
          start_seconds: (performance.now() - began) / 1000,
          output: () => output,
          isRunning: (part) => parts().has(part),
          pid,
          signal: (part, signal) => kill(pid(part), signal),
          killAll,
          stop,
        };
        started.add(hud);
        return hud;
      }
      await sleep(20);
    }
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A process that has just ended by itself needs no signal. */
function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!(error instanceof Object && "code" in error && error.code === "ESRCH")) throw error;
  }
}

/** The supervisor's children by what they are. Linux only, as `kill -9` tests of the whole HUD are. */
function partsOf(supervisor: number): Map<HudPart, number> {
  if (!existsSync("/proc/self/stat")) throw new Error("Tests that hurt a running HUD need Linux's /proc");
  const found = new Map<HudPart, number>();
  for (const entry of readdirSync("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    const stat = readProc(entry, "stat");
    const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
    if (parent !== supervisor) continue;
    const command = readProc(entry, "cmdline");
    const part = hud_parts.find((name) => command_of[name].test(command));
    if (part) found.set(part, Number(entry));
  }
  return found;
}

function readProc(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "latin1");
  } catch {
    return ""; // It has ended meanwhile.
  }
}
