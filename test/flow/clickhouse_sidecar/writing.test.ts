/** The embedded ClickHouse, seen through the official client: tables, inserts, replacement and what data may contain. */
import { request } from "node:http";
import { Readable } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { startClickhouse, type ClickhouseKit } from "test/kit/clickhouse";

let clickhouse: ClickhouseKit;
beforeAll(async () => {
  clickhouse = await startClickhouse({ settings: { date_time_input_format: "best_effort" } });
});
afterAll(() => clickhouse.stop());

let tables = 0;
/** An empty table of this test's own. */
async function newTable(columns = "a UInt64, s String DEFAULT concat('d', toString(a))"): Promise<string> {
  tables += 1;
  const table = `t${tables}`;
  await clickhouse.client.command({ query: `CREATE TABLE ${table} (${columns}) ENGINE = MergeTree ORDER BY a` });
  return table;
}

async function rows(table: string): Promise<unknown[]> {
  const query = `SELECT * FROM ${table} ORDER BY ALL`;
  return (await clickhouse.client.query({ query, format: "JSONCompactEachRow" })).json();
}

describe("insert", () => {
  test("an array of objects, some columns by default", async () => {
    const table = await newTable();
    const values = [{ a: 1, s: "é'\\\n\n\t\"; DROP TABLE x" }, { a: 2 }];
    const done = await clickhouse.client.insert({ table, values, format: "JSONEachRow" });
    expect(done.summary).toMatchObject({ written_rows: "2" });
    expect(await rows(table)).toEqual([
      [1, "é'\\\n\n\t\"; DROP TABLE x"],
      [2, "d2"],
    ]);
  });

  test("a stream of objects, and a stream of CSV", async () => {
    const table = await newTable();
    const objects = Readable.from(Array.from({ length: 5_000 }, (_, a) => ({ a, s: "x" })));
    await clickhouse.client.insert({ table, values: objects, format: "JSONEachRow" });
    const csv = Readable.from(['5000,"a\n\nb;c"\n', "5001,d\n"], { objectMode: false });
    await clickhouse.client.insert({ table, values: csv, format: "CSV" });
    const found = await rows(table);
    expect(found).toHaveLength(5_002);
    expect(found.slice(-2)).toEqual([
      [5000, "a\n\nb;c"],
      [5001, "d"],
    ]);
  });

  test("named columns, and all but some", async () => {
    const table = await newTable("a UInt64, b UInt64 DEFAULT 7, c String");
    await clickhouse.client.insert({ table, values: [[1, "x"]], columns: ["a", "c"], format: "JSONCompactEachRow" });
    await clickhouse.client.insert({
      table,
      values: [{ a: 2, c: "y" }],
      columns: { except: ["b"] },
      format: "JSONEachRow",
    });
    await clickhouse.client.insert({ table, values: [], format: "JSONEachRow" });
    expect(await rows(table)).toEqual([
      [1, 7, "x"],
      [2, 7, "y"],
    ]);
  });

  test("date_time_input_format applies", async () => {
    const table = await newTable("a DateTime64(3)");
    const values = [{ a: "2024-05-01T10:00:00.25Z" }, { a: "2024-05-01T12:00:01+02:00" }];
    await clickhouse.client.insert({ table, values, format: "JSONEachRow" });
    expect(await rows(table)).toEqual([["2024-05-01 10:00:00.250"], ["2024-05-01 10:00:01.000"]]);
  });

  test("async_insert is acknowledged only once it is stored", async () => {
    const table = await newTable();
    const clickhouse_settings = { async_insert: 1, wait_for_async_insert: 1 } as const;
    await clickhouse.client.insert({ table, values: [{ a: 1 }], format: "JSONEachRow", clickhouse_settings });
    expect(await rows(table)).toEqual([[1, "d1"]]);
  });

  test("blank lines in the data never end it, let alone begin a statement", async () => {
    const table = await newTable();
    const data = `{"a": 1}\n\n{"a": 2}\n\nDROP TABLE ${table}\n`;
    const sent = fetch(`${clickhouse.url}/?query=${encodeURIComponent(`INSERT INTO ${table} FORMAT JSONEachRow`)}`, {
      method: "POST",
      body: data,
    });
    expect(await (await sent).text()).toContain("(at row 3)\n: (in the request's body)");
    const body = `INSERT INTO ${table} FORMAT JSONEachRow\n{"a": 1}\n\n{"a": 2}\n\n\n{"a": 3}`;
    expect((await fetch(clickhouse.url, { method: "POST", body })).status).toBe(200);
    expect(await rows(table)).toHaveLength(3);
  });

  test("VALUES with expressions, parameters and several lines", async () => {
    const table = await newTable();
    const query = `INSERT INTO ${table} (a, s) VALUES (1 + 1, {x:String}),\n\n (3, 'it''s;');`;
    await clickhouse.client.command({ query, query_params: { x: "(')" } });
    expect(await rows(table)).toEqual([
      [2, "(')"],
      [3, "it's;"],
    ]);
  });

  test("INSERT … SELECT, settings of its own, and binary formats", async () => {
    const table = await newTable();
    await clickhouse.client.command({ query: `INSERT INTO ${table} (a) SELECT number FROM numbers(3)` });
    const query = `INSERT INTO ${table} SETTINGS input_format_skip_unknown_fields = 1 FORMAT JSONEachRow`;
    await clickhouse.client.exec({ query, values: Readable.from(['{"a": 3, "unknown": 1}']) });
    const native = await clickhouse.client.exec({ query: `SELECT a + 10 AS a, s FROM ${table} FORMAT Native` });
    await clickhouse.client.exec({ query: `INSERT INTO ${table} FORMAT Native`, values: native.stream });
    expect((await rows(table)).map((row) => Array.isArray(row) && row[0])).toEqual([0, 1, 2, 3, 10, 11, 12, 13]);
  });

  test("compressed by gzip, deflate or brotli", async () => {
    const table = await newTable();
    const client = clickhouse.connect({ compression: { request: true } });
    await client.insert({ table, values: [{ a: 1 }], format: "JSONEachRow" });
    const url = `${clickhouse.url}/?query=${encodeURIComponent(`INSERT INTO ${table} FORMAT JSONEachRow`)}`;
    for (const [encoding, body] of [
      ["deflate", deflateSync('{"a": 2}')],
      ["br", brotliCompressSync('{"a": 3}')],
    ] as const) {
      const headers = { "content-encoding": encoding };
      expect((await fetch(url, { method: "POST", headers, body: new Uint8Array(body) })).status).toBe(200);
    }
    const headers = { "content-encoding": "gzip" };
    const broken = await fetch(url, { method: "POST", headers, body: new Uint8Array(gzipSync("{}").subarray(0, 12)) });
    expect(broken.status).toBe(400);
    const unknown = await fetch(url, { method: "POST", headers: { "content-encoding": "zip" }, body: "x" });
    expect(await unknown.text()).toContain("(NOT_IMPLEMENTED)");
    expect(await rows(table)).toHaveLength(3);
  });

  test("an upload that breaks off inserts nothing", async () => {
    const table = await newTable();
    const path = `/?query=${encodeURIComponent(`INSERT INTO ${table} FORMAT JSONEachRow`)}`;
    const sent = request(clickhouse.url + path, { method: "POST", headers: { "content-length": "1000" } });
    sent.on("error", () => undefined).write('{"a": 1}\n{"a": 2}\n');
    await pause(100);
    sent.destroy();
    await pause(100);
    expect(await rows(table)).toEqual([]);
  });
});

describe("tables", () => {
  test("FINAL on ReplacingMergeTree(revision, is_deleted), with a materialised view", async () => {
    await clickhouse.client.command({
      query: `CREATE TABLE jobs (id UInt64, name String, revision UInt64, is_deleted UInt8)
              ENGINE = ReplacingMergeTree(revision, is_deleted) ORDER BY id`,
    });
    await clickhouse.client.command({
      query: "CREATE MATERIALIZED VIEW names ENGINE = MergeTree ORDER BY id AS SELECT id, name FROM jobs",
    });
    const insert = (id: number, name: string, revision: number, is_deleted = 0) =>
      clickhouse.client.insert({
        table: "jobs",
        values: [{ id, name, revision, is_deleted }],
        format: "JSONEachRow",
      });
    await insert(1, "new", 2);
    await insert(1, "old", 1);
    await insert(2, "gone", 1);
    await insert(2, "gone", 2, 1);
    const found = await clickhouse.client.query({ query: "SELECT id, name FROM jobs FINAL", format: "JSONEachRow" });
    expect(await found.json()).toEqual([{ id: 1, name: "new" }]);
    expect(await rows("names")).toHaveLength(4);
  });

  test("ALTER, UPDATE, DELETE, EXISTS, DROP", async () => {
    const table = await newTable();
    await clickhouse.client.insert({ table, values: [{ a: 1 }, { a: 2 }], format: "JSONEachRow" });
    await clickhouse.client.command({ query: `ALTER TABLE ${table} ADD COLUMN b UInt8 DEFAULT 5` });
    await clickhouse.client.command({ query: `DELETE FROM ${table} WHERE a = {a:UInt64}`, query_params: { a: 1 } });
    await clickhouse.client.command({
      query: `ALTER TABLE ${table} UPDATE s = {s:String} WHERE 1`,
      query_params: { s: "it's" },
      clickhouse_settings: { mutations_sync: "1" },
    });
    expect(await rows(table)).toEqual([[2, "it's", 5]]);
    await clickhouse.client.command({ query: `DROP TABLE ${table}` });
    const found = await clickhouse.client.query({ query: `EXISTS TABLE ${table}`, format: "CSV" });
    expect(await found.text()).toBe("0\n");
  });
});
