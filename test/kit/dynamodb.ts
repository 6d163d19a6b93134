/** Runs the real DynamoDB sidecar as a process of its own, on a fresh directory and a free port. */
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBStreamsClient } from "@aws-sdk/client-dynamodb-streams";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { processFile } from "test/kit/processes";
import { z } from "zod";

export interface TestDynamodb {
  /** Stays the same over restarts. */
  url: string;
  client: DynamoDBClient;
  streams: DynamoDBStreamsClient;
  data_dir: string;
  /** Ends the process and removes its data. */
  stop(): Promise<void>;
  /** `kill -9`; the data stays. */
  kill(): Promise<void>;
  /** Starts again on the same data and port, after a clean stop if it still runs. */
  restart(): Promise<void>;
}

export interface TestDynamodbOptions {
  retention_ms?: number;
}

const ready_message = z.object({ ready: z.object({ url: z.string() }) });
const start_patience_ms = 60_000;

export async function startDynamodb(options: TestDynamodbOptions = {}): Promise<TestDynamodb> {
  const data_dir = await mkdtemp(join(tmpdir(), "hud-dynamodb-"));
  let { child, url } = await startSidecar(data_dir, 0, options);
  const connection = {
    endpoint: url,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  };
  const client = new DynamoDBClient(connection);
  const streams = new DynamoDBStreamsClient(connection);
  return {
    url,
    client,
    streams,
    data_dir,
    async stop() {
      client.destroy();
      streams.destroy();
      await end(child, "SIGTERM");
      await rm(data_dir, { recursive: true, force: true });
    },
    kill: () => end(child, "SIGKILL"),
    async restart() {
      await end(child, "SIGTERM");
      ({ child, url } = await startSidecar(data_dir, Number(new URL(url).port), options));
    },
  };
}

/** Spawns the sidecar's process with the channel that tells it when its parent has gone. */
export function spawnSidecar(data_dir: string, port: number, options: TestDynamodbOptions = {}): ChildProcess {
  const args = [processFile("engines/dynamodb/main"), "--data", data_dir, "--port", String(port)];
  if (options.retention_ms !== undefined) args.push("--retention-ms", String(options.retention_ms));
  return spawn(process.execPath, args, { cwd: process.cwd(), stdio: ["ignore", "ignore", "pipe", "ipc"] });
}

async function startSidecar(
  data_dir: string,
  port: number,
  options: TestDynamodbOptions,
): Promise<{ child: ChildProcess; url: string }> {
  const child = spawnSidecar(data_dir, port, options);
  let complaints = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    complaints = (complaints + chunk.toString()).slice(-4000);
  });
  const url = await new Promise<string>((resolve, reject) => {
    const fail = (reason: string) => {
      child.kill("SIGKILL");
      reject(new Error(`The DynamoDB sidecar ${reason}. ${complaints}`));
    };
    const timer = setTimeout(() => fail("did not start in time"), start_patience_ms);
    child.once("exit", (code) => {
      clearTimeout(timer);
      fail(`exited with ${String(code)}`);
    });
    child.once("message", (message) => {
      clearTimeout(timer);
      child.removeAllListeners("exit");
      resolve(ready_message.parse(message).ready.url);
    });
  });
  // A test that never stops it must not be kept alive by it: when the test's process ends, the channel closes
  // and the sidecar goes by itself.
  child.unref();
  child.channel?.unref();
  if (child.stderr instanceof Socket) child.stderr.unref();
  return { child, url };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.ref();
  const gone = once(child, "exit");
  child.kill(signal);
  const force = setTimeout(() => child.kill("SIGKILL"), 8000);
  await gone;
  clearTimeout(force);
}
