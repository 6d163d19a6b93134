/** Numbers in addresses and parameters: each has one spelling, and nothing else is taken for it. */
import { whole } from "components/frame/place";
import fc from "fast-check";
import { plainNumber } from "lib/model/plain_number";
import { count } from "lib/model/saved_query";
import { countOf, jobIdOf } from "lib/server/path_parameters";
import type { NextApiRequest } from "next";

const most = Number.MAX_SAFE_INTEGER;
const bounds = { min: 0, max: most };
const odd = [
  ...[
    "",
    " ",
    "abc",
    "0x7b",
    "0b1",
    "0o7",
    "1e3",
    "1.0",
    "7.",
    ".7",
    "+5",
    "-0",
    "--1",
    "1_0",
    "1,000",
    "Infinity",
    "NaN",
  ],
  ...[" 1", "1 ", "\n9", "9\n", "\u00a09", "00007", "00", "-07", "٣", "１", "9007199254740992", "99999999999999999999"],
];
const jobId = (job: string): number => jobIdOf({ query: { job } } as unknown as NextApiRequest);

test("whole numbers are read back as they are written", () => {
  fc.assert(fc.property(fc.maxSafeInteger(), (number) => expect(plainNumber(String(number))).toBe(number)));
  for (const number of [0, 7, 10, most]) {
    const text = String(number);
    expect([jobId(text), countOf(text, "page", bounds), count(bounds).parse(text)]).toEqual([number, number, number]);
    expect(whole({ page: text }, "page", bounds)).toBe(number);
  }
  expect(count({ min: -5, max: 5 }).parse("-3")).toBe(-3);
  expect(count(bounds).parse(7)).toBe(7);
});

test.each(odd)("%j is no number, wherever it stands", (text) => {
  expect(plainNumber(text)).toBeNaN();
  expect(() => jobId(text)).toThrow();
  expect(() => countOf(text, "page", bounds)).toThrow("page: must be a whole number");
  expect(count(bounds).safeParse(text).success).toBe(false);
  expect(whole({ page: text }, "page", bounds)).toBeNull();
});

test("what is out of bounds is not taken", () => {
  expect(() => jobId("-1")).toThrow("There is no job of that id");
  expect(() => countOf("-1", "page", bounds)).toThrow();
  expect(() => countOf("101", "per_page", { min: 1, max: 100 })).toThrow("from 1 to 100");
  expect(count({ min: 1, max: 30 }).safeParse("31").success).toBe(false);
});
