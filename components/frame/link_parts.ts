/** Finds web addresses and pull request references in plain text. */

export type TextPart =
  | { kind: "text"; text: string }
  /** http(s) only, and parsed as such. */
  | { kind: "url"; text: string }
  | { kind: "pull"; text: string; number: number };

/** A reference stands alone: not in the middle of a word, nor after & as in an HTML entity. */
const link = /https?:\/\/[^\s<>"'`]+|(?<![\w&/])#\d{1,9}(?!\w)/gi;
/** Punctuation that ends the sentence rather than the address. */
const tail = /[.,;:!?]+$/;

/** The parts, in order, spell exactly `text`. */
export function linkParts(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  const plain = (until: number) => {
    if (until > end) parts.push({ kind: "text", text: text.slice(end, until) });
  };
  for (const match of text.matchAll(link)) {
    const found = match[0].startsWith("#") ? match[0] : trimmed(match[0]);
    if (!found.startsWith("#") && !URL.canParse(found)) continue;
    plain(match.index);
    parts.push(
      found.startsWith("#")
        ? { kind: "pull", text: found, number: Number(found.slice(1)) }
        : { kind: "url", text: found },
    );
    end = match.index + found.length;
  }
  plain(text.length);
  return parts;
}

/** A closing bracket belongs to the address only if it was opened in it: (see https://a.b/c_(d)). */
function trimmed(url: string): string {
  let rest = url.replace(tail, "");
  for (const [open, close] of ["()", "[]", "{}"].map((pair) => [pair.charAt(0), pair.charAt(1)] as const)) {
    while (rest.endsWith(close) && rest.split(close).length > rest.split(open).length) {
      rest = rest.slice(0, -1).replace(tail, "");
    }
  }
  return rest;
}
