/** Looking for text or a pattern in the lines of a log. Pure. */

export interface Question {
  text: string;
  is_regex: boolean;
  match_case: boolean;
}

/** UTF-16 units of the line; `to` is exclusive. */
export interface Hit {
  from: number;
  to: number;
}

export interface Matcher {
  /** All hits in one line, at most `hits_max`. */
  hits(line: string): Hit[];
  /** Calls back for each line of a block (a newline after each) that has hits. */
  count(block: string, onLine: (line: number, hits: number) => void): void;
}

/** A line that matches more often says nothing by it. */
const hits_max = 1_000;
export const question_length_max = 1_000;

/** Null for an empty question. @throws SyntaxError with the engine's own words about a pattern that is none. */
export function matcherOf({ text, is_regex, match_case }: Question): Matcher | null {
  if (text === "") return null;
  if (is_regex) return patternMatcher(new RegExp(text, match_case ? "gu" : "giu"));
  return textMatcher(
    match_case ? text : text.toLowerCase(),
    match_case ? (line) => line : (line) => line.toLowerCase(),
  );
}

function textMatcher(wanted: string, fold: (text: string) => string): Matcher {
  const hits = (line: string): Hit[] => {
    const folded = fold(line);
    const found: Hit[] = [];
    // A few letters change their length with their case; then where they are cannot be told, only that they are there.
    const same = folded.length === line.length;
    for (
      let at = folded.indexOf(wanted);
      at >= 0 && found.length < hits_max;
      at = folded.indexOf(wanted, at + wanted.length)
    ) {
      found.push(same ? { from: at, to: at + wanted.length } : { from: 0, to: line.length });
    }
    return found;
  };
  const count: Matcher["count"] = (block, onLine) => {
    const folded = fold(block);
    let line = 0;
    let line_end = folded.indexOf("\n");
    let in_line = 0;
    for (let at = folded.indexOf(wanted); at >= 0; at = folded.indexOf(wanted, at + wanted.length)) {
      while (at > line_end && line_end >= 0) {
        if (in_line > 0) onLine(line, in_line);
        in_line = 0;
        line++;
        line_end = folded.indexOf("\n", line_end + 1);
      }
      in_line++;
    }
    if (in_line > 0) onLine(line, in_line);
  };
  return { hits, count };
}

/** Line by line, so that "\s" or "[^x]" never reaches into the next one. */
function patternMatcher(pattern: RegExp): Matcher {
  const hits = (line: string): Hit[] => {
    const found: Hit[] = [];
    pattern.lastIndex = 0;
    for (let match = pattern.exec(line); match && found.length < hits_max; match = pattern.exec(line)) {
      // An empty hit marks nothing, and would be found again and again.
      if (match[0] === "") pattern.lastIndex++;
      else found.push({ from: match.index, to: match.index + match[0].length });
    }
    return found;
  };
  const count: Matcher["count"] = (block, onLine) => {
    let line = 0;
    for (let start = 0; start < block.length; line++) {
      const end = block.indexOf("\n", start);
      const found = hits(block.slice(start, end < 0 ? block.length : end)).length;
      if (found > 0) onLine(line, found);
      if (end < 0) break;
      start = end + 1;
    }
  };
  return { hits, count };
}
