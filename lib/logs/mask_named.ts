/** Hides values whose names say that they are secret: `DB_PASSWORD=…`, `"api_key": "…"`, `token: …`. */

export const masked = "***";

/** ESC as a byte, and as JSON and shells write it. */
const written_esc = String.raw`(?:u001[bB]|x1[bB]|0?33|e)`;
const esc = String.raw`(?:\x1b|\\{1,3}${written_esc})`;
/** Colours and other control sequences, links and titles, and the short ones. */
const escape = [
  String.raw`${esc}\[[0-?]{0,40}[ -/]{0,4}[@-~]`,
  String.raw`${esc}\][^\x07\x1b\\\n]{0,1000}(?:\x07|${esc}\\{1,4}|\\{1,3}(?:u0007|x07|0?07|a))`,
  String.raw`\x1b[ -/]{0,4}[0-Z^-~]`,
].join("|");
export const escapes = `(?:${escape}){0,4}`;
/** What may stand between a name, a separator and a value. All of it stays. */
const gap_part = String.raw`(?:[ \t]|\\{1,3}t|${escape})`;
export const gap = `${gap_part}{0,200}`;
/** Another setting, so that the value before it has ended: `&x=1`, `,user: mona`. */
const setting = String.raw`[a-zA-Z_][\w.%[\]-]{0,40}(?:=[^=\s]|:[ \t])`;
/** A character of a value that has no quotes; also a colour within it, as grep has, but not the one that ends with it. */
export const unquoted =
  String.raw`(?:[^\s"',;&\\\x1b]|\\(?!\\{0,2}(?:["'nrt]|${written_esc}[[\]]))|` +
  String.raw`(?:${escape}){1,4}(?=[^\s"',;&)\]}\x1b\\])(?!${setting}))`;

/** A name, what separates it from its value, and the quotes around that. `::`, `:=` and `==` are code. */
const named = new RegExp(
  String.raw`((?:secret|token|passw(?:or)?d|passphrase|(?:api|private|access)[_ -]?key)(?:[a-z0-9_]{1,40}|-key)?)` +
    String.raw`${escapes}((?:\\{0,3}["'])?)(${gap}(?:=>|[:=](?![:=]))${gap})((?:\\{0,3}["'])?)${escapes}` +
    String.raw`(?=[^\s"'\x1b][^\n]{7})(?!\*\*\*|\$|${gap_part})`,
  "gi",
);
/** A quote in a word (`it's`), but not where code begins a string: `f"…`, `get("…`. */
const inner_quote = String.raw`(?<![\s=:([{,][fFrRbBuUL]{0,2})["'](?=\w)(?!${setting})`;
/** Where a value may go on (`p@ss;word`). */
const inner_mark = String.raw`[,;&](?=[^\s"')\]}\x1b\\])(?!${setting})|${inner_quote}`;
/** `\n` in a string ends a line; but in its first eight characters it is part of a value such as `CORP\nick`. */
const value = new RegExp(
  String.raw`(?![,;&])(?:${unquoted}|${inner_mark}|\\(?=\\{0,2}[nrt])){8}(?:${unquoted}|${inner_mark}){0,4000}`,
  "y",
);
const inner_break = /[\s"',;&]|$/;
const least_length = 8;
const longest_quoted = 4_000;
const last_escapes = new RegExp(`(?:${escape}){1,4}$`);
const all_escapes = new RegExp(escape, "g");
/** What ends in such a word is a secret; a token's type, a password's file and many tokens are none. */
const secret_name = /(?:secret|token|passw(?:or)?d|passphrase|(?:api|private|access|secret)[_ -]?key)\d{0,3}$/i;
const is_token = /token\d{0,3}$/i;

/** Placeholders, expressions such as `getToken()`, `tokens[0]` and `self.token`, and what forms say of their fields. */
const no_value =
  /^(?:[<{]|[a-z_][\w.:]*[([]|(?:self|this)\.|(?:required|optional|incorrect|mismatch|undefined|redacted|disabled|provided)\b)/i;
const is_address = /^(?:\.{0,2}\/|~\/|[a-z]{2,10}:\/\/)/i;
const looked_at = 64;
/** What is said about a secret: it has one of these words, and neither signs nor words with digits in them. */
const of_messages =
  /\b(?:must|should|required|invalid|expired|missing|failed|incorrect|wrong|too|cannot|please|enter|blank|empty)\b/i;
const not_in_messages = /[^\w\s.,:;'"()!?<>=-]|_|[a-z]\d|\d[a-z]/i;

/** A name where settings have it: first in its line, or after a brace or comma; in prose words stand before it. */
const key_position = /(?:^|\n|\\n)(?:\uFEFF?\d{4}-\d\d-\d\dT[\d:.]+Z ?)?[ \t{,<>+-]{0,40}["']?[\w.-]{0,40}$/;
const before_max = 240;
const line_ends = new RegExp(String.raw`(?:\\{0,3}["'])?${gap}(?:[,;}]${gap})?(?:#|\r?(?:\n|$)|\\{1,3}[nr])`, "y");

/**
 * Of names in capitals, as the environment's are, everything is masked. In other letters such names are also words of
 * prose ("unexpected token: identifier") and of code, so what stands around them has to say that it is a setting.
 */
export function maskNamed(text: string): string {
  let hidden = "";
  let done = 0;
  named.lastIndex = 0;
  for (let found = named.exec(text); found; found = named.exec(text)) {
    const at = named.lastIndex;
    const [, name = "", key_quote = "", separator = "", quote = ""] = found;
    const closed = quote === "" ? 0 : quotedEnd(text, at, quote);
    if (!isSetting(text, { name, key_quote, separator, quote, from: found.index, at, closed })) continue;
    hidden += text.slice(done, at) + masked;
    done = closed || endOf(value, text, at);
    named.lastIndex = done;
  }
  return done === 0 ? text : hidden + text.slice(done);
}

interface Candidate {
  name: string;
  key_quote: string;
  separator: string;
  quote: string;
  /** Where the name begins, the value, and where its quotes close: 0 when they do not, or there are none. */
  from: number;
  at: number;
  closed: number;
}

function isSetting(text: string, { name, key_quote, separator, quote, from, at, closed }: Candidate): boolean {
  const head = text.slice(at, at + looked_at);
  const word = closed > 0 ? text.slice(at, closed) : head.slice(0, endOf(value, head, 0));
  if (word.length < least_length) return false;
  const is_capital = name === name.toUpperCase();
  const is_secret = secret_name.test(name);
  const has_spaces = /\s/.test(word);
  const is_long = head.search(inner_break) >= least_length;
  if (is_capital && (is_long || (!has_spaces && (closed > 0 || is_secret)))) return true;
  if (!is_secret || no_value.test(head)) return false;
  const is_tight = separator.replace(all_escapes, "") === "=";
  if (has_spaces && !is_tight && of_messages.test(word) && !not_in_messages.test(word)) return false;
  const is_key = isKey(text, from);
  // What goes on after a mark is a value's rest, or code: f(token=x,self.y).
  if (closed === 0 && !is_long && !is_key) return false;
  // token=… and "token": "…" are neither prose nor, as most space it, code.
  if (is_tight || (key_quote !== "" && quote !== "")) return true;
  if (has_spaces && !is_key) return false;
  if (is_capital) return true;
  if (is_address.test(head)) return false;
  const least = is_token.test(name) ? 16 : least_length;
  if (/\d/.test(word) && (is_key || word.length >= least)) return true;
  return is_key && word.length >= least && endOf(line_ends, text, closed || endOf(value, text, at)) > 0;
}

function isKey(text: string, from: number): boolean {
  const start = Math.max(0, from - before_max);
  // What is cut off does not begin a line.
  const before = (start > 0 ? "|" : "") + text.slice(start, from);
  return key_position.test(before.replace(all_escapes, ""));
}

/** Where the quotes around a value close, or a colour that ends with them; 0 when they do not close in its line. */
function quotedEnd(text: string, at: number, quote: string): number {
  const length = quotedLength(text.slice(at, at + longest_quoted), quote);
  if (length === -1) return 0;
  const last = text.slice(at + Math.max(0, length - 200), at + length);
  return at + length - (last_escapes.exec(last)?.[0].length ?? 0);
}

/** How much of the text stands before the closing quote of its first line; -1 when none closes it. */
function quotedLength(text: string, quote: string): number {
  const mark = quote.slice(-1);
  const depth = quote.length - 1;
  const line_end = text.indexOf("\n");
  const line = line_end === -1 ? text : text.slice(0, line_end);
  for (let end = line.indexOf(mark); end !== -1; end = line.indexOf(mark, end + 1)) {
    let slashes = 0;
    while (line.charAt(end - slashes - 1) === "\\") slashes++;
    // In "…" an odd number of backslashes escapes a quote; in \"…\", a string in a string, 3 of them do, and so on.
    if (slashes > depth && ((slashes - depth) / (depth + 1)) % 2 !== 0) continue;
    // YAML and SQL write a quote within quotes twice.
    if (line.charAt(end + 1) === mark && slashes === 0) end++;
    else return end - Math.min(slashes, depth);
  }
  return -1;
}

/** Where the match of a sticky pattern ends; 0 when there is none at that place. */
function endOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : 0;
}
