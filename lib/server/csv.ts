/**
 * CSV for spreadsheets (RFC 4180) that carries no formula: text which a spreadsheet would calculate is marked as text by
 * an apostrophe. Titles, branches and authors' names are other people's words. https://owasp.org/www-community/attacks/CSV_Injection
 */
import { Transform } from "node:stream";

const formula_start = "=+-@\t\r\n";
const apostrophe = Buffer.from("'");
const quote = 0x22;
const starts_formula = new Set(Buffer.from(formula_start));

/** A number stays a number, whatever its sign; null is an empty field. */
export function csvField(value: string | number | boolean | null): string {
  if (value === null) return "";
  const is_formula = typeof value === "string" && value !== "" && formula_start.includes(value.charAt(0));
  const text = is_formula ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** outside: of quotes; opened, closed: the byte before was such a quote; inside: quotes. */
type Where = "outside" | "opened" | "inside" | "closed";

/** For CSV as ClickHouse writes it: text is always in quotes, and a number never is. */
export function withoutFormulas(): Transform {
  let where: Where = "outside";
  const guard = (chunk: Buffer): Buffer => {
    const parts: Buffer[] = [];
    let copied = 0;
    for (let index = 0; index < chunk.length; index++) {
      const byte = chunk[index] ?? 0;
      if (where === "opened" && starts_formula.has(byte)) {
        parts.push(chunk.subarray(copied, index), apostrophe);
        copied = index;
      }
      if (byte !== quote) {
        where = where === "opened" || where === "inside" ? "inside" : "outside";
        // On to the next quote: all that is between them is alike.
        const next = chunk.indexOf(quote, index);
        index = (next < 0 ? chunk.length : next) - 1;
      } else if (where === "closed") {
        where = "inside"; // Two quotes are one, in the text.
      } else {
        where = where === "outside" ? "opened" : "closed";
      }
    }
    return Buffer.concat([...parts, chunk.subarray(copied)]);
  };
  return new Transform({
    transform: (chunk: Buffer, _encoding, done) => done(null, guard(chunk)),
  });
}
