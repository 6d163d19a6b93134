/** How large a record is as a DynamoDB item, and making one fit. */

/** DynamoDB refuses items over 400 KB; what is left above these is for joined fields, revision and classification. */
export const item_bytes_max = 300_000;

/**
 * An item's size in bytes as DynamoDB counts it, rounded up.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export function itemBytes(value: unknown): number {
  if (value === null || value === undefined || typeof value === "boolean") return 1;
  if (typeof value === "string") return utf8Bytes(value);
  if (typeof value === "number") return 21;
  if (Array.isArray(value)) return value.reduce<number>((sum, inner) => sum + 1 + itemBytes(inner), 3);
  return Object.entries(value).reduce((sum, [name, inner]) => sum + 1 + utf8Bytes(name) + itemBytes(inner), 3);
}

/** Drops the largest of the named free-text fields, one after the other, until the record fits. */
export function dropLargestText<Fields extends { truncated: boolean }>(
  record: Fields,
  free_text: readonly (keyof Fields)[],
  bytes_max = item_bytes_max,
): Fields {
  if (itemBytes(record) <= bytes_max) return record;
  const fitted = { ...record, truncated: true };
  const by_size = [...free_text].sort((a, b) => itemBytes(record[b]) - itemBytes(record[a]));
  for (const field of by_size) {
    // A free-text field is nullable text or a list; its empty value is of the field's own type.
    fitted[field] = (Array.isArray(record[field]) ? [] : null) as Fields[typeof field];
    if (itemBytes(fitted) <= bytes_max) break;
  }
  return fitted;
}

/** UTF-8 length in bytes; a surrogate pair's two halves count two each. */
export function utf8Bytes(text: string): number {
  let bytes = text.length;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit > 0x7f) bytes += unit > 0x7ff && (unit < 0xd800 || unit > 0xdfff) ? 2 : 1;
  }
  return bytes;
}
