/**
 * Hides what looks like a secret before a log is stored. CI masks the secrets that it was told of; what a script
 * fetched, decoded or printed in another form it was not. Lines stay lines, so that their numbers mean the same.
 */
import { escapes, gap, masked, maskNamed, unquoted } from "lib/logs/mask_named";

/** Escapes that end in a letter or a digit, which is then none of the word after it: ESC`[32m`, `\n`, `\x1b`, `%0A`. */
const after_escape = [
  String.raw`\[[0-?]{0,40}[ -/]{0,4}[A-Za-z]`,
  String.raw`\x1b[ -/]{0,4}[0-~]`,
  String.raw`\\(?:[abefnrtv]|u[\da-fA-F]{4}|x[\da-fA-F]{2}|[0-7]{1,3})`,
  "%[0-9a-fA-F]{2}",
].join("|");
/** The beginning of a word; what stands before it is looked at last, since that takes longer. */
const word = (begin: string): string => String.raw`${begin}(?<=(?:\b|(?<=${after_escape}))${begin})`;

/** Credentials that say by their form what they are. */
const by_form = new RegExp(
  [
    String.raw`${word("gh[pousr]_")}[A-Za-z0-9]{20,255}`,
    String.raw`${word("github_pat_")}[A-Za-z0-9_]{20,255}`,
    String.raw`${word("gl(?:pat|dt|rt|cbt|ptt)-")}[A-Za-z0-9_-]{20,255}`,
    String.raw`${word("A[KS]IA")}[A-Z0-9]{16}\b`,
    String.raw`${word("xox[abeoprs]-")}[A-Za-z0-9-]{10,255}`,
    String.raw`${word("xapp-")}\d-[A-Za-z0-9-]{20,255}`,
    String.raw`${word(String.raw`hooks\.slack\.com`)}/services/[A-Za-z0-9/]{20,255}`,
    String.raw`${word("AIza")}[A-Za-z0-9_-]{35}`,
    String.raw`${word(String.raw`ya29\.`)}[A-Za-z0-9_-]{20,2000}`,
    String.raw`${word("eyJ")}[A-Za-z0-9_-]{8,4000}\.eyJ[A-Za-z0-9_-]{8,8000}\.[A-Za-z0-9_-]{8,4000}`,
    String.raw`${word("npm_")}[A-Za-z0-9]{36}\b`,
    String.raw`${word("pypi-")}[A-Za-z0-9_-]{50,1000}`,
    String.raw`${word("hf_")}[A-Za-z0-9]{30,100}\b`,
    String.raw`${word("sk-")}[A-Za-z0-9_-]{32,255}`,
    String.raw`${word("[rs]k_live_")}[A-Za-z0-9]{16,255}`,
    String.raw`${word("dckr_pat_")}[A-Za-z0-9_-]{20,255}`,
    String.raw`${word("do[opr]_v1_")}[a-f0-9]{64}\b`,
    String.raw`${word(String.raw`SG\.`)}[A-Za-z0-9_-]{16,64}\.[A-Za-z0-9_-]{16,128}`,
  ].join("|"),
  "g",
);

/** A URL's user and password go up to the last @ before its path; a tag before an image's digest is no password. */
const at_sign = String.raw`@(?=[^\s/@"'?<>]{1,400}@)`;
const password_in_url = new RegExp(
  String.raw`(://[^\s/:"'\x1b]{0,200}:${escapes})(?:[^\s/@"']|${at_sign}){1,400}?(?=${escapes}@(?!sha\d{3}:)(?<!${at_sign}))`,
  "g",
);

/** How an `Authorization:` header begins; before a credential that is hidden already it stays. */
const scheme = "(?:basic|bearer|token|digest|negotiate)";

/** Credentials that only what stands before them gives away; that part stays. */
const by_place: readonly RegExp[] = [
  new RegExp(
    String.raw`(${word("authorization")}${escapes}(?:\\{0,3}["'])?${gap}[:=]${gap}(?:\\{0,3}["'])?${escapes}` +
      String.raw`(?:${scheme}${escapes}[ \t]${gap})?)(?!${scheme}(?:[^\w.~+/=-]|$))(?:${unquoted}|[;&]){6,8000}`,
    "gi",
  ),
  new RegExp(String.raw`(${word("bearer")}${escapes}[ \t]${gap})[A-Za-z0-9._~+/=-]{20,8000}`, "gi"),
  password_in_url,
  new RegExp(String.raw`(${word("(?:AccountKey|SharedAccessKey)")}=${escapes})[A-Za-z0-9+/=]{20,400}`, "g"),
  /((?:[?&;]|\\u0026)(?:sig|X-Amz-Signature|X-Goog-Signature|access_token)=)[A-Za-z0-9%+/=_.-]{16,4000}/g,
];

const key_begins = /-----BEGIN (?:[A-Z0-9]{1,20} ){0,4}PRIVATE KEY(?: BLOCK)?-----/;
const key_ends = /-----END (?:[A-Z0-9]{1,20} ){0,4}PRIVATE KEY(?: BLOCK)?-----/;
/** The longest keys have about 110 lines; a beginning without an end must not swallow the log. */
const key_lines_max = 200;
const line_of_key = /^(\uFEFF?(?:\d{4}-\d\d-\d\dT[\d:.]+Z ?)?)([^\n]*)/;

function maskTokens(text: string): string {
  let hidden = text.replace(by_form, masked);
  for (const pattern of by_place) hidden = hidden.replace(pattern, `$1${masked}`);
  return maskNamed(hidden);
}

/** Masks a log piece by piece; a piece holds whole lines. */
export class Masker {
  #key_lines_left = 0;

  mask(piece: string): string {
    const text = this.#key_lines_left > 0 || key_begins.test(piece) ? this.#maskKeys(piece) : piece;
    return maskTokens(text);
  }

  /** A private key's lines, but for the timestamps before them. */
  #maskKeys(piece: string): string {
    return piece
      .split("\n")
      .map((line, index, lines) => {
        if (index === lines.length - 1 && line === "") return line;
        const begins = key_begins.exec(line);
        if (begins) {
          // A key in one line, as environment variables hold it, ends in it as well.
          this.#key_lines_left = key_ends.test(line) ? 0 : key_lines_max;
          return `${line.slice(0, begins.index)}${masked}${line.endsWith("\r") ? "\r" : ""}`;
        }
        if (this.#key_lines_left === 0) return line;
        this.#key_lines_left = key_ends.test(line) ? 0 : this.#key_lines_left - 1;
        return line.replace(line_of_key, `$1${masked}`);
      })
      .join("\n");
  }
}
