/** Keeps a child process running: starts it, waits until it says it is ready, starts it again when it falls, stops it. */
import { spawn, type ChildProcess } from "node:child_process";
import { z } from "zod";
import type { ChildEnvironment } from "engines/environment";
import { LineSplitter } from "engines/line_splitter";

/**
 * A child is a file, TypeScript or bundled, run by this Node with an IPC channel. It sends `{ ready: { url? } }` once it
 * can be used, or `{ refused: "<sentence>" }` when starting it again would not help. It ends on SIGTERM, and by itself when the
 * channel closes: that is how it learns that its supervisor is gone, even by `kill -9`.
 */
export interface ChildSpec {
  name: string;
  file: string;
  args: string[];
  env: ChildEnvironment;
  /** How long it may take to be ready before it is taken for stuck; null: as long as it likes. */
  start_seconds: number | null;
  /** How long it may take to end before it is killed. */
  stop_seconds: number;
  /** The most that its JavaScript heap may grow to; V8's own limit when not given. */
  heap_mb?: number;
  /** Half of what new objects may take before those that are still in use are moved on; V8's own limit when not given. */
  young_mb?: number;
}

export interface ChildEvents {
  /** One line of its output, without the line break. */
  line(name: string, line: string, stream: "stdout" | "stderr"): void;
  /** It ended, and starts again after `again_in_seconds`. */
  fell(name: string, how: string, again_in_seconds: number): void;
}

export interface KeptChild {
  name: string;
  /** Settles once: when it is ready for the first time, or with ChildFailed. */
  ready: Promise<void>;
  pid(): number | undefined;
  /** Sends to the child, and to every later one in its place as soon as it starts. */
  tell(message: Record<string, boolean>): void;
  /** Resolves when it has ended, at the latest a moment after `stop_seconds`. */
  stop(): Promise<void>;
}

/** A child that cannot be started. The message is for people, and ends with the child's last output. */
export class ChildFailed extends Error {
  override name = "ChildFailed";
}

const max_first_exits = 5;
const first_delay_seconds = 0.2;
const max_delay_seconds = 5;
/** A child that has been ready this long is healthy: its next fall is its first. */
const healthy_seconds = 30;
const max_last_lines = 40;

const message_schema = z.union([
  z.object({ ready: z.object({ url: z.string().optional() }) }),
  z.object({ refused: z.string() }),
]);

export function keepChild(spec: ChildSpec, events: ChildEvents): KeptChild {
  let child: ChildProcess | null = null;
  let was_ready = false;
  let stopping = false;
  let falls_in_a_row = 0;
  let restart: NodeJS.Timeout | undefined;
  let last_lines: string[] = [];
  const told: Record<string, boolean>[] = [];
  const first = deferred();
  const ended = deferred();
  let stopped: Promise<void> | null = null;
  // Whoever stops the child before it was ready need not also handle this.
  first.promise.catch(() => undefined);

  const start = () => {
    const limits = [
      ...(spec.heap_mb === undefined ? [] : [`--max-old-space-size=${spec.heap_mb}`]),
      ...(spec.young_mb === undefined ? [] : [`--max-semi-space-size=${spec.young_mb}`]),
    ];
    // "tsx/esm", not "tsx": what is required (Next.js, the AWS SDK) is then loaded as quickly as without it.
    const translator = spec.file.endsWith(".ts") ? ["--import", "tsx/esm"] : [];
    const current = spawn(process.execPath, [...limits, ...translator, spec.file, ...spec.args], {
      env: spec.env,
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      // Ctrl-C in a terminal goes to the whole process group; children must outlive it until they are told to stop.
      detached: process.platform !== "win32",
      windowsHide: true,
    });
    child = current;
    last_lines = [];
    let refusal: string | null = null;
    let stuck = false;
    let ready_at: number | null = null;
    const deadline =
      spec.start_seconds === null
        ? undefined
        : setTimeout(() => {
            stuck = true;
            current.kill("SIGKILL");
          }, spec.start_seconds * 1_000);

    for (const stream of ["stdout", "stderr"] as const) {
      const lines = new LineSplitter((line) => {
        // Some also print what they send us, for whoever runs them by hand.
        if (line.startsWith('{"ready":')) return;
        last_lines.push(line);
        if (last_lines.length > max_last_lines) last_lines.shift();
        events.line(spec.name, line, stream);
      });
      current[stream]?.on("data", (bytes: Buffer) => {
        lines.write(bytes);
      });
      current[stream]?.on("end", () => {
        lines.end();
      });
    }
    for (const message of told) send(current, message);

    current.on("message", (raw) => {
      const message = message_schema.safeParse(raw).data;
      if (message === undefined) return;
      if ("refused" in message) {
        refusal = message.refused;
        return;
      }
      clearTimeout(deadline);
      ready_at = Date.now();
      was_ready = true;
      first.resolve();
    });

    let over = false;
    const end = (how: string) => {
      if (over) return;
      over = true;
      clearTimeout(deadline);
      child = null;
      if (stopping) {
        ended.resolve();
        return;
      }
      const healthy = ready_at !== null && Date.now() - ready_at >= healthy_seconds * 1_000;
      falls_in_a_row = healthy ? 1 : falls_in_a_row + 1;
      if (!was_ready && (refusal !== null || falls_in_a_row >= max_first_exits)) {
        const output = last_lines.length === 0 ? "It said nothing." : `Its last output:\n${last_lines.join("\n")}`;
        first.reject(new ChildFailed(refusal ?? `${spec.name} could not be started (${how}). ${output}`));
        ended.resolve();
        return;
      }
      const delay = Math.min(first_delay_seconds * 2 ** (falls_in_a_row - 1), max_delay_seconds);
      events.fell(spec.name, refusal ?? (stuck ? `not ready after ${spec.start_seconds} s` : how), delay);
      restart = setTimeout(start, delay * 1_000);
    };
    // "close", not "exit": by then its last output has been read. A grandchild may hold the pipes open, though.
    current.on("exit", (code, signal) => {
      const how = signal === null ? `exit code ${code}` : signal;
      setTimeout(end, 500, how).unref();
      current.on("close", () => {
        end(how);
      });
    });
    current.on("error", (problem) => {
      if (current.pid === undefined) end(problem.message);
    });
  };

  const stop = async () => {
    stopping = true;
    clearTimeout(restart);
    const current = child;
    if (current !== null) {
      askToEnd(current);
      const kill = setTimeout(() => current.kill("SIGKILL"), spec.stop_seconds * 1_000);
      await ended.promise;
      clearTimeout(kill);
    }
    first.reject(new ChildFailed(`${spec.name} was stopped before it was ready.`));
  };

  start();
  return {
    name: spec.name,
    ready: first.promise,
    pid: () => child?.pid,
    tell: (message) => {
      told.push(message);
      if (child !== null) send(child, message);
    },
    stop: () => (stopped ??= stop()),
  };
}

/** Promise.withResolvers, which Node 20 lacks. */
function deferred() {
  let resolve: () => void = () => undefined;
  let reject: (problem: Error) => void = () => undefined;
  const promise = new Promise<void>((settle, fail) => {
    resolve = settle;
    reject = fail;
  });
  return { promise, resolve, reject };
}

/** A child that ends at this moment cannot be told; its successor will be. */
function send(child: ChildProcess, message: Record<string, boolean>): void {
  if (child.connected) child.send(message, () => undefined);
}

/** Windows has no SIGTERM: there, a closed channel says it. */
function askToEnd(child: ChildProcess): void {
  if (process.platform !== "win32") child.kill("SIGTERM");
  else if (child.connected) child.disconnect();
}
