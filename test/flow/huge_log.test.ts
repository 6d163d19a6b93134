/** A log of 200 MB through the workers' own process: kept whole, explained, in time, and in no more memory than a small one. */
import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { createReadStream } from "node:fs";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import type { ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { createGunzip } from "node:zlib";
import { findJob } from "lib/logs/job_log";
import type { LogFinding } from "lib/model/log_finding";
import { RecordStore } from "lib/store/record_store";
import { createTables } from "lib/store/tables";
import { migrate } from "lib/warehouse/migrate";
import { type ClickhouseKit, startClickhouse } from "test/kit/clickhouse";
import { startDynamodb, type TestDynamodb } from "test/kit/dynamodb";
import { type LogStore, startLogStore } from "test/kit/log_store";
import { processFile } from "test/kit/processes";
import { sampleJob } from "test/kit/sample_records";

const repo = "octo/app";
const table_prefix = "huge-";
const patience_ms = 100_000;

let dynamodb: TestDynamodb;
let clickhouse: ClickhouseKit;
let github: LogStore;
let folder = "";
let worker: ChildProcess;

/** In the order of starting: when one does not start, those that did are stopped all the same. */
const stops: (() => Promise<unknown>)[] = [];

async function started<Part extends { stop: () => Promise<unknown> }>(starting: Promise<Part>): Promise<Part> {
  const part = await starting;
  stops.push(() => part.stop());
  return part;
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "hud-huge-log-"));
  stops.push(() => rm(folder, { recursive: true, force: true }));
  github = await started(startLogStore({ repos: [{ full_name: repo }], token: "secret-token" }));
  dynamodb = await started(startDynamodb());
  clickhouse = await started(startClickhouse());
  await Promise.all([migrate(clickhouse.client), createTables(dynamodb.client, table_prefix)]);
  worker = spawn(process.execPath, [processFile("workers/main")], {
    stdio: ["ignore", "ignore", "ignore", "ipc"],
    env: {
      ...{ PATH: process.env.PATH, DYNAMODB_ENDPOINT: dynamodb.url, DYNAMODB_TABLE_PREFIX: table_prefix },
      ...{ CLICKHOUSE_URL: clickhouse.url, HUD_ARCHIVE: `file:${folder}`, HUD_DATA_DIR: folder },
      ...{ GITHUB_API_URL: github.github.url, GITHUB_TOKEN: "secret-token", LOG_LEVEL: "silent", NODE_ENV: "test" },
      ...{ GITHUB_WEBHOOK_SECRET: "s", OOT_RELAY_TOKEN: "s", CIRCLECI_WEBHOOK_SECRET: "s", HUD_API_TOKEN: "s" },
    },
  });
  const gone = once(worker, "exit");
  stops.push(() => {
    worker.kill("SIGKILL");
    return gone;
  });
  await once(worker, "message", { signal: AbortSignal.timeout(patience_ms) });
});
afterAll(async () => {
  for (const stop of stops.toReversed()) await stop();
});

const ordinary_bytes = 100;
/** By their line numbers' share of the log. A rule of less weight matches after the one that says why. */
const told: readonly [share: number, line: string][] = [
  [0.2, "src/a.cpp:7:3: error: no member named 'rank' in 'Shape'"],
  [0.6, "src/b.cpp:88:14: error: use of undeclared identifier 'thrust_vector'"],
  [0.9, "ninja: build stopped: subcommand failed."],
  [1, "##[error]Process completed with exit code 1."],
];

interface MadeLog {
  /** In pieces that know nothing of lines, as a network gives them; each is made when it is asked for. */
  pieces: () => Generator<Buffer, void>;
  bytes: number;
  lines: number;
  failing_line_num: number;
}

function madeLog(lines: number): MadeLog {
  const special = new Map(told.map(([share, line]) => [Math.floor(lines * share), line]));
  const line = (line_num: number): string => {
    const text = `2026-03-01T12:00:00.1234567Z ${special.get(line_num) ?? `[${line_num}/${lines}] Building CXX object`}`;
    return special.has(line_num) ? `${text}\n` : `${text.padEnd(ordinary_bytes - 1, "part.cpp.o ")}\n`;
  };
  const [, failing] = [...special.keys()];
  if (failing === undefined) throw new Error("No line says why");
  const special_bytes = [...special.keys()].reduce((sum, line_num) => sum + line(line_num).length, 0);
  return {
    lines,
    failing_line_num: failing,
    bytes: (lines - special.size) * ordinary_bytes + special_bytes,
    *pieces() {
      let text = "";
      for (let line_num = 1; line_num <= lines; line_num++) {
        text += line(line_num);
        if (text.length < 65_536) continue;
        yield Buffer.from(text.slice(0, 65_536));
        text = text.slice(65_536);
      }
      yield Buffer.from(text);
    },
  };
}

/** Sends a log as fast as it is taken. @returns the SHA-256 of what was sent */
async function send({ pieces, bytes }: MadeLog, response: ServerResponse): Promise<string> {
  const hash = createHash("sha256");
  const hashed = function* (): Generator<Buffer, void> {
    for (const piece of pieces()) {
      hash.update(piece);
      yield piece;
    }
  };
  response.writeHead(200, { "content-type": "text/plain", "content-length": bytes });
  await pipeline(Readable.from(hashed()), response);
  return hash.digest("hex");
}

/** Has the worker hear of a failed job with such a log. @returns what it found, and the SHA-256 of what GitHub sent */
async function explained(job_id: number, log: MadeLog): Promise<{ found: LogFinding; sent: string }> {
  const store = new RecordStore(dynamodb.client, table_prefix);
  let sent = "";
  github.serve(job_id, async (response) => {
    sent = await send(log, response);
  });
  const now = new Date().toISOString();
  const times = { created_at: now, started_at: now, completed_at: now };
  await store.merge(sampleJob(job_id, { conclusion: "failure", ...times }));
  const give_up = performance.now() + patience_ms;
  for (;;) {
    const found = (await findJob(store, repo, job_id))?.log;
    if (found) return { found, sent };
    if (performance.now() > give_up) throw new Error(`The log of ${log.lines} lines was not explained in time`);
    await sleep(100);
  }
}

/** The most memory that the worker has ever had, in megabytes: the kernel's own count, which misses no moment. */
async function mostMegabytes(): Promise<number> {
  const status = await readFile(`/proc/${worker.pid}/status`, "utf8");
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
}

test("a log of 200 MB is kept whole and explained within a minute, in the memory that one of 20 MB takes", async () => {
  const small = madeLog(200_000);
  expect((await explained(1, small)).found).toMatchObject({ line_num: small.failing_line_num });
  const usual = await mostMegabytes();

  const huge = madeLog(2_000_000);
  expect(huge.bytes).toBeGreaterThan(199_000_000);
  const began = performance.now();
  const { found, sent } = await explained(2, huge);
  const seconds = (performance.now() - began) / 1000;
  const grown = (await mostMegabytes()) - usual;

  expect(found).toMatchObject({
    ...{ bytes: huge.bytes, lines: 2_000_000, line_num: huge.failing_line_num },
    ...{ rule: "C++: compile error", line: "src/b.cpp:88:14: error: use of undeclared identifier 'thrust_vector'" },
  });
  expect(seconds).toBeLessThan(60);
  // About 40, of garbage that waits for its collector; whoever held the log would need 180 more than for the small one.
  expect(grown).toBeLessThan(100);

  const file = path.join(folder, "log", repo, "2");
  expect((await stat(file)).size).toBeLessThan(huge.bytes / 4);
  const hash = createHash("sha256");
  const hashing = new Writable({
    write(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done();
    },
  });
  await pipeline(createReadStream(file), createGunzip(), hashing);
  expect(hash.digest("hex")).toBe(sent);
  // Nor does the store learn the token.
  expect(github.credentials).toEqual([undefined, undefined]);
}, 240_000);
