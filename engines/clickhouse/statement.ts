/** Understands just enough of a statement to run it: what kind it is, its placeholders, and where data would begin. */
import { failure } from "engines/clickhouse/failure";
import { scanSql, type Token } from "engines/clickhouse/sql_scanner";

export type Statement = SelectStatement | InsertStatement | OtherStatement;

/** A query that only reads. Its result may be written to a file between `head` and `tail`. */
export interface SelectStatement {
  kind: "select";
  text: string;
  /** Everything before the closing `FORMAT …` clause. */
  head: string;
  /** ` FORMAT … [SETTINGS …]`, or nothing. */
  tail: string;
  /** The format that the text itself asks for. */
  format: string | undefined;
  placeholders: ReadonlySet<string>;
}

/** `INSERT … VALUES` or `INSERT … FORMAT …`, whose rows come from outside the statement. */
export interface InsertStatement {
  kind: "insert";
  /** `INSERT INTO table (columns)`; the source of the data belongs right after it. */
  head: string;
  /** `SETTINGS …`, or nothing. */
  settings: string;
  format: string;
  /** Data that followed in the same text. */
  inline_data: string;
  /** Those before the data. */
  placeholders: ReadonlySet<string>;
}

export interface OtherStatement {
  kind: "other";
  text: string;
  format: string | undefined;
  placeholders: ReadonlySet<string>;
  /** A definition, whose placeholders may be its own: a parameterised view. */
  defines: boolean;
  /** It changes the session that runs it, which then must not serve anyone else. */
  changes_session: boolean;
}

const reading_verbs = new Set(["SELECT", "WITH", "FROM", "("]);
const session_verbs = new Set(["SET", "USE", "BEGIN", "COMMIT", "ROLLBACK"]);
/** Table functions, functions and engines that open local files or run programs, wherever the server would confine them. */
const local_functions = new Set(["FILE", "FILECLUSTER", "EXECUTABLE", "EXECUTABLEPOOL", "SQLITE"]);

/**
 * @throws DatabaseFailure SYNTAX_ERROR for several statements, as ClickHouse's server has it; NOT_IMPLEMENTED or
 *   ACCESS_DENIED for local files as source or target.
 */
export function parseStatement(sql: string): Statement {
  const tokens: Token[] = [];
  let end = sql.length;
  for (const token of scanSql(sql)) {
    if (token.text === ";" && token.kind === "symbol") {
      end = Math.min(end, token.start);
      continue;
    }
    if (end < sql.length) throw failure("SYNTAX_ERROR", "Syntax error (Multi-statements are not allowed).");
    tokens.push(token);
    if (keyword(tokens[0]) === "INSERT") {
      const insert = insertAt(sql, tokens);
      if (insert !== undefined) return insert;
    }
  }
  refuseOutsideData(tokens);
  const text = sql.slice(0, end);
  const placeholders = placeholdersOf(tokens);
  const closing = closingFormat(tokens);
  const format = closing?.name;
  const verb = keyword(tokens[0]);
  if (verb === "INSERT" && !tokens.some((token) => reading_verbs.has(keyword(token)) && keyword(token) !== "(")) {
    // `INSERT INTO t` and nothing more: ClickHouse expects VALUES.
    return { kind: "insert", head: text, settings: "", format: "Values", inline_data: "", placeholders };
  }
  if (reading_verbs.has(verb)) {
    const cut = closing?.start ?? end;
    return { kind: "select", text, head: sql.slice(0, cut), tail: sql.slice(cut, end), format, placeholders };
  }
  return {
    kind: "other",
    text,
    format,
    placeholders,
    defines: verb === "CREATE" || verb === "ATTACH" || verb === "REPLACE",
    changes_session: session_verbs.has(verb) || tokens.slice(0, 4).some((token) => keyword(token) === "TEMPORARY"),
  };
}

/** The text with its result going to `file`: chDB then writes it as it is computed, holding none of it in memory. */
export function selectIntoFile(statement: SelectStatement, file: string, default_format: string): string {
  const format = statement.format === undefined ? ` FORMAT ${default_format}` : ` ${statement.tail}`;
  return `${statement.head}\nINTO OUTFILE ${quoteString(file)}${format}`;
}

/** The text with its rows coming from `file`, so that no byte of data is ever read as SQL. */
export function insertFromFile(statement: InsertStatement, file: string): string {
  return `${statement.head}\nFROM INFILE ${quoteString(file)} ${statement.settings} FORMAT ${statement.format}`;
}

export function quoteString(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}

function placeholdersOf(tokens: readonly Token[]): Set<string> {
  return new Set(tokens.filter(({ kind }) => kind === "placeholder").map((token) => token.text));
}

function keyword(token: Token | undefined): string {
  return token === undefined || token.kind === "quoted" || token.kind === "placeholder" ? "" : token.text.toUpperCase();
}

/** The insert, once its last token so far says where the data begins; nothing may be scanned beyond that. */
function insertAt(sql: string, tokens: readonly Token[]): InsertStatement | undefined {
  const last = tokens.at(-1);
  const before = tokens.at(-2);
  // The table's own name may be any word: it follows INTO, TABLE, FUNCTION or a dot.
  const named_by = new Set(["INTO", "TABLE", "FUNCTION", "."]);
  if (last === undefined || before === undefined || last.depth > 0 || last.kind !== "word") return undefined;
  const clause = (index: number): boolean => !named_by.has(keyword(tokens[index - 1]));
  const is_values = keyword(last) === "VALUES" && clause(tokens.length - 1);
  const is_format = keyword(before) === "FORMAT" && before.depth === 0 && clause(tokens.length - 2);
  if (!is_values && !is_format) return undefined;
  if (tokens.some((token, index) => token.depth === 0 && keyword(token) === "SELECT" && clause(index)))
    return undefined;
  refuseOutsideData(tokens);
  const end_of_head = (is_values ? last : before).start;
  const settings = tokens.find(
    (token, index) => token.depth === 0 && index > 2 && keyword(token) === "SETTINGS" && clause(index),
  );
  return {
    kind: "insert",
    head: sql.slice(0, settings?.start ?? end_of_head),
    settings: settings === undefined ? "" : sql.slice(settings.start, end_of_head),
    format: is_values ? "Values" : last.text,
    // Data begins after the first line break if only blanks come before it.
    inline_data: sql.slice(last.end).replace(is_values ? /^\s*/ : /^[ \t\r]*;?[ \t\r]*\n?/, ""),
    placeholders: placeholdersOf(tokens),
  };
}

/** `FORMAT name` where only SETTINGS may follow: anywhere else the word is somebody's column. */
function closingFormat(tokens: readonly Token[]): { start: number; name: string } | undefined {
  for (let index = tokens.length - 2; index >= 1; index -= 1) {
    const token = tokens[index];
    const name = tokens[index + 1];
    const next = tokens[index + 2];
    if (token === undefined || token.depth > 0 || keyword(token) !== "FORMAT" || name?.kind !== "word") continue;
    if (next === undefined || keyword(next) === "SETTINGS") return { start: token.start, name: name.text };
  }
  return undefined;
}

/** The server opens files for no one over HTTP; the embedded engine would, so it must be told not to. */
function refuseOutsideData(tokens: readonly Token[]): void {
  for (const [index, token] of tokens.entries()) {
    const next = keyword(tokens[index + 1]);
    const pair = `${keyword(token)} ${next}`;
    if (pair === "INTO OUTFILE" || pair === "FROM INFILE") {
      throw failure("NOT_IMPLEMENTED", `${pair} is not allowed over HTTP.`);
    }
    if (next !== "(" || token.kind !== "word") continue;
    if (local_functions.has(keyword(token))) {
      throw failure(
        "ACCESS_DENIED",
        `${token.text} would open local files, which the embedded engine does for no one.`,
      );
    }
    if (keyword(token) === "INPUT") {
      throw failure(
        "NOT_IMPLEMENTED",
        "INSERT … SELECT from the input function is not supported by the embedded engine.",
      );
    }
  }
}
