/** "#L10-L20": the lines that an address points to. Pure. */

/** Counted from 1, both included. */
export interface LineRange {
  first: number;
  last: number;
}

/** Null when the address, its hash and all, names no lines. */
export function rangeOf(address: string): LineRange | null {
  const [, from, to] = /#L(\d{1,9})(?:-L?(\d{1,9}))?$/.exec(address) ?? [];
  if (from === undefined) return null;
  const [one, other] = [Number(from), Number(to ?? from)];
  if (one < 1 || other < 1) return null;
  return { first: Math.min(one, other), last: Math.max(one, other) };
}

/** A click on a line: with Shift it reaches from where the range begins. */
export function pick(range: LineRange | null, line: number, extend: boolean): LineRange {
  if (!extend || !range) return { first: line, last: line };
  return { first: Math.min(range.first, line), last: Math.max(range.first, line) };
}
