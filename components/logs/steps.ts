/** Going from one line to the next of a list of lines, round its ends. Pure. */
import { lastAtMost } from "components/logs/reading/rows";

/** Null when there are none. */
export function nextLine(lines: ArrayLike<number>, from: number, step: 1 | -1): number | null {
  if (lines.length === 0) return null;
  const last = lastAtMost(lines, from);
  if (step === 1) return lines[last + 1] ?? lines[0] ?? null;
  const before = lines[last] === from ? last - 1 : last;
  return lines[before] ?? lines[lines.length - 1] ?? null;
}
