/** Numbers in addresses, forms and parameters, which come as text. Without zod: pages in the browser read them too. */

/**
 * A whole number as it is written here: digits alone, maybe after a minus, none of them a zero that counts for nothing. What
 * else JavaScript takes for a number (" 7", "7.0", "0x7", "007") would be more names of the same thing: NaN for those, and
 * for what is not exactly representable.
 */
export function plainNumber(text: string): number {
  const number = /^(?:0|-?[1-9]\d{0,15})$/.test(text) ? Number(text) : NaN;
  return Number.isSafeInteger(number) ? number : NaN;
}
