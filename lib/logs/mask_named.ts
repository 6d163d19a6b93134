/** Hides values whose names say that they are secret: `DB_PASSWORD=…`, `"api_key": "…"`, `token: …`. */

export const masked = "***";

/** A name, what separates it from its value, and the quote before that. `::`, `:=` and `==` are code. */
const named =
  /((?:secret|token|passw(?:or)?d|passphrase|(?:api|private|access)[_ -]?key)(?:[a-z0-9_]{1,40}|-key)?)((?:\\{0,3}["'])?)([ \t]*(?:=>|[:=](?![:=]))[ \t]*)((?:\\{0,3}["'])?)(?=[^\s"',;&]{8})(?!\*\*\*|\$)/gi;
const value = /[^\s"',;&]{8,4000}/y;
/** What ends in such a word is a secret; a token's type, a password's file and many tokens are none. */
const secret_name = /(?:secret|token|passw(?:or)?d|passphrase|(?:api|private|access|secret)[_ -]?key)\d{0,3}$/i;
const is_token = /token\d{0,3}$/i;

/** Placeholders, expressions such as `getToken()`, `tokens[0]` and `self.token`, and what forms say of their fields. */
const no_value =
  /^(?:[<{]|[a-z_][\w.:]*[([]|(?:self|this)\.|(?:required|optional|incorrect|mismatch|undefined|redacted|disabled|provided)\b)/i;
const is_address = /^(?:\.{0,2}\/|~\/|[a-z]{2,10}:\/\/)/i;
const looked_at = 64;

/** A name where settings have it: first in its line, or after a brace or comma; in prose words stand before it. */
const key_position = /(?:^|\n)(?:\uFEFF?\d{4}-\d\d-\d\dT[\d:.]+Z ?)?[ \t{,<>+-]{0,40}["']?[\w.-]{0,40}$/;
const before_max = 120;
const line_ends = /["']?[ \t]*[,;}]?[ \t]*\r?(?:\n|$)/y;

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
    if (!isSetting(text, { name, key_quote, separator, quote, from: found.index, at })) continue;
    hidden += text.slice(done, at) + masked;
    done = endOf(value, text, at);
    named.lastIndex = done;
  }
  return done === 0 ? text : hidden + text.slice(done);
}

interface Candidate {
  name: string;
  key_quote: string;
  separator: string;
  quote: string;
  /** Where the name begins, and the value. */
  from: number;
  at: number;
}

function isSetting(text: string, { name, key_quote, separator, quote, from, at }: Candidate): boolean {
  if (name === name.toUpperCase()) return true;
  const head = text.slice(at, at + looked_at);
  if (!secret_name.test(name) || no_value.test(head)) return false;
  // token=… and "token": "…" are neither prose nor, as most space it, code.
  if (separator === "=" || (key_quote !== "" && quote !== "")) return true;
  if (is_address.test(head)) return false;
  const least = is_token.test(name) ? 16 : 8;
  const [word = ""] = /^[^\s"',;&]*/.exec(head) ?? [];
  const is_key = key_position.test(text.slice(Math.max(0, from - before_max), from));
  if (/\d/.test(word) && (is_key || word.length >= least)) return true;
  return is_key && word.length >= least && endOf(line_ends, text, endOf(value, text, at)) > at;
}

/** Where the match of a sticky pattern ends; 0 when there is none at that place. */
function endOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : 0;
}
