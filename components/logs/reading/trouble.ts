/** Lines that look like failures, whoever wrote them: where the keys for the next and the previous one stop. Pure. */

/** Kept per log; a log with more has them everywhere. */
export const trouble_max = 20_000;
/** Lines of one failure stand close together: one stop for all. */
const apart = 4;

/**
 * What compilers, test runners, package managers and the runner itself write when something is wrong. Anchored or led
 * by a letter each, and bounded, so that a pass over a large log stays quick.
 */
const looks_wrong = new RegExp(
  [
    "^Error: ",
    "\\berror(?:\\[\\w{1,12}\\])?: ",
    "^\\s{0,20}(?:ERROR|FATAL|CRITICAL)\\b",
    "\\b(?:ERROR|FATAL|SEVERE)[\\]:]",
    "\\bFAILED\\b",
    "^\\s{0,8}(?:--- )?FAIL\\b",
    "^not ok \\d",
    "^E {3,}\\S",
    "\\b[Ff]atal(?: error)?: ",
    "^(?:thread '[^']{0,200}' )?panick?(?:ed at|:)",
    "^\\w{0,8}make(?:\\[\\d+\\])?: \\*{3} ",
    "^Traceback \\(most recent call last\\)",
    "^[\\w.]{1,100}(?:Error|Exception)(?::|$)",
    "\\bException in thread\\b",
    "\\b(?:Assertion|Segmentation fault|SIGSEGV|SIGABRT|core dumped)\\b",
    "\\bundefined reference to\\b",
    "\\bcommand not found\\b",
    "\\bNo space left on device\\b",
    "\\b(?:Out of memory|OutOfMemory|OOMKilled|Killed$)",
    "^npm (?:ERR!|error)",
    "^\\s{0,12}[\\u2715\\u2717\\u2718\\u00d7] ",
    "\\b[Ee]xit(?:ed with)? (?:code|status) [1-9]",
  ].join("|"),
  "gm",
);
/** "0 errors", "no errors": words that only look so. */
const reassures = /\b(?:0|no) (?:errors?|failures?|failed)\b|\bFAILED[ =:]{1,3}0\b/i;

export const looksWrong = (line: string): boolean => {
  looks_wrong.lastIndex = 0;
  return looks_wrong.test(line) && !reassures.test(line);
};

/** The lines of a block (a newline after each) that look wrong, counted from the block's first. */
export function troubleIn(block: string): number[] {
  const found: number[] = [];
  let line = 0;
  let start = 0;
  looks_wrong.lastIndex = 0;
  for (let match = looks_wrong.exec(block); match; match = looks_wrong.exec(block)) {
    let end = block.indexOf("\n", start);
    while (end >= 0 && end < match.index) {
      line++;
      start = end + 1;
      end = block.indexOf("\n", start);
    }
    const stop = end < 0 ? block.length : end;
    if (!reassures.test(block.slice(start, stop))) found.push(line);
    // One hit says enough about a line.
    looks_wrong.lastIndex = Math.max(stop + 1, looks_wrong.lastIndex);
    if (stop >= block.length) break;
    line++;
    start = stop + 1;
  }
  return found;
}

/** Where the keys stop: the first line of each failure, and the one that the classifier has found. Ascending. */
export function stopsOf(trouble: ArrayLike<number>, classified: number | null): number[] {
  const stops: number[] = [];
  let last = -Infinity;
  for (let index = 0; index < trouble.length; index++) {
    const line = trouble[index] ?? 0;
    if (line - last > apart) stops.push(line);
    last = line;
  }
  if (classified === null || stops.includes(classified)) return stops;
  return [...stops, classified].sort((a, b) => a - b);
}
