/** DynamoDB items in their wire form: types, size in bytes, and equality. */

export interface AttributeValue {
  S?: string;
  N?: string;
  B?: string;
  SS?: string[];
  NS?: string[];
  BS?: string[];
  BOOL?: boolean;
  NULL?: boolean;
  L?: AttributeValue[];
  M?: Item;
}

export type Item = Record<string, AttributeValue>;

/** The largest item, names and values together. */
export const max_item_bytes = 400 * 1024;

/**
 * Bytes of an item as DynamoDB counts them.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export function itemBytes(item: Item): number {
  let bytes = 0;
  for (const name in item) {
    const value = item[name];
    if (value !== undefined) bytes += Buffer.byteLength(name) + valueBytes(value);
  }
  return bytes;
}

function valueBytes(value: AttributeValue): number {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.N !== undefined) return numberBytes(value.N);
  if (value.M !== undefined) return 3 + Object.keys(value.M).length + itemBytes(value.M);
  if (value.L !== undefined) return 3 + sum(value.L, (element) => 1 + valueBytes(element));
  if (value.B !== undefined) return Buffer.byteLength(value.B, "base64");
  if (value.SS !== undefined) return sum(value.SS, (element) => Buffer.byteLength(element));
  if (value.NS !== undefined) return sum(value.NS, numberBytes);
  if (value.BS !== undefined) return sum(value.BS, (element) => Buffer.byteLength(element, "base64"));
  return 1;
}

/** About one byte for two significant digits, plus one, plus one for a sign. */
function numberBytes(number: string): number {
  const digits = number.replace(/[-.]/g, "").replace(/^0+/, "").replace(/0+$/, "").length;
  return Math.min(21, 1 + Math.ceil(digits / 2) + (number.startsWith("-") ? 1 : 0));
}

function sum<T>(elements: readonly T[], bytes: (element: T) => number): number {
  let total = 0;
  for (const element of elements) total += bytes(element);
  return total;
}

/** An item with the JSON that stores it, so that neither is computed twice. */
export interface Image {
  item: Item;
  json: string;
}

/**
 * Whether two images hold the same item. The order of attributes and of a set's members has no meaning, but
 * any order has the same length, so items are only looked into when their JSON is equally long and yet differs.
 */
export function sameImage(a: Image, b: Image): boolean {
  if (a.json === b.json) return true;
  return a.json.length === b.json.length && sameItem(a.item, b.item);
}

function sameItem(a: Item, b: Item): boolean {
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => {
      const [of_a, of_b] = [a[name], b[name]];
      return of_a !== undefined && of_b !== undefined && sameValue(of_a, of_b);
    })
  );
}

function sameValue(a: AttributeValue, b: AttributeValue): boolean {
  if (a.M !== undefined) return b.M !== undefined && sameItem(a.M, b.M);
  if (a.L !== undefined) return b.L !== undefined && sameElements(a.L, b.L, sameValue);
  if (a.SS !== undefined) return b.SS !== undefined && sameSet(a.SS, b.SS);
  if (a.NS !== undefined) return b.NS !== undefined && sameSet(a.NS, b.NS);
  if (a.BS !== undefined) return b.BS !== undefined && sameSet(a.BS, b.BS);
  return a.S === b.S && a.N === b.N && a.B === b.B && a.BOOL === b.BOOL && a.NULL === b.NULL;
}

const sameSet = (a: string[], b: string[]) => sameElements(a.toSorted(), b.toSorted(), Object.is);

function sameElements<T>(a: readonly T[], b: readonly T[], same: (a: T, b: T) => boolean): boolean {
  return a.length === b.length && a.every((element, index) => same(element, b[index] as T));
}
