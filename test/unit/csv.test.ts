/** No cell of a download is a formula, and every cell still says what it said. */
import { once } from "node:events";
import fc from "fast-check";
import { csvField, withoutFormulas } from "lib/server/csv";

/** @param sizes how the text arrives, in bytes, over and over. */
async function guarded(text: string, sizes: readonly number[]): Promise<string> {
  const guard = withoutFormulas();
  const bytes = Buffer.from(text);
  const chunks: Buffer[] = [];
  guard.on("data", (chunk: Buffer) => chunks.push(chunk));
  for (let from = 0, turn = 0; from < bytes.length; turn++) {
    const size = sizes[turn % sizes.length] ?? bytes.length;
    guard.write(bytes.subarray(from, from + size));
    from += size;
  }
  guard.end();
  await once(guard, "end");
  return Buffer.concat(chunks).toString();
}

/** As ClickHouse writes it. */
const clickhouse = (rows: readonly (readonly (string | number | null)[])[]): string =>
  rows
    .map((row) =>
      row
        .map((cell) => (typeof cell === "string" ? `"${cell.replaceAll('"', '""')}"` : cell === null ? "" : `${cell}`))
        .join(","),
    )
    .map((line) => `${line}\n`)
    .join("");

const harmless = (cell: string): string => (/^[=+\-@\t\r\n]/.test(cell) ? `'${cell}` : cell);

test.each([
  ['"=1+1",-5\n', `"'=1+1",-5\n`],
  ['"a=1","","-"\n', `"a=1","","'-"\n`],
  ['"""=1"\n', '"""=1"\n'],
  ['"\tx","@y",+3\n"+z"\n', `"'\tx","'@y",+3\n"'+z"\n`],
  [`"a""","=b"\n`, `"a""","'=b"\n`],
  ["\"['=a']\",,\n", "\"['=a']\",,\n"],
])("%j", async (text, expected) => {
  expect(await guarded(text, [1_000])).toBe(expected);
  expect(await guarded(text, [1])).toBe(expected);
});

test("whatever the text, and however it arrives", async () => {
  const text = fc.string({ unit: fc.constantFrom('"', ",", "=", "-", "+", "@", "\t", "\r", "\n", "a", "ö", "😀") });
  const cell = fc.oneof(text, fc.integer(), fc.constant(null));
  const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { maxLength: 5 }),
      sizes,
      async (rows, by) => {
        const expected = rows.map((row) => row.map((one) => (typeof one === "string" ? harmless(one) : one)));
        expect(await guarded(clickhouse(rows), by)).toBe(clickhouse(expected));
      },
    ),
  );
});

test("a field by itself", () => {
  expect([-1, 2.5, null, true, "a", 'a"b', "=x", "-x,y", "\rx", ""].map(csvField)).toEqual([
    ...["-1", "2.5", "", "true", "a", '"a""b"', "'=x", `"'-x,y"`, `"'\rx"`, ""],
  ]);
});
