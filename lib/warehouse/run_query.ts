/** The one way to read ClickHouse: a saved query, bound parameters in, checked rows out. */
import type { ClickHouseClient } from "@clickhouse/client";
import type { FactsOf, FactsQuery, ParamsOf, RowOf, SavedQuery } from "lib/model/saved_query";
import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Readable } from "node:stream";
import { z } from "zod";

const folder = path.join(process.cwd(), "clickhouse_queries");
const texts = new Map<string, Promise<string>>();

export const result_bytes_max = 100_000_000;
/** Every query is bounded: 30 s, 100 MB of result, as it lies in columns. A larger one is an error, never a cut one. */
export const limits = {
  max_execution_time: 30,
  max_result_bytes: String(result_bytes_max),
  result_overflow_mode: "throw",
} as const;

/** Rows that are held in memory are few: to start threads that format them takes longer. */
export const row_settings = { ...limits, output_format_parallel_formatting: 0 } as const;

/** A saved query's SQL. Read once: the text is part of the build. */
export function queryText(query: SavedQuery): Promise<string> {
  let text = texts.get(query.name);
  if (!text) {
    text = readFile(path.join(folder, query.name, "query.sql"), "utf8");
    texts.set(query.name, text);
  }
  return text;
}

export async function runQuery<Query extends SavedQuery>(
  warehouse: ClickHouseClient,
  query: Query,
  params: ParamsOf<Query>,
): Promise<RowOf<Query>[]> {
  const result = await warehouse.query({
    query: await queryText(query),
    query_params: query.params.parse(params),
    format: "JSONEachRow",
    clickhouse_settings: row_settings,
  });
  return promised(query, query.row, await result.json()) as RowOf<Query>[]; // The schema's output type, which z.array widens.
}

/** The rows of a query that answers several kinds, each kind for itself. */
export async function runFacts<Query extends FactsQuery>(
  warehouse: ClickHouseClient,
  query: Query,
  params: ParamsOf<Query>,
): Promise<FactsOf<Query>> {
  const result = await warehouse.query({
    query: await queryText(query),
    query_params: query.params.parse(params),
    // Lines of "<kind>\t<doc>": JSON in JSON would be escaped and read twice, which takes a third of the time.
    format: "TabSeparatedRaw",
    // An error that came after the first rows would look like rows.
    clickhouse_settings: { ...row_settings, wait_end_of_query: 1 },
  });
  return factsOf(query, await result.text());
}

export function factsOf<Query extends FactsQuery>(query: Query, text: string): FactsOf<Query> {
  const docs = new Map(Object.keys(query.facts).map((kind) => [kind, [] as string[]]));
  for (const line of text.split("\n").slice(0, -1)) {
    const tab = line.indexOf("\t");
    const of_kind = docs.get(line.slice(0, tab));
    if (tab < 0 || !of_kind) throw new Error(`${query.name}: a line is no fact of a known kind`);
    of_kind.push(line.slice(tab + 1));
  }
  const kinds = Object.entries(query.facts).map(([kind, row]) => [
    kind,
    promised(query, row, parsed(query, docs.get(kind) ?? [])),
  ]);
  return Object.fromEntries(kinds) as FactsOf<Query>; // Every kind is there, each with its own schema's rows.
}

function parsed({ name }: SavedQuery, docs: readonly string[]): unknown {
  try {
    return JSON.parse(`[${docs.join()}]`);
  } catch (error) {
    throw new Error(`${name}: a fact is no JSON`, { cause: error });
  }
}

function promised(query: SavedQuery, row: z.ZodType, answer: unknown): unknown[] {
  const rows = z.array(row).safeParse(answer);
  // Not the asker's fault, so not a ZodError, which would be told to them as one.
  if (!rows.success) throw new Error(`${query.name}: a row is not what its schema promises`, { cause: rows.error });
  return rows.data;
}

/**
 * The same as bytes for a client, passed through unparsed.
 * @param format JSON: an array of row objects; CSV: with a header line.
 * @returns the bytes, and how many they are, if ClickHouse says so beforehand.
 */
export async function streamQuery(
  warehouse: ClickHouseClient,
  query: SavedQuery,
  params: Record<string, unknown>,
  format: "json" | "csv",
  signal: AbortSignal,
): Promise<{ stream: Readable; size_bytes: number | null }> {
  const result = await warehouse.exec({
    query: `${(await queryText(query)).trimEnd()}\nFORMAT ${format === "csv" ? "CSVWithNames" : "JSONEachRow"}`,
    query_params: params,
    abort_signal: signal,
    clickhouse_settings: {
      ...limits,
      output_format_json_array_of_rows: 1,
      format_csv_null_representation: "",
      // The whole result is made before its first byte is sent: an error is then an error, not half an answer.
      wait_end_of_query: 1,
    },
  });
  const size = result.response_headers["content-length"];
  return { stream: result.stream, size_bytes: typeof size === "string" ? Number(size) : null };
}
