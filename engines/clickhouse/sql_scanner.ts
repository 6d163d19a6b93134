/** Cuts ClickHouse SQL into tokens, so that quotes, comments and heredocs can never be mistaken for syntax. */

export type TokenKind = "word" | "quoted" | "placeholder" | "symbol";

export interface Token {
  kind: TokenKind;
  /** The token as written; for a placeholder, the name inside `{name:Type}`. */
  text: string;
  start: number;
  end: number;
  /** How many brackets are open around it; a bracket itself has the depth outside it. */
  depth: number;
}

const space = /\s/;
const word = /[\p{L}\p{N}_]/u;
const words = /[\p{L}\p{N}_$]+/uy;
const placeholder = /\{\s*([A-Za-z_]\w*)\s*:[^}]*\}/y;
const heredoc = /\$\w*\$/y;
const closing_quotes: Readonly<Record<string, string>> = { "'": "'", '"': '"', "`": "`", "‘": "’", "“": "”" };

/**
 * Yields the tokens from `start` on, lazily: a caller that knows what follows (the data of an INSERT) stops there.
 * Unterminated quotes and comments reach to the end; the engine's own parser is the one to complain.
 * https://clickhouse.com/docs/sql-reference/syntax
 */
export function* scanSql(sql: string, start = 0): Generator<Token, void, undefined> {
  let depth = 0;
  let at = start;
  while (at < sql.length) {
    const skipped = skipBlank(sql, at);
    if (skipped > at) {
      at = skipped;
      continue;
    }
    const token = tokenAt(sql, at, depth);
    if (token.text === "(" || token.text === "[") depth += 1;
    if (token.text === ")" || token.text === "]") {
      depth = Math.max(0, depth - 1);
      token.depth = depth;
    }
    at = token.end;
    yield token;
  }
}

function skipBlank(sql: string, at: number): number {
  const first = sql.charAt(at);
  const second = sql.charAt(at + 1);
  if (space.test(first)) return at + 1;
  if ((first === "-" && second === "-") || (first === "#" && (second === " " || second === "!"))) {
    return endOf(sql, "\n", at);
  }
  return first === "/" && second === "*" ? endOf(sql, "*/", at + 2) : at;
}

function tokenAt(sql: string, start: number, depth: number): Token {
  const first = sql.charAt(start);
  const quote = closing_quotes[first];
  if (quote !== undefined) {
    const end = endOfQuoted(sql, quote, start + 1);
    return { kind: "quoted", text: sql.slice(start, end), start, end, depth };
  }
  const tag = first === "$" ? match(heredoc, sql, start)?.[0] : undefined;
  if (tag !== undefined) {
    const end = endOf(sql, tag, start + tag.length);
    return { kind: "quoted", text: sql.slice(start, end), start, end, depth };
  }
  const bound = first === "{" ? match(placeholder, sql, start) : undefined;
  if (bound?.[1] !== undefined) {
    return { kind: "placeholder", text: bound[1], start, end: start + bound[0].length, depth };
  }
  const text = (word.test(first) ? match(words, sql, start)?.[0] : undefined) ?? first;
  return {
    kind: text === first && !word.test(first) ? "symbol" : "word",
    text,
    start,
    end: start + text.length,
    depth,
  };
}

/** A quote inside a quoted token is written twice or after a backslash. */
function endOfQuoted(sql: string, quote: string, from: number): number {
  for (let at = from; at < sql.length; at += 1) {
    const character = sql.charAt(at);
    if (character === "\\") at += 1;
    else if (character === quote) {
      if (sql.charAt(at + 1) !== quote) return at + 1;
      at += 1;
    }
  }
  return sql.length;
}

function endOf(sql: string, terminator: string, from: number): number {
  const found = sql.indexOf(terminator, from);
  return found === -1 ? sql.length : found + terminator.length;
}

function match(pattern: RegExp, sql: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(sql) ?? undefined;
}
