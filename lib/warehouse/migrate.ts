/** Brings ClickHouse's tables to what this version of the HUD expects. */
import type { ClickHouseClient } from "@clickhouse/client";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";

const folder = path.join(process.cwd(), "clickhouse_db_schema");

export interface Migration {
  /** The file's name without its ending: "0001_workflow_job". */
  name: string;
  statements: string[];
}

/** The numbered files, in order. @throws when two share a number or a name does not say one. */
export async function readMigrations(from = folder): Promise<Migration[]> {
  const files = (await readdir(from)).filter((file) => file.endsWith(".sql")).sort();
  const numbers = new Set<string>();
  return Promise.all(
    files.map(async (file) => {
      const number = /^(\d{4})_[a-z0-9_]+\.sql$/.exec(file)?.[1];
      if (!number || numbers.has(number))
        throw new Error(`${file}: a migration is named NNNN_concern.sql, each number once`);
      numbers.add(number);
      return { name: file.slice(0, -4), statements: splitStatements(await readFile(path.join(from, file), "utf8")) };
    }),
  );
}

/** A migration's statements: separated by semicolons at line ends; comment lines say why and are not sent. */
export function splitStatements(sql: string): string[] {
  return sql
    .split("\n")
    .filter((line) => !line.trimStart().startsWith("--"))
    .join("\n")
    .split(/;[ \t\r]*(?:\n|$)/)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== "");
}

/**
 * Applies what has not been applied. Each statement is idempotent (IF NOT EXISTS and the like), so two processes may
 * do this at once, and one that was killed half-way is finished by the next.
 * @returns the names of the migrations that were applied now.
 */
export async function migrate(warehouse: ClickHouseClient, from = folder): Promise<string[]> {
  await warehouse.command({
    query: `CREATE TABLE IF NOT EXISTS schema_migration
      (name String, applied_at DateTime64(3, 'UTC') DEFAULT now64(3)) ENGINE = ReplacingMergeTree ORDER BY name`,
  });
  const result = await warehouse.query({ query: "SELECT DISTINCT name FROM schema_migration", format: "JSONEachRow" });
  const applied = new Set(
    z
      .array(z.object({ name: z.string() }))
      .parse(await result.json())
      .map(({ name }) => name),
  );

  const missing = (await readMigrations(from)).filter(({ name }) => !applied.has(name));
  for (const { name, statements } of missing) {
    for (const query of statements) await warehouse.command({ query });
    await warehouse.insert({ table: "schema_migration", values: [{ name }], format: "JSONEachRow" });
  }
  return missing.map(({ name }) => name);
}
