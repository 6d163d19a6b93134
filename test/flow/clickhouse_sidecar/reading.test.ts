/** The embedded ClickHouse, seen through the official client: queries, formats, parameters and settings. */
import { ClickHouseError, type DataFormat } from "@clickhouse/client";
import { startClickhouse, type ClickhouseKit } from "test/kit/clickhouse";

let clickhouse: ClickhouseKit;
beforeAll(async () => {
  clickhouse = await startClickhouse();
});
afterAll(() => clickhouse.stop());

async function text(query: string, format: DataFormat = "TabSeparated"): Promise<string> {
  return (await clickhouse.client.query({ query, format })).text();
}

async function value(expression: string, query_params: Record<string, unknown> = {}): Promise<unknown> {
  const query = `SELECT ${expression} AS value`;
  const found = await clickhouse.client.query({ query, query_params, format: "JSONEachRow" });
  const [row] = await found.json<{ value: unknown }>();
  return row?.value;
}

describe("formats", () => {
  const query = "SELECT number AS n, concat('é;\n', toString(number)) AS s FROM numbers(2)";

  test("ping, by address and by query", async () => {
    expect(await clickhouse.client.ping()).toEqual({ success: true });
    expect(await clickhouse.client.ping({ select: true })).toEqual({ success: true });
  });

  test("JSONEachRow as rows and as a stream", async () => {
    const rows = [
      { n: 0, s: "é;\n0" },
      { n: 1, s: "é;\n1" },
    ];
    expect(await (await clickhouse.client.query({ query, format: "JSONEachRow" })).json()).toEqual(rows);
    const streamed: unknown[] = [];
    const found = await clickhouse.client.query({ query, format: "JSONEachRow" });
    for await (const some of found.stream()) streamed.push(...some.map((row) => row.json()));
    expect(streamed).toEqual(rows);
  });

  test("JSON and JSONCompact carry columns and statistics", async () => {
    const json = await (await clickhouse.client.query({ query, format: "JSON" })).json();
    expect(json).toMatchObject({ meta: [{ name: "n" }, { name: "s" }], data: [{ n: 0 }, { n: 1 }], rows: 2 });
    const compact = await (await clickhouse.client.query({ query, format: "JSONCompact" })).json();
    expect(compact).toMatchObject({
      data: [
        [0, "é;\n0"],
        [1, "é;\n1"],
      ],
    });
  });

  test("CSV, TSV and a query that names its own format", async () => {
    expect(await text(query, "CSVWithNames")).toBe('"n","s"\n0,"é;\n0"\n1,"é;\n1"\n');
    expect(await text(query)).toBe("0\té;\\n0\n1\té;\\n1\n");
    const own = await clickhouse.client.exec({
      query: "SELECT 1 AS a FORMAT JSONCompactEachRow SETTINGS max_threads = 1;",
    });
    expect(Buffer.concat(await own.stream.toArray()).toString()).toBe("[1]\n");
  });

  test("what is not a SELECT is answered too", async () => {
    expect(await text("EXPLAIN SYNTAX SELECT 1")).toContain("SELECT 1");
    expect(await text("SHOW DATABASES")).toContain("default");
    expect(await text("(SELECT 1) UNION ALL (SELECT 2) -- and a comment")).toBe("1\n2\n");
    expect(await text("WITH 3 AS x SELECT x, 'FORMAT CSV;' /* ; */")).toBe("3\tFORMAT CSV;\n");
    expect(await text("SELECT 1 WHERE 0", "JSONEachRow")).toBe("");
    expect(await text("SELECT 1 INTO nowhere", "CSV").catch((error: Error) => error.message)).toContain(
      "(nowhere) (line 1, col 15)",
    );
    const none = await clickhouse.client.exec({ query: "SELECT 1 FORMAT Null" });
    expect(await none.stream.toArray()).toEqual([]);
  });

  test("headers say what the server's say", async () => {
    const found = await clickhouse.client.query({ query: "SELECT 1", format: "CSV", query_id: "an-id" });
    expect(found.query_id).toBe("an-id");
    expect(found.response_headers).toMatchObject({
      "x-clickhouse-query-id": "an-id",
      "x-clickhouse-format": "CSV",
      "x-clickhouse-timezone": "UTC",
    });
    expect(JSON.parse(String(found.response_headers["x-clickhouse-summary"]))).toMatchObject({ result_rows: "1" });
  });

  test("compressed replies", async () => {
    const client = clickhouse.connect({ compression: { request: true, response: true } });
    const found = await client.query({ query: "SELECT number FROM numbers(300000)", format: "JSONEachRow" });
    expect(found.response_headers["content-encoding"]).toBe("gzip");
    expect(await found.json()).toHaveLength(300_000);
    await expect(client.query({ query: "SELECT nothing" })).rejects.toBeInstanceOf(ClickHouseError);
  });
});

describe("parameters", () => {
  const hard = [
    "it's",
    'a "b" `c`',
    "back\\slash \\n \\N",
    "line\nline\r\ttab",
    "naïve 日本 🚀",
    "nul\0nul",
    "",
    "{x:String}; --",
  ];

  test.each(hard)("String %j comes back as it went", async (string) => {
    expect(await value("{x:String}", { x: string })).toBe(string);
    expect(await value("{x:Array(String)}", { x: [string, ""] })).toEqual([string, ""]);
    expect(await value("{x:Map(String, String)}", { x: { [string]: string } })).toEqual({ [string]: string });
  });

  test("every other type", async () => {
    expect(await value("toString({x:UInt64})", { x: 18446744073709551615n })).toBe("18446744073709551615");
    expect(await value("toString({x:UInt64})", { x: "9007199254740993" })).toBe("9007199254740993");
    expect(await value("{x:Nullable(String)}", { x: null })).toBeNull();
    expect(await value("{x:Nullable(String)}", { x: "\\N" })).toBe("\\N");
    expect(await value("{x:Array(UInt64)}", { x: [1, 2] })).toEqual([1, 2]);
    expect(await value("{x:Array(String)}", { x: [] })).toEqual([]);
    expect(await value("{x:Bool}", { x: true })).toBe(true);
    expect(await value("{x:Float64}", { x: -0.5 })).toBe(-0.5);
    expect(await value("{x:Date}", { x: "2024-02-29" })).toBe("2024-02-29");
    expect(await value("{x:DateTime}", { x: new Date("2024-02-29T12:00:01Z") })).toBe("2024-02-29 12:00:01");
    expect(await value("{x:DateTime64(3)}", { x: new Date("2024-02-29T12:00:01.5Z") })).toBe("2024-02-29 12:00:01.500");
    expect(await value("{x:Enum8('a' = 1, 'b' = 2)}", { x: "b" })).toBe("b");
    expect(await value("{x:UUID}", { x: "61f0c404-5cb3-11e7-907b-a6006ad3dba0" })).toBe(
      "61f0c404-5cb3-11e7-907b-a6006ad3dba0",
    );
    expect(await text("SELECT 1")).toBe("1\n");
  });

  test("identifiers", async () => {
    const found = await clickhouse.client.query({
      query: "SELECT * FROM {d:Identifier}.{t:Identifier}",
      query_params: { d: "system", t: "one" },
      format: "CSV",
    });
    expect(await found.text()).toBe("0\n");
  });

  test("parameters too long for an address travel in the body", async () => {
    const long = "é'\\\n".repeat(50_000);
    const found = await clickhouse.client.query({
      query: "SELECT {x:String} AS value",
      query_params: { x: long },
      use_multipart_params: true,
      format: "JSONEachRow",
    });
    expect(await found.json()).toEqual([{ value: long }]);
  });

  test("an earlier request's value is never used", async () => {
    const query = "SELECT {secret:String} AS value";
    for (let round = 0; round < 20; round += 1) {
      expect(await value("{secret:String}", { secret: "hidden" })).toBe("hidden");
      await expect(clickhouse.client.query({ query })).rejects.toMatchObject({
        code: "456",
        type: "UNKNOWN_QUERY_PARAMETER",
      });
    }
    await clickhouse.client.command({ query: "CREATE TABLE leaks (secret String) ENGINE = MergeTree ORDER BY ()" });
    for (const command of [
      "INSERT INTO leaks VALUES ({secret:String})",
      "INSERT INTO {secret:Identifier} VALUES ('a')",
    ]) {
      await expect(clickhouse.client.command({ query: command })).rejects.toBeInstanceOf(ClickHouseError);
    }
    expect(await text("SELECT count() FROM leaks")).toBe("0\n");
    await expect(clickhouse.client.query({ query, query_params: { other: 1 } })).rejects.toBeInstanceOf(
      ClickHouseError,
    );
    expect(await value("'{secret:String}'")).toBe("{secret:String}");
  });

  test("a parameterised view keeps its placeholders", async () => {
    for (let round = 0; round < 10; round += 1) await value("{n:UInt8}", { n: 9 });
    await clickhouse.client.command({ query: "CREATE VIEW doubled AS SELECT {n:UInt8} * 2 AS value" });
    expect(await text("SELECT value FROM doubled(n = 4)")).toBe("8\n");
  });

  test("a value of the wrong type", async () => {
    await expect(value("{x:UInt8}", { x: "many" })).rejects.toMatchObject({ code: "457", type: "BAD_QUERY_PARAMETER" });
  });
});

describe("isolation", () => {
  test("settings hold for one request", async () => {
    const query = "SELECT getSetting('max_block_size') AS size, getSetting('join_use_nulls') AS nulls";
    const ask = async (clickhouse_settings = {}) =>
      (await clickhouse.client.query({ query, format: "JSONEachRow", clickhouse_settings })).json();
    const [usual] = await ask();
    for (let round = 0; round < 10; round += 1) {
      expect(await ask({ max_block_size: "77", join_use_nulls: 1 })).toEqual([{ size: 77, nulls: true }]);
      expect(await ask()).toEqual([usual]);
    }
  });

  test("readonly holds, and for one request", async () => {
    const query = "CREATE TABLE forbidden (a UInt8) ENGINE = Memory";
    for (const readonly of ["1", "2"] as const) {
      await expect(clickhouse.client.command({ query, clickhouse_settings: { readonly } })).rejects.toMatchObject({
        code: "164",
        type: "READONLY",
      });
      const found = await clickhouse.client.query({
        query: "SELECT 1",
        format: "CSV",
        clickhouse_settings: { readonly },
      });
      expect(await found.text()).toBe("1\n");
    }
    await clickhouse.client.command({ query: query.replace("forbidden", "allowed") });
  });

  test("what one request does to its session, no other sees", async () => {
    await clickhouse.client.command({ query: "CREATE DATABASE IF NOT EXISTS elsewhere" });
    for (const query of ["SET max_block_size = 78", "USE elsewhere", "CREATE TEMPORARY TABLE passing (a UInt8)"]) {
      await clickhouse.client.command({ query });
    }
    const seen = await Promise.all(
      Array.from({ length: 16 }, () => text("SELECT currentDatabase(), getSetting('max_block_size') = 78")),
    );
    expect(new Set(seen)).toEqual(new Set(["default\t0\n"]));
    await expect(text("SELECT * FROM passing")).rejects.toMatchObject({ type: "UNKNOWN_TABLE" });
  });

  test("each client has its database", async () => {
    await clickhouse.client.command({ query: "CREATE DATABASE IF NOT EXISTS `odd-name`" });
    const other = clickhouse.connect({ database: "odd-name", username: "anyone", password: "any" });
    for (let round = 0; round < 10; round += 1) {
      const there = await other.query({ query: "SELECT currentDatabase()", format: "CSV" });
      expect(await there.text()).toBe('"odd-name"\n');
      expect(await text("SELECT currentDatabase()")).toBe("default\n");
    }
    const lost = clickhouse.connect({ database: "nowhere" });
    await expect(lost.query({ query: "SELECT 1" })).rejects.toMatchObject({ code: "81", type: "UNKNOWN_DATABASE" });
  });
});

describe("a statement asked again", () => {
  const query = "SELECT leftPad(toString(number), 1000) AS text FROM numbers({rows:UInt32})";
  const ask = async (rows: number, settings: Record<string, string> = {}): Promise<number> => {
    const found = await clickhouse.client.query({
      ...{ query, format: "TabSeparated", query_params: { rows }, clickhouse_settings: settings },
    });
    return (await found.text()).length;
  };

  test("answers the same, whatever size its last result had", async () => {
    for (const rows of [1, 2, 0, 20_000, 30_000, 3, 12_000, 1]) expect(await ask(rows)).toBe(rows * 1001);
  });

  test("keeps to the limits that it is given", async () => {
    const small = { max_result_bytes: "100000", max_block_size: "100" };
    for (const settings of [small, { ...small, max_result_bytes: "12000000" }]) {
      expect(await ask(2, settings)).toBe(2002);
      await expect(ask(20_000, settings)).rejects.toMatchObject({ type: "TOO_MANY_ROWS_OR_BYTES" });
      expect(await ask(3, settings)).toBe(3003);
    }
    const cut = { ...small, result_overflow_mode: "break", max_result_bytes: "10000000" };
    expect(await ask(2, cut)).toBe(2002);
    expect(await ask(20_000, cut)).toBeGreaterThan(9_900_000);
  });
});
