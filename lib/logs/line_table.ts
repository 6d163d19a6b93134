/** The lines of a log in ClickHouse, where rules are held against them: written in bounded memory, of a huge log only a part for good. */
import type { ClickHouseClient } from "@clickhouse/client";
import { cleanLines } from "lib/logs/clean";
import { wholeLines } from "lib/logs/whole_lines";
import { randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import { z } from "zod";

export interface LogSubject {
  repo: string;
  job_id: number;
  run_id: number;
}

/** Where a log's lines are: a condition that selects them, and its parameters. */
export interface LinePlace {
  table: "log_line" | "log_scratch";
  where: string;
  params: Record<string, string | number>;
}

export interface WrittenLines {
  bytes: number;
  lines: number;
  place: LinePlace;
}

/**
 * A log of up to this many lines is kept whole in `log_line`. Of a longer one the first and last lines are, and those
 * that some rule matches.
 */
export const whole_lines_max = 50_000;
export const head_lines = 5_000;
export const tail_lines = 40_000;
export const matched_lines_max = 5_000;
/** A log of fewer lines may be as large as this before it counts as a long one. */
const whole_chars_max = 16 * 1024 * 1024;

/** The lines of one job in `log_line`. */
export const placeOf = ({ repo, job_id }: Pick<LogSubject, "repo" | "job_id">): LinePlace => ({
  table: "log_line",
  where: "repo = {repo:String} AND job_id = {job_id:UInt64}",
  params: { repo, job_id },
});

/** Writes the lines of a log, replacing what was there of the same job. */
export async function writeLines(
  warehouse: ClickHouseClient,
  subject: LogSubject,
  log: AsyncIterable<Uint8Array>,
): Promise<WrittenLines> {
  const counts = { bytes: 0, lines: 0 };
  const pieces = linesOf(log, counts)[Symbol.asyncIterator]();
  const first: string[][] = [];
  let chars = 0;
  let is_whole = false;
  while (!is_whole && counts.lines <= whole_lines_max && chars <= whole_chars_max) {
    const next = await pieces.next();
    if (next.done === true) is_whole = true;
    else {
      first.push(next.value);
      for (const line of next.value) chars += line.length;
    }
  }
  await removeLines(warehouse, subject);
  if (is_whole) {
    const { repo, job_id, run_id } = subject;
    const at = Math.floor(Date.now() / 1000);
    const row = (line_num: number, line: string): string =>
      `${repo}\t${job_id}\t${line_num}\t${line}\t${run_id}\t${at}\n`;
    if (counts.lines > 0) await insertText(warehouse, "log_line", log_columns, rows(first, row));
    return { ...counts, place: placeOf(subject) };
  }
  const id = randomUUID();
  await insertText(
    warehouse,
    "log_scratch",
    ["id", "line_num", "line"],
    rows(followedBy(first, pieces), (line_num, line) => `${id}\t${line_num}\t${line}\n`),
  );
  return { ...counts, place: { table: "log_scratch", where: "id = {id:String}", params: { id } } };
}

const log_columns = ["repo", "job_id", "line_num", "line", "run_id", "at"] as const;

/** Takes from a long log's lines what is kept for good; whoever asks later finds them where any log's are. */
export async function keepPart(
  warehouse: ClickHouseClient,
  { repo, job_id, run_id }: LogSubject,
  { lines, place }: WrittenLines,
  patterns: readonly string[],
): Promise<void> {
  if (place.table === "log_line") return;
  const matched =
    patterns.length === 0
      ? "0"
      : `line_num IN (SELECT line_num FROM log_scratch WHERE ${place.where}
          AND multiMatchAny(line, {patterns:Array(String)}) ORDER BY line_num DESC LIMIT ${matched_lines_max})`;
  await warehouse.command({
    query: `INSERT INTO log_line (repo, job_id, line_num, line, run_id, at)
      SELECT {repo:String}, {job_id:UInt64}, line_num, line, {run_id:UInt64}, now()
      FROM log_scratch
      WHERE ${place.where} AND (line_num <= ${head_lines} OR line_num > {tail_from:UInt32} OR ${matched})`,
    query_params: {
      ...place.params,
      ...{ repo, job_id, run_id, tail_from: Math.max(0, lines - tail_lines) },
      ...(patterns.length > 0 && { patterns }),
    },
  });
}

/** Removes what `log_line` has of a job: of an earlier log more lines could be left than the new one has. */
export async function removeLines(
  warehouse: ClickHouseClient,
  subject: Pick<LogSubject, "repo" | "job_id">,
): Promise<void> {
  const { where, params } = placeOf(subject);
  const found = await warehouse.query({
    query: `SELECT 1 AS known FROM log_line WHERE ${where} LIMIT 1`,
    query_params: params,
    format: "JSONEachRow",
  });
  if (z.array(z.unknown()).parse(await found.json()).length === 0) return;
  await warehouse.command({ query: `DELETE FROM log_line WHERE ${where}`, query_params: params });
}

async function* linesOf(
  log: AsyncIterable<Uint8Array>,
  counts: { bytes: number; lines: number },
): AsyncGenerator<string[], void> {
  const counted = async function* (): AsyncGenerator<Uint8Array, void> {
    for await (const chunk of log) {
      counts.bytes += chunk.byteLength;
      yield chunk;
    }
  };
  let goes_on = false;
  for await (const piece of wholeLines(counted(), "utf8")) {
    const lines = cleanLines(piece);
    // The rest of a line so long that it came in several pieces; its beginning was all that is kept of it.
    if (goes_on) lines.shift();
    goes_on = !piece.endsWith("\n");
    counts.lines += lines.length;
    yield lines;
  }
}

async function* followedBy<Item>(first: readonly Item[], rest: AsyncIterator<Item, void>): AsyncGenerator<Item, void> {
  yield* first;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}

const special = /[\\\t]/g;
const hasSpecial = /[\\\t]/;

/** Tab-separated text, a piece at a time. */
async function* rows(
  pieces: Iterable<string[]> | AsyncIterable<string[]>,
  row: (line_num: number, line: string) => string,
): AsyncGenerator<Buffer, void> {
  let line_num = 0;
  for await (const lines of pieces) {
    let text = "";
    for (const line of lines) {
      const escaped = hasSpecial.test(line) ? line.replace(special, (char) => (char === "\t" ? "\\t" : "\\\\")) : line;
      text += row(++line_num, escaped);
    }
    if (text !== "") yield Buffer.from(text);
  }
}

async function insertText(
  warehouse: ClickHouseClient,
  table: string,
  columns: readonly [string, ...string[]],
  text: AsyncIterable<Buffer>,
): Promise<void> {
  await warehouse.insert({
    table,
    columns: [...columns] as [string, ...string[]], // A copy is no longer known not to be empty.
    values: Readable.from(text, { objectMode: false }),
    format: "TabSeparated",
    clickhouse_settings: { async_insert: 0 },
  });
}
