/** How large a record is for DynamoDB, and how it is made to fit. */
import { marshall } from "@aws-sdk/util-dynamodb";
import fc from "fast-check";
import { dropLargestText, itemBytes } from "lib/model/item_size";

/** Bytes as DynamoDB counts them, from the item as it is sent. */
function countedBytes(item: Record<string, unknown>): number {
  const value = (attribute: unknown): number => {
    const [[type, content] = ["", ""]] = Object.entries(Object(attribute));
    if (type === "S") return Buffer.byteLength(String(content));
    if (type === "N") return Math.ceil(String(content).replace(/[^0-9]/g, "").length / 2) + 2;
    if (type === "L") return 3 + Object.values(Object(content)).reduce<number>((sum, one) => sum + 1 + value(one), 0);
    if (type === "M") return map(Object(content)) + 3;
    return 1;
  };
  const map = (fields: object): number =>
    Object.entries(fields).reduce((sum, [name, one]) => sum + 1 + Buffer.byteLength(name) + value(one), 0);
  return map(marshall(item));
}

const leaf = fc.oneof(fc.string({ unit: "binary" }), fc.nat(), fc.boolean(), fc.constant(null));
const item = fc.dictionary(
  // The SDK takes an object with a field "constructor" for an instance of some class, and refuses it.
  fc.string({ minLength: 1, maxLength: 20 }).filter((name) => name !== "__proto__" && name !== "constructor"),
  fc.oneof(leaf, fc.array(leaf), fc.array(fc.dictionary(fc.constantFrom("a", "name"), leaf))),
);

test("an item is never larger than we say", () => {
  fc.assert(fc.property(item, (fields) => expect(itemBytes(fields)).toBeGreaterThanOrEqual(countedBytes(fields))));
});

test("text counts as UTF-8", () => {
  for (const text of ["", "abc", "é", "€", "😀", "a😀é€\u0000\uffff"])
    expect(itemBytes(text)).toBe(Buffer.byteLength(text));
});

test("fields are dropped largest first, and only as many as must be", () => {
  const record = { id: 1, body: "b".repeat(500), title: "t".repeat(300), labels: ["l".repeat(50)], truncated: false };
  const free = ["title", "labels", "body"] as const;
  expect(dropLargestText(record, free, 2_000)).toBe(record);
  expect(dropLargestText(record, free, 600)).toEqual({ ...record, body: null, truncated: true });
  expect(dropLargestText(record, free, 200)).toEqual({ ...record, body: null, title: null, truncated: true });
  expect(dropLargestText(record, free, 10)).toEqual({
    ...record,
    body: null,
    title: null,
    labels: [],
    truncated: true,
  });
});
