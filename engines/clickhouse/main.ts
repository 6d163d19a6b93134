/** The ClickHouse sidecar's process: `node --import tsx engines/clickhouse/main.ts --data <dir> --port <n>`. */
import { spawn } from "node:child_process";
import { parseArgs } from "node:util";
import { z } from "zod";
import type { ClickhouseServer } from "engines/clickhouse/server";

const Arguments = z.object({
  data: z.string().min(1),
  port: z.coerce.number().int().min(0).max(65_535),
  sessions: z.coerce.number().int().min(2).max(12).default(8),
});

/** Each running statement holds one of libuv's threads; files and compression need some too. */
const needed_environment = { UV_THREADPOOL_SIZE: "16", TZ: "UTC" } as const;
const lock_patience_ms = 5_000;
const lock_retry_ms = 250;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { data: { type: "string" }, port: { type: "string" }, sessions: { type: "string" } },
  });
  const parsed = Arguments.safeParse(values);
  if (!parsed.success) return fail("Usage: main.ts --data <directory> --port <number> [--sessions <2 to 12>]");
  // Whatever loads TypeScript has used the thread pool already, so its size can only come with the process.
  if (process.env["UV_THREADPOOL_SIZE"] === undefined) return startAgain();
  process.env["TZ"] = needed_environment.TZ;

  const started: { server?: ClickhouseServer } = {};
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    if (started.server === undefined) process.exit(0);
    void started.server.close().then((ended) => {
      if (ended) process.exit(0);
      // A native call that does not return would hang the exit as well; what was acknowledged is on disk.
      process.kill(process.pid, "SIGKILL");
    });
  };
  // Before anything that takes time: a parent may go while the engine is still starting.
  process.once("disconnect", stop).once("SIGTERM", stop).once("SIGINT", stop);
  if (parentIsGone()) stop();

  const server = await open(parsed.data).catch((error: unknown) => fail(explain(error, parsed.data)));
  started.server = server;
  const message = { ready: { url: server.url } };
  tellParent(message);
  console.log(JSON.stringify(message));
}

/** It had a channel to its parent, and has it no more. */
function parentIsGone(): boolean {
  return process.send !== undefined && !process.connected;
}

/** One that goes at this very moment is noticed by the channel's end, not by what could not be said. */
function tellParent(message: object): void {
  if (process.connected) process.send?.(message, () => undefined);
}

/** The directory's previous owner may still be dying. */
async function open(options: z.infer<typeof Arguments>): Promise<ClickhouseServer> {
  // Not before TZ is set: the engine reads it as it loads.
  const { startClickhouseServer } = await import("engines/clickhouse/server");
  const give_up_at = Date.now() + lock_patience_ms;
  for (;;) {
    try {
      return await startClickhouseServer({ data_dir: options.data, port: options.port, sessions: options.sessions });
    } catch (error) {
      if (!isTaken(error) || Date.now() > give_up_at) throw error;
      await new Promise((resolve) => setTimeout(resolve, lock_retry_ms));
    }
  }
}

/** chDB prints `Code: 76 … Cannot lock file` itself and throws only that it could not connect. */
function isLocked(error: unknown): boolean {
  return error instanceof Error && /Failed to create connection/.test(error.message);
}

function isTaken(error: unknown): boolean {
  return isLocked(error) || (error instanceof Error && "code" in error && error.code === "EADDRINUSE");
}

function explain(error: unknown, { data, port }: z.infer<typeof Arguments>): string {
  if (isLocked(error)) return `ClickHouse's data directory ${data} is in use by another process, or not readable.`;
  const reason = error instanceof Error ? error.message : String(error);
  return `ClickHouse could not start on ${data}, port ${port}: ${reason}`;
}

function fail(sentence: string): never {
  console.error(sentence);
  process.exit(1);
}

/** The same process again with the environment that it needs; messages, signals and the end pass through. */
function startAgain(): void {
  const child = spawn(process.execPath, [...process.execArgv, ...process.argv.slice(1)], {
    env: { ...process.env, ...needed_environment },
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  child.on("message", (message: object) => tellParent(message));
  child.on("exit", (code) => process.exit(code ?? 1));
  const leave = (): void => {
    if (child.connected) child.disconnect();
  };
  process.on("disconnect", leave);
  if (parentIsGone()) leave();
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => child.kill(signal));
}

void main();
