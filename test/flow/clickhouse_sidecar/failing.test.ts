/** The embedded ClickHouse when things go wrong: errors, cancellation, crowds, size limits and web pages. */
import { setMaxListeners } from "node:events";
import { readFile } from "node:fs/promises";
import { request } from "node:http";
import { Readable } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";
import { ClickHouseError, type BaseQueryParams, type ClickHouseSettings } from "@clickhouse/client";
import { startClickhouse, type ClickhouseKit } from "test/kit/clickhouse";

const endless = "SELECT max(sipHash64(number)) FROM numbers(1000000000000)";

let clickhouse: ClickhouseKit;
beforeAll(async () => {
  clickhouse = await startClickhouse();
  await clickhouse.client.command({ query: "CREATE TABLE t (a UInt64) ENGINE = MergeTree ORDER BY a" });
});
afterAll(() => clickhouse.stop());

async function text(query: string, options: BaseQueryParams = {}) {
  return (await clickhouse.client.query({ query, format: "TabSeparated", ...options })).text();
}

async function running(): Promise<number> {
  return Number(
    await text(
      "SELECT count() FROM system.processes WHERE query LIKE '%1000000000000%' AND query NOT LIKE '%processes%'",
    ),
  );
}

describe("errors", () => {
  test.each([
    ["SELEC 1", "62", "SYNTAX_ERROR"],
    ["SELECT (1", "62", "SYNTAX_ERROR"],
    ["SELECT 1; SELECT 2", "62", "SYNTAX_ERROR"],
    ["SELECT * FROM nowhere", "60", "UNKNOWN_TABLE"],
    ["SELECT nothing FROM t", "47", "UNKNOWN_IDENTIFIER"],
    ["SELECT throwIf(number = 900000, 'late') FROM numbers(1000000)", "395", "FUNCTION_THROW_IF_VALUE_IS_NON_ZERO"],
    ["SELECT 1 SETTINGS no_such_setting = 1", "115", "UNKNOWN_SETTING"],
    ["SELECT 1 INTO OUTFILE '/tmp/x'", "48", "NOT_IMPLEMENTED"],
    ["SELECT * FROM file('/etc/passwd', 'LineAsString')", "497", "ACCESS_DENIED"],
  ])("%s", async (query, code, type) => {
    const failed: unknown = await text(query).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(ClickHouseError);
    expect(failed).toMatchObject({ code, type });
    expect(String(failed)).not.toContain(clickhouse.data_dir);
    // The next requests, on every session, are answered as if nothing had been.
    const next = await Promise.all(Array.from({ length: 10 }, () => text("SELECT 'clean'")));
    expect(new Set(next)).toEqual(new Set(["clean\n"]));
  });

  test("rows that cannot be read name the row, not our files", async () => {
    const values = [{ a: 1 }, { a: "many" }];
    const failed = clickhouse.client.insert({ table: "t", values, format: "JSONEachRow" });
    await expect(failed).rejects.toMatchObject({ code: "27", message: expect.stringContaining("(at row 2)") });
    const message = await failed.catch(String);
    expect(message).not.toContain("spool");
    expect(await text("SELECT count() FROM t")).toBe("0\n");
  });

  test("an unknown setting, an unknown setting's name, a bad format", async () => {
    await expect(text("SELECT 1", { clickhouse_settings: { nonsense: 1 } })).rejects.toMatchObject({ code: "115" });
    const strange = { "a = 1, b": 1 };
    await expect(text("SELECT 1", { clickhouse_settings: strange })).rejects.toMatchObject({ code: "115" });
    expect((await fetch(`${clickhouse.url}/?query=SELECT+1&default_format=No'pe`)).status).toBe(400);
  });

  test("max_execution_time", async () => {
    const failed = text(endless, { clickhouse_settings: { max_execution_time: 1 } });
    await expect(failed).rejects.toMatchObject({ code: "159", type: "TIMEOUT_EXCEEDED" });
    expect(await text("SELECT 1")).toBe("1\n");
  });
});

describe("cancellation and crowds", () => {
  test("who hangs up stops the query", async () => {
    const hanging_up = new AbortController();
    const failed = text(endless, { abort_signal: hanging_up.signal });
    while ((await running()) === 0) await pause(20);
    hanging_up.abort();
    await expect(failed).rejects.toThrow("abort");
    const since = Date.now();
    while ((await running()) > 0) await pause(20);
    expect(Date.now() - since).toBeLessThan(5_000);
    expect(await text("SELECT 1")).toBe("1\n");
  });

  test("a point query does not wait behind a scan", async () => {
    const hanging_up = new AbortController();
    const scans = [1, 2, 3].map(() => text(endless, { abort_signal: hanging_up.signal }).catch(() => "cancelled"));
    while ((await running()) < 3) await pause(20);
    const since = Date.now();
    const points = await Promise.all(Array.from({ length: 20 }, (_, n) => text(`SELECT ${n}`)));
    expect(points).toEqual(Array.from({ length: 20 }, (_, n) => `${n}\n`));
    expect(Date.now() - since).toBeLessThan(3_000);
    hanging_up.abort();
    expect(await Promise.all(scans)).toEqual(["cancelled", "cancelled", "cancelled"]);
    while ((await running()) > 0) await pause(20);
  });

  test("who cannot even wait is told so", async () => {
    const crowded = await startClickhouse({ sessions: 2 });
    const client = crowded.connect({ max_open_connections: 400 });
    const hanging_up = new AbortController();
    setMaxListeners(0, hanging_up.signal);
    const ask = () =>
      client.query({ query: endless, abort_signal: hanging_up.signal }).then(String, (error: unknown) => error);
    const all = Array.from({ length: 262 }, ask);
    const refused = await Promise.race(all);
    expect(refused).toMatchObject({ code: "202", type: "TOO_MANY_SIMULTANEOUS_QUERIES" });
    hanging_up.abort();
    await Promise.all(all);
    const found = await crowded.client.query({ query: "SELECT 1", format: "CSV" });
    expect(await found.text()).toBe("1\n");
    await crowded.stop();
  });
});

describe("large results", () => {
  /** Without the pages of files that it has mapped, which are the kernel's to drop. */
  async function heldMegabytes(): Promise<number> {
    const status = await readFile(`/proc/${clickhouse.pid()}/status`, "utf8");
    return Number(/RssAnon:\s+(\d+)/.exec(status)?.[1]) / 1024;
  }

  test.each(["JSONEachRow", "JSON"])("200 MB of %s are streamed, with flat memory", async (format) => {
    const usual = await heldMegabytes();
    let peak = usual;
    const watch = setInterval(() => void heldMegabytes().then((now) => (peak = Math.max(peak, now))), 20);
    const query = `SELECT number AS a, repeat('x', 200) AS s FROM numbers(1000000) FORMAT ${format}`;
    const { stream } = await clickhouse.client.exec({ query });
    let bytes = 0;
    for await (const chunk of stream) bytes += Buffer.from(chunk).length;
    clearInterval(watch);
    expect(bytes).toBeGreaterThan(200_000_000);
    expect(peak - usual).toBeLessThan(300);
  });

  test("200 MB of rows are inserted, with flat memory", async () => {
    const query = "CREATE TABLE large (s String) ENGINE = Null";
    await clickhouse.client.command({ query });
    const usual = await heldMegabytes();
    let peak = usual;
    const watch = setInterval(() => void heldMegabytes().then((now) => (peak = Math.max(peak, now))), 20);
    const row = `${"y".repeat(1_999)}\n`.repeat(50);
    const values = Readable.from(
      Array.from({ length: 2_000 }, () => row),
      { objectMode: false },
    );
    // The engine itself gathers up to 256 MB of rows into one block, unless told otherwise.
    const clickhouse_settings: ClickHouseSettings = {
      max_insert_block_size: "10000",
      min_insert_block_size_rows: "10000",
      min_insert_block_size_bytes: "20000000",
    };
    const done = await clickhouse.client.insert({
      table: "large",
      values,
      format: "TabSeparated",
      clickhouse_settings,
    });
    clearInterval(watch);
    expect(done.summary).toMatchObject({ written_rows: "100000" });
    expect(peak - usual).toBeLessThan(300);
  });
});

describe("whom it serves", () => {
  /** Node's fetch sets Host and Origin itself; a bare request says what it is told. */
  function status(headers: Record<string, string>, path = "/?query=SELECT+1"): Promise<number> {
    return new Promise((resolve, reject) => {
      const sent = request(clickhouse.url + path, { headers }, (reply) => {
        reply.resume();
        resolve(reply.statusCode ?? 0);
      });
      sent.on("error", reject).end();
    });
  }

  test("programs of this machine, and no web page", async () => {
    const { port } = new URL(clickhouse.url);
    expect(await status({ host: `127.0.0.1:${port}` })).toBe(200);
    expect(await status({ host: `localhost:${port}` })).toBe(200);
    expect(await status({ host: `evil.example:${port}` })).toBe(403);
    expect(await status({ origin: "https://evil.example" })).toBe(403);
    expect(await status({ origin: "null" })).toBe(403);
    expect(await status({ "sec-fetch-site": "cross-site" })).toBe(403);
    expect(await status({ "sec-fetch-site": "cross-site" }, "/ping")).toBe(403);
  });

  test("a GET never writes", async () => {
    const reply = await fetch(`${clickhouse.url}/?query=${encodeURIComponent("DROP TABLE t")}`);
    expect(await reply.text()).toContain("(READONLY)");
  });

  test("addresses and methods it does not know", async () => {
    expect(await (await fetch(`${clickhouse.url}/`)).text()).toBe("Ok.\n");
    expect((await fetch(`${clickhouse.url}/nope`)).status).toBe(404);
    expect(await status({}, "//")).toBe(400);
    expect((await fetch(clickhouse.url, { method: "DELETE" })).status).toBe(405);
    expect((await fetch(clickhouse.url, { method: "POST", body: " " })).status).toBe(400);
  });

  test("bodies have their limit", async () => {
    const reply = await fetch(clickhouse.url, { method: "POST", body: new Uint8Array(65 * 1024 * 1024).fill(32) });
    expect(reply.status).toBe(413);
  });
});
