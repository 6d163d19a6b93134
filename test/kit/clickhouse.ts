/** A ClickHouse for a test: the real sidecar process, on a temporary directory and a free port. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  ClickHouseLogLevel,
  createClient,
  type ClickHouseClient,
  type ClickHouseClientConfigOptions,
  type ClickHouseSettings,
} from "@clickhouse/client";
import { processFile } from "test/kit/processes";
import { z } from "zod";

export interface ClickhouseKit {
  url: string;
  data_dir: string;
  client: ClickHouseClient;
  /** Another client of the same server, closed with the rest. */
  connect: (options: ClickHouseClientConfigOptions) => ClickHouseClient;
  /** The sidecar's process id. */
  pid: () => number;
  /** Ends the sidecar in good order and removes its data. Safe to call twice. */
  stop: () => Promise<void>;
  /** SIGKILL: what a power cut or the kernel would do. */
  kill: () => Promise<void>;
  /** Starts it again, on the same data and port. */
  restart: () => Promise<void>;
}

export interface KitOptions {
  /** How many statements the sidecar may run at a time; 8 unless told. */
  sessions?: number;
  /** For the client. */
  settings?: ClickHouseSettings;
}

const Ready = z.object({ ready: z.object({ url: z.string() }) });
const start_ms = 60_000;

export async function startClickhouse(options: KitOptions = {}): Promise<ClickhouseKit> {
  const data_dir = await mkdtemp(join(tmpdir(), "hud-clickhouse-"));
  let running = await startSidecar(data_dir, 0, options.sessions);
  const { url } = running;
  const clients: ClickHouseClient[] = [];
  const connect = (config: ClickHouseClientConfigOptions): ClickHouseClient => {
    // Failures reach whoever asked; the client's own log of them would fail the test a second time.
    const made = createClient({ url, log: { level: ClickHouseLogLevel.OFF }, ...config });
    clients.push(made);
    return made;
  };
  const client = connect({ clickhouse_settings: options.settings ?? {} });
  // A suite that forgets to stop it, or is torn down, leaves neither the process nor the data.
  const sweep = (): void => {
    running.child.kill("SIGKILL");
    rmSync(data_dir, { recursive: true, force: true });
  };
  process.once("exit", sweep);
  return {
    url,
    data_dir,
    client,
    connect,
    pid: () => running.child.pid ?? 0,
    stop: async () => {
      process.off("exit", sweep);
      await Promise.all(clients.map((each) => each.close()));
      await end(running.child, "SIGTERM");
      await rm(data_dir, { recursive: true, force: true });
    },
    kill: () => end(running.child, "SIGKILL"),
    restart: async () => {
      await end(running.child, "SIGKILL");
      running = await startSidecar(data_dir, Number(new URL(url).port), options.sessions);
    },
  };
}

/** Spawns the sidecar as the supervisor does; for suites about the process itself. */
export function spawnSidecar(data_dir: string, port: number, sessions = 8): ChildProcess {
  return spawn(
    process.execPath,
    [
      ...[processFile("engines/clickhouse/main"), "--data", data_dir],
      ...["--port", String(port), "--sessions", String(sessions)],
    ],
    // It goes with this process, since its channel does.
    { env: { ...process.env, UV_THREADPOOL_SIZE: "16", TZ: "UTC" }, stdio: ["ignore", "ignore", "pipe", "ipc"] },
  );
}

async function startSidecar(
  data_dir: string,
  port: number,
  sessions: number | undefined,
): Promise<{ child: ChildProcess; url: string }> {
  const child = spawnSidecar(data_dir, port, sessions);
  const complaints: string[] = [];
  child.stderr?.on("data", (chunk: Buffer) => complaints.push(chunk.toString()));
  const said = new AbortController();
  const signal = AbortSignal.any([said.signal, AbortSignal.timeout(start_ms)]);
  const gone = once(child, "exit", { signal }).then(() => {
    throw new Error(`The ClickHouse sidecar ended at once: ${complaints.join("")}`);
  });
  try {
    const message: unknown = await Promise.race([once(child, "message", { signal }).then(([first]) => first), gone]);
    const { url } = Ready.parse(message).ready;
    // A suite that forgot to stop it shall not keep the finished run waiting.
    child.unref();
    child.channel?.unref();
    if (child.stderr instanceof Socket) child.stderr.unref();
    return { child, url };
  } catch (error) {
    child.kill("SIGKILL");
    throw error;
  } finally {
    gone.catch(() => undefined);
    said.abort();
  }
}

async function end(child: ChildProcess, signal: "SIGTERM" | "SIGKILL"): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.ref();
  const gone = once(child, "exit");
  child.kill(signal);
  await gone;
}
