/**
 * Hides what looks like a secret before a log is stored. CI masks the secrets that it was told of; what a script
 * fetched, decoded or printed in another form it was not. Lines stay lines, so that their numbers mean the same.
 */
import { masked, maskNamed } from "lib/logs/mask_named";

/** Credentials that say by their form what they are. */
const by_form = new RegExp(
  [
    String.raw`\bgh[pousr]_[A-Za-z0-9]{20,255}`,
    String.raw`\bgithub_pat_[A-Za-z0-9_]{20,255}`,
    String.raw`\bgl(?:pat|dt|rt|cbt|ptt)-[A-Za-z0-9_-]{20,255}`,
    String.raw`\b(?:AKIA|ASIA)[A-Z0-9]{16}\b`,
    String.raw`\bxox[abeoprs]-[A-Za-z0-9-]{10,255}`,
    String.raw`\bxapp-\d-[A-Za-z0-9-]{20,255}`,
    String.raw`\bhooks\.slack\.com/services/[A-Za-z0-9/]{20,255}`,
    String.raw`\bAIza[A-Za-z0-9_-]{35}`,
    String.raw`\bya29\.[A-Za-z0-9_-]{20,2000}`,
    String.raw`\beyJ[A-Za-z0-9_-]{8,4000}\.eyJ[A-Za-z0-9_-]{8,8000}\.[A-Za-z0-9_-]{8,4000}`,
    String.raw`\bnpm_[A-Za-z0-9]{36}\b`,
    String.raw`\bpypi-[A-Za-z0-9_-]{50,1000}`,
    String.raw`\bhf_[A-Za-z0-9]{30,100}\b`,
    String.raw`\bsk-[A-Za-z0-9_-]{32,255}`,
    String.raw`\b[rs]k_live_[A-Za-z0-9]{16,255}`,
    String.raw`\bdckr_pat_[A-Za-z0-9_-]{20,255}`,
    String.raw`\bdo[opr]_v1_[a-f0-9]{64}\b`,
    String.raw`\bSG\.[A-Za-z0-9_-]{16,64}\.[A-Za-z0-9_-]{16,128}`,
  ].join("|"),
  "g",
);

/** Credentials that only what stands before them gives away; that part stays. */
const by_place: readonly RegExp[] = [
  /(\bauthorization["']?[ \t]*[:=][ \t]*["']?(?:(?:basic|bearer|token|digest|negotiate)[ \t]+)?)[^\s"',]{6,8000}/gi,
  /(\bbearer[ \t]+)[A-Za-z0-9._~+/=-]{20,8000}/gi,
  /(:\/\/[^\s/:@"']{0,200}:)[^\s/:@"']{1,400}(?=@)/g,
  /(\b(?:AccountKey|SharedAccessKey)=)[A-Za-z0-9+/=]{20,400}/g,
  /([?&](?:sig|X-Amz-Signature|X-Goog-Signature|access_token)=)[A-Za-z0-9%+/=_.-]{16,4000}/g,
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
