/** One line of a log as a person reads it: its time, what GitHub's runner marked it as, its text and looks. Pure. */
import { readAnsi, type Span } from "components/logs/reading/ansi";
import { codeColumns } from "lib/model/turning_text";

export const line_kinds = ["group", "endgroup", "error", "warning", "notice", "debug", "command", "section"] as const;
export type LineKind = (typeof line_kinds)[number];

export interface LogLine {
  /** ISO 8601, as the runner wrote it before the line. */
  time: string | null;
  kind: LineKind | null;
  /** Without time, marker, escapes and what a carriage return has overwritten. */
  text: string;
  spans: Span[];
}

const runner_time = /^\ufeff?(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z)(?: |$)/;
const runner_marker = /^##\[(group|endgroup|error|warning|notice|debug|command|section)\]/;
/** As a step prints them; the runner turns them into markers, other CI systems do not. */
const printed_command = /^::(group|endgroup|error|warning|notice|debug)(?: [^\n]{0,2000}?)?::/;

/** Said in words too, so that colour alone does not tell. */
const spoken: Partial<Record<LineKind, string>> = {
  error: "Error: ",
  warning: "Warning: ",
  notice: "Notice: ",
  debug: "Debug: ",
};

export function readLine(raw: string): LogLine {
  const timed = runner_time.exec(raw);
  let rest = timed ? raw.slice(timed[0].length) : raw;
  const marked = runner_marker.exec(rest) ?? printed_command.exec(rest);
  const kind = line_kinds.find((name) => name === marked?.[1]) ?? null;
  if (marked) rest = rest.slice(marked[0].length);
  const { text, spans } = readAnsi(lastWritten(rest));
  const time = timed?.[1] ?? null;
  const said = kind === null ? undefined : spoken[kind];
  // A message that begins with the word already says it.
  if (said === undefined || text.toLowerCase().startsWith(said.trimEnd().toLowerCase())) {
    return { time, kind, text, spans };
  }
  const moved = spans.map(({ from, to, look }) => ({ from: from + said.length, to: to + said.length, look }));
  return { time, kind, text: said + text, spans: moved };
}

/** A progress bar rewrites its line after a carriage return: what was written last is what a terminal shows. */
function lastWritten(raw: string): string {
  const end = raw.endsWith("\r") ? raw.length - 1 : raw.length;
  const overwritten = raw.lastIndexOf("\r", end - 1);
  return overwritten < 0 || end === 0 ? raw.slice(0, end) : raw.slice(overwritten + 1, end);
}

/**
 * Columns of a terminal that the text takes: tabs stop at every eighth, East Asian wide characters take two, and what turns
 * text around, which is shown as its code, takes six.
 */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code === 9) columns += 8 - (columns % 8);
    else if (code < 0x300) columns++;
    else columns += codeColumns(character) ?? (joining.test(character) ? 0 : wide.test(character) ? 2 : 1);
  }
  return columns;
}

const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;
const joining = /\p{Mn}|\p{Cf}/u;
