/**
 * Reads the lines of an `.env` file.
 *
 * Ours rather than a library's: a value is taken as it stands (libraries expand `$` in it, which breaks secrets), and a
 * line that means nothing is refused by its number instead of being skipped.
 */

/** The message completes "<path> …" and never quotes the file: it holds secrets. */
export class EnvFileError extends Error {
  override name = "EnvFileError";
}

const max_characters = 1_000_000;
const blank = /[ \t]*(?:#[^\n]*)?(?:\n|$)/y;
const entry =
  /[ \t]*(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_]*)[ \t]*=[ \t]*(?:"((?:[^"\\]|\\[^])*)"|'([^']*)'|([^\s"'#][^\n]*?|))[ \t]*(?:[ \t]#[^\n]*)?(?:\n|$)/y;
const escapes: Record<string, string> = { n: "\n", r: "\r", t: "\t", '"': '"', "\\": "\\" };

/**
 * `NAME=value`, `NAME='taken literally'` or `NAME="with \n escapes"`, each with an optional `export` before it;
 * quoted values may span lines. `#` begins a comment at the start of a line or after a space. A later line wins.
 */
export function parseEnvFile(text: string): Map<string, string> {
  if (text.length > max_characters) throw new EnvFileError("is too long to be a settings file");
  const lines = text.replace(/^\uFEFF/, "").replaceAll("\r\n", "\n");
  const values = new Map<string, string>();
  for (let position = 0; position < lines.length;) {
    blank.lastIndex = entry.lastIndex = position;
    const skipped = blank.exec(lines);
    if (skipped !== null) {
      position = blank.lastIndex;
      continue;
    }
    const [, name, escaped, literal, plain] = entry.exec(lines) ?? [];
    if (name === undefined) {
      throw new EnvFileError(`line ${lines.slice(0, position).split("\n").length} is not NAME=value`);
    }
    const unescaped = escaped?.replace(/\\([^])/g, (both, character: string) => escapes[character] ?? both);
    values.set(name, unescaped ?? literal ?? plain ?? "");
    position = entry.lastIndex;
  }
  return values;
}
