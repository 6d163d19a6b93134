/** Finds the line of a log that says why its job failed. The engine matches: no pattern can hold up this process. */
import { type ClickHouseClient, ClickHouseError } from "@clickhouse/client";
import { clip } from "lib/model/fields";
import type { FailureRule } from "lib/model/failure_rule";
import {
  finding_capture_chars_max,
  finding_captures_max,
  finding_context,
  finding_line_chars_max,
  type LogFinding,
} from "lib/model/log_finding";
import { keepPart, type LinePlace, type LogSubject, writeLines } from "lib/logs/line_table";
import { z } from "zod";

/** Everything is bounded, matching too. */
export const match_limits = { max_execution_time: 30 } as const;

export type Verdict = Pick<LogFinding, "rule" | "line" | "line_num" | "captures" | "context">;
const nothing_found: Verdict = { rule: null, line: null, line_num: null, captures: [], context: [] };

/**
 * Writes a failed job's log to `log_line`, and says what the rules find in it: of the rules that match, the first in
 * order; of its lines, the last.
 * @throws ClickHouseError when the engine is away or refuses a pattern.
 */
export async function classifyLog(
  warehouse: ClickHouseClient,
  subject: LogSubject,
  log: AsyncIterable<Uint8Array>,
  rules: readonly FailureRule[],
): Promise<LogFinding> {
  const written = await writeLines(warehouse, subject, log);
  const patterns = rules.map(({ pattern }) => pattern);
  const verdict = await findIn(warehouse, written.place, rules);
  await keepPart(warehouse, subject, written, patterns);
  const { bytes, lines } = written;
  return { classified_at: new Date().toISOString(), bytes, lines, ...verdict };
}

const Best = z.array(z.object({ rule: z.int(), line_num: z.int() }));
const Near = z.array(z.object({ line_num: z.int(), line: z.string(), groups: z.array(z.string()) }));

/** What the rules find among lines that are in the engine already. */
export async function findIn(
  warehouse: ClickHouseClient,
  place: LinePlace,
  rules: readonly FailureRule[],
): Promise<Verdict> {
  if (rules.length === 0) return nothing_found;
  const best = await rowsOf(warehouse, Best, {
    query: `SELECT arrayJoin(multiMatchAllIndices(line, {patterns:Array(String)})) AS rule, max(line_num) AS line_num
      FROM ${place.table} WHERE ${place.where} GROUP BY rule ORDER BY rule LIMIT 1`,
    query_params: { ...place.params, patterns: rules.map(({ pattern }) => pattern) },
  });
  const [found] = best;
  const rule = found && rules[found.rule - 1];
  if (!rule) return nothing_found;
  return verdictAt(warehouse, place, rule, found.line_num);
}

export interface BestMatch {
  /** The rule's place in their order, from 1. */
  rule: number;
  line_num: number;
}

/** The same for many logs at once whose lines are all in `log_line`: by job, where any rule matches. */
export async function bestMatches(
  warehouse: ClickHouseClient,
  repo: string,
  logs: readonly { job_id: number }[],
  rules: readonly FailureRule[],
): Promise<Map<number, BestMatch>> {
  if (logs.length === 0 || rules.length === 0) return new Map();
  const found = await rowsOf(warehouse, z.array(z.object({ job_id: z.int(), rule: z.int(), line_num: z.int() })), {
    query: `SELECT job_id, rule, line_num FROM
      (
        SELECT job_id, arrayJoin(multiMatchAllIndices(line, {patterns:Array(String)})) AS rule, max(line_num) AS line_num
        FROM log_line WHERE repo = {repo:String} AND job_id IN {jobs:Array(UInt64)} GROUP BY job_id, rule
      )
      ORDER BY rule LIMIT 1 BY job_id`,
    query_params: {
      repo,
      jobs: logs.map(({ job_id }) => job_id),
      patterns: rules.map(({ pattern }) => pattern),
    },
  });
  return new Map(found.map(({ job_id, ...match }) => [job_id, match]));
}

/** The line, what its rule caught in it, and what stands around it. */
export async function verdictAt(
  warehouse: ClickHouseClient,
  place: LinePlace,
  rule: Pick<FailureRule, "name" | "pattern">,
  line_num: number,
): Promise<Verdict> {
  const near = await rowsOf(warehouse, Near, {
    // A group around the whole pattern: one without groups of its own has none to extract.
    query: `SELECT line_num, line,
        if(line_num = {line_num:UInt32}, extractGroups(line, concat('(', {pattern:String}, ')')), []) AS groups
      FROM ${place.table}
      WHERE ${place.where} AND line_num BETWEEN {from:UInt32} AND {until:UInt32}
      ORDER BY line_num LIMIT 1 BY line_num`,
    query_params: {
      ...place.params,
      ...{ line_num, pattern: rule.pattern },
      ...{ from: Math.max(1, line_num - finding_context.before), until: line_num + finding_context.after },
    },
  });
  const at = near.find((row) => row.line_num === line_num);
  const [whole = "", ...groups] = at?.groups ?? [];
  const caught = groups.filter((group) => group !== "");
  const captures = caught.length > 0 ? caught : [whole];
  return {
    rule: rule.name,
    line: clip(at?.line ?? "", finding_line_chars_max),
    line_num,
    captures: captures.slice(0, finding_captures_max).map((capture) => clip(capture, finding_capture_chars_max)),
    context: near.map(({ line }) => clip(line, finding_context.chars_max)),
  };
}

async function rowsOf<Rows>(
  warehouse: ClickHouseClient,
  schema: z.ZodType<Rows>,
  question: { query: string; query_params: Record<string, unknown> },
): Promise<Rows> {
  const answer = await warehouse.query({ ...question, format: "JSONEachRow", clickhouse_settings: match_limits });
  return schema.parse(await answer.json());
}

/** The engine does not take a pattern; the message says why in one sentence. */
export class BadPattern extends Error {
  override name = "BadPattern";
}

/** Both of the engine's expression libraries must take a pattern, and it must not match everything. @throws BadPattern */
export async function checkPattern(warehouse: ClickHouseClient, pattern: string): Promise<void> {
  try {
    const [tried] = await rowsOf(warehouse, z.array(z.object({ all: z.int(), groups: z.array(z.string()) })), {
      query: `SELECT multiMatchAny(materialize(''), {patterns:Array(String)}) AS all,
          extractGroups(materialize('a'), concat('(', {pattern:String}, ')')) AS groups`,
      query_params: { pattern, patterns: [pattern] },
    });
    if (tried?.all !== 0) throw new BadPattern("it matches the empty line, and so every line");
  } catch (error) {
    throw patternProblem(error) ?? error;
  }
}

/** What the engine says against a pattern; null when the error is about anything else. */
export function patternProblem(error: unknown): BadPattern | null {
  return error instanceof ClickHouseError && isAboutPattern(error) ? new BadPattern(reasonOf(error)) : null;
}

/** Whether the engine blames a pattern. */
export const isAboutPattern = ({ type }: ClickHouseError): boolean =>
  type === "BAD_ARGUMENTS" || type === "CANNOT_COMPILE_REGEXP" || type === "HYPERSCAN_CANNOT_SCAN_TEXT";

/** The library's own words where they are short, which name the place in the pattern. */
function reasonOf({ type, message }: ClickHouseError): string {
  if (type === "HYPERSCAN_CANNOT_SCAN_TEXT") return "matching it would be too slow: use fewer or smaller repetitions";
  const said = /failed with error '([^']{1,200})'/.exec(message)?.[1] ?? /, error: ([^.]{1,200})\. /.exec(message)?.[1];
  return said === undefined ? "it is not a regular expression" : said.replace(/\.$/, "");
}
