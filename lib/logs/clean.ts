/** A log's text as rules see it: without the runner's timestamps, colours, group markers and what a terminal would overwrite. */

/** Longer lines are cut for matching and searching; the stored log keeps them whole. */
export const line_chars_max = 2_000;

const timestamp = /^\uFEFF?\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z ?/;
/** Colours and other control sequences, titles and links, and the escapes of two characters. */
const escape_sequence = new RegExp(
  String.raw`\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])`,
  "g",
);
const group_marker = /^(?:##\[(?:group|endgroup)\]|::(?:group|endgroup)::)/;
/** All but the tab: a line is text. */
const control = new RegExp(String.raw`[\u0000-\u0008\u000a-\u001f\u007f]`, "g");
const has_control = new RegExp(String.raw`[\u0000-\u0008\u000b-\u001f\u007f]`);

/** The lines of a piece of whole lines. */
export function cleanLines(piece: string): string[] {
  const lines = piece.split("\n");
  // What follows the last line break is no line, unless it is the log's end without one.
  if (lines.at(-1) === "") lines.pop();
  const is_plain = !has_control.test(piece);
  return lines.map((line) => cleanLine(line, is_plain));
}

function cleanLine(line: string, is_plain: boolean): string {
  let text = line.charCodeAt(0) === 0xfeff || isDigit(line.charCodeAt(0)) ? line.replace(timestamp, "") : line;
  if (!is_plain) {
    text = text.replace(escape_sequence, "");
    if (text.includes("\r")) text = afterLastReturn(text);
    text = text.replace(control, "");
  }
  if (text.startsWith("##[") || text.startsWith("::")) text = text.replace(group_marker, "");
  return text.length <= line_chars_max ? text : cut(text);
}

const isDigit = (code: number): boolean => code >= 48 && code <= 57;

/** A progress bar draws over itself: what would be left on a screen is the last thing drawn. */
function afterLastReturn(text: string): string {
  const ended = text.replace(/\r+$/, "");
  return ended.slice(ended.lastIndexOf("\r") + 1);
}

function cut(text: string): string {
  const kept = text.slice(0, line_chars_max);
  return kept.isWellFormed() ? kept : kept.slice(0, -1);
}
