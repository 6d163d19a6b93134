/** ClickHouse's tables and the way into them: migrations by anyone at any time, and rows of every kind of record. */
import { branchHeads } from "clickhouse_queries/branch_heads/query";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { ClickHouseClient } from "@clickhouse/client";
import { record_kinds } from "lib/model/records/index";
import type { TableRow } from "lib/model/records/kind";
import type { SavedQuery } from "lib/model/saved_query";
import { warehouseClient } from "lib/warehouse/client";
import { faultOf, insertRows } from "lib/warehouse/insert_rows";
import { migrate, readMigrations, splitStatements } from "lib/warehouse/migrate";
import { runQuery } from "lib/warehouse/run_query";
import { type ClickhouseKit, startClickhouse } from "test/kit/clickhouse";
import * as make from "test/kit/deliveries";
import { fold, foldRecords, recordsOf } from "test/kit/fold";
import { anyRecord, histories, traffic } from "test/kit/histories";
import { insertAll as insertRowsOf } from "test/kit/warehouse";
import fc from "fast-check";
import { z } from "zod";

let clickhouse: ClickhouseKit;
let warehouse: ClickHouseClient;

const connect = (): ClickHouseClient =>
  warehouseClient({ url: clickhouse.url, username: "default", password: "", database: "default" });

beforeAll(async () => {
  clickhouse = await startClickhouse();
  warehouse = connect();
});
afterAll(async () => {
  await warehouse.close();
  await clickhouse.stop();
});

async function rowsOf(query: string): Promise<Record<string, unknown>[]> {
  const result = await warehouse.query({ query, format: "JSONEachRow" });
  return z.array(z.record(z.string(), z.unknown())).parse(await result.json());
}

const insertAll = (rows: TableRow[]): Promise<void> => insertRowsOf(warehouse, rows);

/** Of deliveries as GitHub sends them, and of whatever else each kind's schema allows. */
function everyKindsRows(): TableRow[] {
  const told = histories.flatMap(([, history]) => fc.sample(history, { numRuns: 15, seed: 3 }).flat());
  return [
    ...[...fold(told).values()].flatMap(({ kind, record, revision }) => kind.rows(record, revision)),
    ...record_kinds.flatMap((kind) =>
      fc.sample(anyRecord(kind), { numRuns: 50, seed: 11 }).flatMap((record) => kind.rows(record, 1)),
    ),
  ];
}

describe("migrations", () => {
  test("are applied by two processes at once, and by a third nothing is left to apply", async () => {
    const other = connect();
    try {
      const all = (await readMigrations()).map(({ name }) => name);
      const [mine, theirs] = await Promise.all([migrate(warehouse), migrate(other)]);
      expect(new Set([...mine, ...theirs])).toEqual(new Set(all));
      expect(await migrate(other)).toEqual([]);
      const applied = await rowsOf("SELECT name FROM schema_migration FINAL ORDER BY name");
      expect(applied.map(({ name }) => name)).toEqual(all);
    } finally {
      await other.close();
    }
  });

  test("may be applied again from the start: every statement is idempotent", async () => {
    await warehouse.command({ query: "TRUNCATE TABLE schema_migration" });
    expect(await migrate(warehouse)).toEqual((await readMigrations()).map(({ name }) => name));
  });

  describe("in a folder", () => {
    let folder = "";
    beforeEach(async () => {
      folder = await mkdtemp(path.join(tmpdir(), "hud-migrations-"));
    });
    afterEach(() => rm(folder, { recursive: true, force: true }));

    test("that broke half-way are finished the next time", async () => {
      const first = "CREATE TABLE IF NOT EXISTS half (a UInt8) ENGINE = MergeTree ORDER BY a;\n";
      await writeFile(path.join(folder, "9001_half.sql"), `${first}SELEKT 1;\n`);
      await expect(migrate(warehouse, folder)).rejects.toThrow();
      await writeFile(path.join(folder, "9001_half.sql"), first);
      expect(await migrate(warehouse, folder)).toEqual(["9001_half"]);
      expect(await migrate(warehouse, folder)).toEqual([]);
    });

    test("have a number of their own, and a name", async () => {
      await writeFile(path.join(folder, "0001_a.sql"), "SELECT 1");
      await writeFile(path.join(folder, "notes.txt"), "not a migration");
      expect(await readMigrations(folder)).toEqual([{ name: "0001_a", statements: ["SELECT 1"] }]);
      await writeFile(path.join(folder, "0001_b.sql"), "SELECT 1");
      await expect(readMigrations(folder)).rejects.toThrow("0001_b.sql");
      await rm(path.join(folder, "0001_b.sql"));
      await writeFile(path.join(folder, "1_c.sql"), "SELECT 1");
      await expect(readMigrations(folder)).rejects.toThrow("1_c.sql");
    });
  });

  test("are split into statements at the ends of lines", () => {
    expect(splitStatements("-- why; because\nCREATE a;\n\nSELECT ';'\n  AS b;  \n-- end;\n")).toEqual([
      "CREATE a",
      "SELECT ';'\n  AS b",
    ]);
    expect(splitStatements("SELECT 1;\r\nSELECT 2;\r\n")).toEqual(["SELECT 1", "SELECT 2"]);
    expect(splitStatements("\n-- nothing\n")).toEqual([]);
  });
});

describe("rows", () => {
  test("of random histories go into their tables, whatever they say", async () => {
    await insertAll(everyKindsRows());
    for (const kind of record_kinds) {
      const [counted] = await rowsOf(`SELECT count() AS count FROM ${kind.name}`);
      expect([kind.name, Number(counted?.count) > 0]).toEqual([kind.name, true]);
    }
  });

  test("bring exactly their table's columns, and null only where there is a place for it", async () => {
    const columns = new Map<string, Map<string, string>>();
    for (const { table, name, type } of z
      .array(z.object({ table: z.string(), name: z.string(), type: z.string() }))
      .parse(
        await rowsOf(
          "SELECT table, name, type FROM system.columns WHERE database = currentDatabase() AND default_kind != 'MATERIALIZED'",
        ),
      )) {
      columns.set(table, (columns.get(table) ?? new Map<string, string>()).set(name, type));
    }
    const rows = everyKindsRows();
    for (const { table, row } of rows) {
      const known = columns.get(table) ?? new Map<string, string>();
      const wanted = [...known.keys()].filter((name) => name !== "_inserted_at").sort();
      expect([table, Object.keys(row).sort()]).toEqual([table, wanted]);
      for (const [name, value] of Object.entries(row)) {
        if (value === null) expect(`${table}.${name} ${String(known.get(name))}`).toMatch(/Nullable\(/);
      }
    }
    // Every table of the schema is some kind's, but for what views write, and for what logs and test reports say, which
    // their own keepers write.
    const filled = new Set(rows.map(({ table }) => table));
    expect(
      [...columns.keys()].filter(
        (table) =>
          !filled.has(table) && !/^(schema_migration|half|\w+_(change|fact|outcome)|log_\w+|test_\w+)$/.test(table),
      ),
    ).toEqual([]);
  });

  test("told in any order and twice show what the last revision says", async () => {
    const told = fc.sample(traffic, { numRuns: 8, seed: 5 }).flat();
    const rows: TableRow[] = [];
    const last = foldRecords(recordsOf(told), ({ kind, record, revision }) =>
      rows.push(...kind.rows(record, revision)),
    );
    const tables = [...new Set(record_kinds.map(({ name }) => name))];
    for (const table of tables) await warehouse.command({ query: `TRUNCATE TABLE ${table}` });
    await insertAll(rows.toReversed());
    await insertAll(rows.filter((_, index) => index % 3 === 0));
    for (const kind of record_kinds) {
      const shown = await rowsOf(`SELECT dynamoKey, revision FROM ${kind.name} FINAL ORDER BY dynamoKey`);
      const expected = [...last.values()]
        .filter((known) => known.kind === kind)
        .flatMap(({ record, revision }) => kind.rows(record, revision))
        .filter(({ table, row }) => table === kind.name && row.is_deleted === 0)
        .map(({ row }) => ({ dynamoKey: row.dynamoKey, revision: row.revision }))
        .sort((a, b) => (String(a.dynamoKey) < String(b.dynamoKey) ? -1 : 1));
      expect(shown).toEqual(expected);
    }
  });

  test("keep their text, times and numbers to the last character", async () => {
    const words = "NUL \u0000 tab \t quote ' \" \\ newline \n é😀 \u202e";
    const id = Number.MAX_SAFE_INTEGER;
    const [heard] = recordsOf([
      make.job({ id, name: words, labels: [words, ""], created_at: "2026-03-01T12:00:00.123Z", completed_at: null }),
    ]);
    if (!heard) throw new Error("no record");
    await insertAll(heard.kind.rows(heard.record, 1));
    const [row] = await rowsOf(`SELECT id, name, labels, created_at, completed_at FROM workflow_job WHERE id = ${id}`);
    expect(row).toEqual({
      id,
      name: words,
      labels: [words, ""],
      created_at: "2026-03-01T12:00:00.123Z",
      completed_at: null,
    });
  });

  test("of a push of 2,048 commits go in at once", async () => {
    const commits = Array.from({ length: 2_048 }, (_, n) => make.commit(`many ${n}`, { timestamp: make.at(n) }));
    const [heard] = recordsOf([make.push(5_000, { ref: "refs/heads/many", commits, head_commit: commits.at(-1) })]);
    if (!heard) throw new Error("no record");
    await insertAll(heard.kind.rows(heard.record, 1));
    const [counted] = await rowsOf("SELECT count() AS count FROM branch_commit FINAL WHERE branch = 'many'");
    expect(counted).toEqual({ count: 2_048 });
  });
});

describe("a failed insert is the fault of", () => {
  const row = (fields: Record<string, unknown>) => ({ repo: "o/r", head_sha: "a", run_id: 1, ...fields });
  const fault = async (table: string, rows: Record<string, unknown>[]) =>
    faultOf(
      await insertRows(warehouse, table, rows).then(
        () => "stored",
        (error: unknown) => error,
      ),
    );

  test("the data, when a value has no place", async () => {
    expect(await fault("commit_run", [row({}), row({ run_id: "many" })])).toBe("data");
    expect(await fault("commit_run", [row({ head_sha: null })])).toBe("data");
    expect(await fault("branch_commit", [{ repo: "o/r", branch: "x", sha: "a", time: "soon" }])).toBe("data");
  });

  test("the engine, when the table or a column is not there yet, or nobody answers", async () => {
    expect(await fault("no_such_table", [row({})])).toBe("engine");
    expect(await fault("commit_run", [row({ no_such_column: 1 })])).toBe("engine");
    const away = warehouseClient({ url: "http://127.0.0.1:1", username: "default", password: "", database: "default" });
    expect(faultOf(await insertRows(away, "commit_run", [row({})]).catch((error: unknown) => error))).toBe("engine");
    await away.close();
  });

  test("nobody, when there are no rows", async () => {
    await expect(insertRows(warehouse, "no_such_table", [])).resolves.toBeUndefined();
  });
});

test("a row that is not what the query promises is our fault, not the asker's", async () => {
  const query = {
    name: "branch_heads",
    description: "",
    params: branchHeads.params,
    row: z.object({ absent: z.int() }),
  };
  await insertAll(
    recordsOf([make.push(1), make.run(), make.job()]).flatMap(({ kind, record }) => kind.rows(record, 9)),
  );
  const refused: unknown = await runQuery(warehouse, query satisfies SavedQuery, {
    repo: "octo-org/widgets",
    branch: "main",
  }).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(Error);
  expect(refused).not.toBeInstanceOf(z.ZodError);
  expect(String(refused)).toContain("branch_heads");
});
