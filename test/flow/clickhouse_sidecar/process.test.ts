/** The sidecar as a process: durability, locks, and how it starts and ends. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { spawnSidecar, startClickhouse, type ClickhouseKit } from "test/kit/clickhouse";

const kits: ClickhouseKit[] = [];
afterEach(() => Promise.all(kits.splice(0).map((kit) => kit.stop())));

async function start(): Promise<ClickhouseKit> {
  const kit = await startClickhouse();
  kits.push(kit);
  return kit;
}

async function count(clickhouse: ClickhouseKit, table: string): Promise<number> {
  const found = await clickhouse.client.query({ query: `SELECT count() AS n FROM ${table}`, format: "JSONEachRow" });
  const [row] = await found.json<{ n: number }>();
  return Number(row?.n);
}

async function outcome(child: ChildProcess): Promise<{ code: number | null; complaints: string }> {
  const complaints: string[] = [];
  child.stderr?.on("data", (chunk: Buffer) => complaints.push(chunk.toString()));
  await once(child, "exit");
  return { code: child.exitCode, complaints: complaints.join("") };
}

async function isGone(pid: number): Promise<boolean> {
  for (const give_up = performance.now() + 30_000; performance.now() < give_up; await pause(20)) {
    try {
      process.kill(pid, 0);
    } catch {
      return true;
    }
  }
  return false;
}

describe("durability", () => {
  test("no acknowledged insert is lost when the process is killed, again and again", async () => {
    const clickhouse = await start();
    await clickhouse.client.command({ query: "CREATE TABLE t (a UInt64, s String) ENGINE = MergeTree ORDER BY a" });
    const acknowledged = new Set<number>();
    let next = 0;
    for (let round = 0; round < 5; round += 1) {
      let writing = true;
      const write = async (): Promise<void> => {
        while (writing) {
          const values = Array.from({ length: 50 }, () => ({ a: next++, s: "x".repeat(500) }));
          try {
            await clickhouse.client.insert({ table: "t", values, format: "JSONEachRow" });
            for (const { a } of values) acknowledged.add(a);
          } catch {
            writing = false;
          }
        }
      };
      const writers = [write(), write(), write()];
      await pause(300 + 137 * round);
      await clickhouse.kill();
      await Promise.all(writers);
      await clickhouse.restart();
      const found = await clickhouse.client.query({ query: "SELECT a FROM t", format: "JSONCompactEachRow" });
      const kept = new Set((await found.json<[number]>()).map(([a]) => Number(a)));
      expect([...acknowledged].filter((a) => !kept.has(a))).toEqual([]);
    }
    expect(acknowledged.size).toBeGreaterThan(100);
  });

  test("what a killed process left in the spool is swept", async () => {
    const clickhouse = await start();
    const endless = clickhouse.client.query({ query: "SELECT number FROM numbers(1000000000)" }).catch(() => undefined);
    const spool = join(clickhouse.data_dir, "spool");
    while ((await readdir(spool)).length === 0) await pause(10);
    await clickhouse.kill();
    await endless;
    expect(await readdir(spool)).not.toEqual([]);
    await clickhouse.restart();
    expect(await readdir(spool)).toEqual([]);
  });
});

describe("one directory, one process", () => {
  test("a second opener gives up with one clear sentence, and disturbs nobody", async () => {
    const clickhouse = await start();
    const { code, complaints } = await outcome(spawnSidecar(clickhouse.data_dir, 0));
    expect(code).toBe(1);
    expect(complaints).toContain(`ClickHouse's data directory ${clickhouse.data_dir} is in use by another process`);
    expect(await clickhouse.client.ping()).toEqual({ success: true });
  });

  test("it waits for an owner that is about to leave", async () => {
    const first = await start();
    const second = spawnSidecar(first.data_dir, 0);
    const ready = once(second, "message");
    await pause(700); // It has found the directory taken.
    await first.kill();
    expect(await ready).toEqual([{ ready: { url: expect.stringContaining("http://127.0.0.1:") } }, undefined]);
    second.kill("SIGKILL");
    await once(second, "exit");
  });

  test("a port that stays taken is a clear failure", async () => {
    const squatter = createServer().listen(0, "127.0.0.1");
    await once(squatter, "listening");
    const address = squatter.address();
    const data_dir = await mkdtemp(join(tmpdir(), "hud-clickhouse-"));
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const { code, complaints } = await outcome(spawnSidecar(data_dir, port));
    expect({ code, complaints }).toEqual({ code: 1, complaints: expect.stringContaining("EADDRINUSE") });
    squatter.close();
    await rm(data_dir, { recursive: true });
  });
});

describe("its end", () => {
  test("SIGTERM: what runs is finished and answered, then it leaves with 0", async () => {
    const clickhouse = await start();
    const slow = clickhouse.client.query({ query: "SELECT sleep(1), 'done'", format: "TabSeparated" });
    await pause(300);
    process.kill(clickhouse.pid(), "SIGTERM");
    expect(await (await slow).text()).toBe("0\tdone\n");
    expect(await isGone(clickhouse.pid())).toBe(true);
    await clickhouse.restart();
    expect(await clickhouse.client.ping()).toEqual({ success: true });
  });

  test("what would not finish in 5 s is cancelled", async () => {
    const clickhouse = await start();
    await clickhouse.client.command({ query: "CREATE TABLE t (a UInt64) ENGINE = MergeTree ORDER BY a" });
    const failed = clickhouse.client
      .query({ query: "SELECT max(sipHash64(number)) FROM numbers(1000000000000)" })
      .catch((error: unknown) => error);
    await pause(300);
    const since = Date.now();
    process.kill(clickhouse.pid(), "SIGTERM");
    expect(await failed).toMatchObject({ type: "QUERY_WAS_CANCELLED" });
    expect(await isGone(clickhouse.pid())).toBe(true);
    expect(Date.now() - since).toBeLessThan(8_000);
    await clickhouse.restart();
    expect(await count(clickhouse, "t")).toBe(0);
  });

  test("it goes when its parent goes while it is still starting", async () => {
    const data_dir = await mkdtemp(join(tmpdir(), "hud-clickhouse-"));
    for (const delay_ms of [0, 100, 200, 400]) {
      const child = spawnSidecar(data_dir, 0);
      await pause(delay_ms);
      child.disconnect();
      expect(await outcome(child)).toEqual({ code: 0, complaints: "" });
    }
    await rm(data_dir, { recursive: true });
  });

  test("it goes when its parent goes, even without a farewell", async () => {
    const data_dir = await mkdtemp(join(tmpdir(), "hud-clickhouse-"));
    // A parent that sets no environment, so that the sidecar has to start again with its own; killed, not stopped.
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => name !== "UV_THREADPOOL_SIZE"));
    const script = `
      const { spawn } = require("node:child_process");
      const args = ["--import", "tsx", "engines/clickhouse/main.ts", "--data", ${JSON.stringify(data_dir)}, "--port", "0"];
      const child = spawn(process.execPath, args, { stdio: ["ignore", "ignore", "inherit", "ipc"] });
      child.on("message", ({ ready }) => console.log(JSON.stringify({ pid: child.pid, url: ready.url })));`;
    const parent = spawn(process.execPath, ["-e", script], {
      env: { ...env, NODE_ENV: "test" },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [line] = await once(parent.stdout, "data");
    const { pid, url } = JSON.parse(String(line)) as { pid: number; url: string };
    expect((await fetch(`${url}/ping`)).status).toBe(200);
    parent.kill("SIGKILL");
    expect(await isGone(pid)).toBe(true);
    let answers = true;
    for (let attempt = 0; attempt < 50 && answers; attempt += 1) {
      await pause(100);
      answers = await fetch(`${url}/ping`).then(
        () => true,
        () => false,
      );
    }
    expect(answers).toBe(false);
    await rm(data_dir, { recursive: true });
  });
});
