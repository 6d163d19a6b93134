/** Answers one query request: statement, session, temporary files, and what the reply says about them. */
import type { ChdbResult } from "chdb";
import { Readable } from "node:stream";
import { DatabaseFailure, failure } from "engines/clickhouse/failure";
import type { Script, SessionPool } from "engines/clickhouse/pool";
import { readKept, type QueryRequest } from "engines/clickhouse/request";
import type { Content, Spool } from "engines/clickhouse/spool";
import {
  insertFromFile,
  parseStatement,
  selectIntoFile,
  type InsertStatement,
  type SelectStatement,
  type Statement,
} from "engines/clickhouse/statement";

export interface Answer {
  format: string;
  content: Content;
  /** `X-ClickHouse-Summary`; chDB does not tell how many rows a query has read. */
  summary: Record<string, string>;
}

export interface Engine {
  pool: SessionPool;
  spool: Spool;
  limits: {
    /** The rows of one INSERT, after decompression. */
    insert_bytes: number;
    /** A statement that comes as the body, with whatever data it carries. */
    query_bytes: number;
    /** What one SELECT may write to disk, as the engine counts bytes. */
    result_bytes: number;
    /** What any other statement may answer; that is held in memory. */
    held_bytes: number;
  };
}

/**
 * A `body` that has not been read yet holds the rows of an INSERT whose statement was in the address.
 * @throws DatabaseFailure
 */
export async function execute(
  engine: Engine,
  request: QueryRequest,
  statement: Statement,
  body: Readable | undefined,
  signal: AbortSignal,
): Promise<Answer> {
  checkPlaceholders(statement, request.params);
  if (statement.kind === "insert") return insert(engine, request, statement, body);
  checkLength(statement.text, request.settings);
  if (statement.kind === "select") return select(engine, request, statement, signal);
  const missing = [...statement.placeholders].some((name) => !request.params.has(name));
  const result = await engine.pool.run({
    ...baseScript(request, engine.limits.held_bytes),
    text: statement.text,
    on_new_session: missing,
    spoils_session: statement.changes_session,
  });
  return heldAnswer(request, statement, result);
}

/** @param more of the summary than rows and time. */
function heldAnswer(
  request: QueryRequest,
  { format }: { format: string | undefined },
  result: ChdbResult,
  more: Record<string, number> = {},
): Answer {
  return {
    format: format ?? request.default_format,
    content: { bytes: Buffer.from(result.bytes()) },
    summary: summarise({ result_rows: result.rowsRead, ...more, elapsed: result.elapsed }),
  };
}

/** How many bytes a statement's last result had. A HUD's answers are small, and alike each time. */
const last_sizes = new WeakMap<SelectStatement, number>();
/** Up to here a result is expected to come from memory: a file for it takes longer than many a query. */
const small_bytes = 1024 * 1024;
/** What such a result may become, as the engine counts bytes, before a file takes it after all. */
const small_held_bytes = 8 * 1024 * 1024;

/** Reads may be cancelled at any moment; whatever writes runs to its end, as on the server. */
async function select(
  engine: Engine,
  request: QueryRequest,
  statement: SelectStatement,
  signal: AbortSignal,
): Promise<Answer> {
  const answer =
    (await selectSmall(engine, request, statement, signal)) ?? (await selectByFile(engine, request, statement, signal));
  const { content } = answer;
  last_sizes.set(statement, "bytes" in content ? content.bytes.length : content.size_bytes);
  return answer;
}

/** @returns undefined for a result that is not expected to be small, or turns out not to be. */
async function selectSmall(
  engine: Engine,
  request: QueryRequest,
  statement: SelectStatement,
  signal: AbortSignal,
): Promise<Answer | undefined> {
  if ((last_sizes.get(statement) ?? Infinity) > small_bytes) return undefined;
  // Who wants as much as there is room for would get less.
  const mode = request.settings.get("result_overflow_mode") ?? "throw";
  if (mode !== "throw" || /result_overflow_mode/i.test(statement.text)) return undefined;
  const asked = Number(request.settings.get("max_result_bytes") ?? 0);
  const is_bounded = asked > 0 && asked <= small_held_bytes;
  const base = baseScript(request, small_held_bytes);
  const settings = new Map(base.settings);
  if (!is_bounded) settings.set("max_result_bytes", String(small_held_bytes));
  try {
    const result = await engine.pool.run({ ...base, settings, text: statement.text }, signal);
    return heldAnswer(request, statement, result, { result_bytes: result.bytesRead });
  } catch (error) {
    if (is_bounded || !(error instanceof DatabaseFailure) || error.type !== "TOO_MANY_ROWS_OR_BYTES") throw error;
    return undefined;
  }
}

async function selectByFile(
  engine: Engine,
  request: QueryRequest,
  statement: SelectStatement,
  signal: AbortSignal,
): Promise<Answer> {
  const file = engine.spool.newPath();
  const base = baseScript(request, engine.limits.result_bytes);
  const format = statement.format ?? request.default_format;
  const text = selectIntoFile(statement, file, request.default_format);
  try {
    const result = await engine.pool.run({ ...base, text, file }, signal);
    const summary = summarise({
      result_rows: result.rowsRead,
      result_bytes: result.bytesRead,
      elapsed: result.elapsed,
    });
    return { format, content: engine.spool.take(file), summary };
  } catch (error) {
    await engine.spool.drop(file);
    if (!(error instanceof DatabaseFailure) || error.type !== "SYNTAX_ERROR") throw error;
    // The parser saw our clause as well: let it judge the text as it was sent, and answer from memory if it is right.
    const held = baseScript(request, engine.limits.held_bytes);
    const result = await engine.pool.run({ ...held, text: statement.text }, signal);
    return heldAnswer(request, statement, result);
  }
}

async function insert(
  engine: Engine,
  request: QueryRequest,
  statement: InsertStatement,
  body: Readable | undefined,
): Promise<Answer> {
  const file = engine.spool.newPath();
  try {
    // All the rows are here before the engine sees the first: an upload that breaks off inserts nothing.
    await engine.spool.write(file, Readable.from(rowsOf(statement, body)), engine.limits.insert_bytes);
    const text = insertFromFile(statement, file);
    const base = baseScript(request, engine.limits.held_bytes);
    // VALUES may hold expressions with placeholders: a session that knows no parameters has none to leak.
    const result = await engine.pool.run({ ...base, text, file, on_new_session: statement.format === "Values" });
    return {
      format: request.default_format,
      content: { bytes: Buffer.alloc(0) },
      summary: summarise({
        written_rows: result.rowsRead,
        written_bytes: result.bytesRead,
        elapsed: result.elapsed,
      }),
    };
  } finally {
    await engine.spool.drop(file);
  }
}

async function* rowsOf(statement: InsertStatement, body: Readable | undefined): AsyncGenerator<Buffer> {
  if (statement.inline_data !== "") yield Buffer.from(statement.inline_data);
  if (body === undefined) return;
  for await (const chunk of readKept(body)) yield Buffer.from(chunk);
}

/** Statements read before, the latest last: a HUD asks the same few dozen all day, with other parameters. */
const read_before = new Map<string, Statement>();
const read_before_max = 200;
/** What is longer holds data, and does not come again. */
const read_before_length = 10_000;

export function readStatement(text: string): Statement {
  if (text.trim() === "") throw failure("SYNTAX_ERROR", "Syntax error: Empty query.");
  const known = read_before.get(text);
  if (known !== undefined) return known;
  const statement = parseStatement(text);
  if (text.length > read_before_length) return statement;
  const [oldest] = read_before.keys();
  if (oldest !== undefined && read_before.size >= read_before_max) read_before.delete(oldest);
  read_before.set(text, statement);
  return statement;
}

/**
 * Sessions remember parameters, and nothing makes them forget: a placeholder without a value of this very request
 * would silently take an earlier one's. Definitions may have placeholders of their own and get a new session instead.
 */
function checkPlaceholders(statement: Statement, params: ReadonlyMap<string, string>): void {
  if (statement.kind === "other" && statement.defines) return;
  for (const name of statement.placeholders) {
    if (!params.has(name)) throw failure("UNKNOWN_QUERY_PARAMETER", `Substitution \`${name}\` is not set.`);
  }
}

const default_max_query_size = "262144";

function checkLength(text: string, settings: ReadonlyMap<string, string>): void {
  const max_query_size = Number(settings.get("max_query_size") ?? default_max_query_size);
  if (max_query_size > 0 && Buffer.byteLength(text) > max_query_size) {
    const hint = "can be increased with the `max_query_size` setting";
    throw failure("SYNTAX_ERROR", `Max query size exceeded (${hint}): ${max_query_size} bytes.`);
  }
}

/** Settings that no later statement of the same session could undo. */
const lasting_settings = ["readonly", "allow_ddl", "profile", "compatibility"];

function baseScript(request: QueryRequest, max_result_bytes: number): Omit<Script, "text"> {
  const settings = new Map(request.settings);
  settings.delete("log_comment"); // The pool finds its own statements by it.
  settings.delete("max_query_size"); // Checked already.
  if (!settings.has("max_result_bytes")) settings.set("max_result_bytes", String(max_result_bytes));
  return {
    settings,
    params: request.params,
    database: request.database,
    format: request.default_format,
    on_new_session: false,
    spoils_session: lasting_settings.some((name) => settings.has(name)),
  };
}

function summarise(known: Partial<Record<string, number>>): Record<string, string> {
  return {
    read_rows: "0",
    read_bytes: "0",
    total_rows_to_read: "0",
    written_rows: String(known["written_rows"] ?? 0),
    written_bytes: String(known["written_bytes"] ?? 0),
    result_rows: String(known["result_rows"] ?? 0),
    result_bytes: String(known["result_bytes"] ?? 0),
    elapsed_ns: String(Math.round((known["elapsed"] ?? 0) * 1e9)),
  };
}
