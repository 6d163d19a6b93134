/**
 * The Range header of a request for bytes.
 * @see https://www.rfc-editor.org/rfc/rfc9110#name-range
 */

/** Both ends included. */
export interface WantedRange {
  from: number;
  to: number;
}

/**
 * What is asked for of `bytes` bytes; null: all of it, since nothing was asked for, or what we may ignore (other units,
 * several ranges, not well-formed); "unsatisfiable": 416.
 */
export function wantedRange(header: string | undefined, bytes: number): WantedRange | "unsatisfiable" | null {
  const [, first = "", last = ""] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? "") ?? [];
  if (first === "" && last === "") return null;
  if (first === "") {
    const length = Math.min(Number(last), bytes);
    return length === 0 ? "unsatisfiable" : { from: bytes - length, to: bytes - 1 };
  }
  const from = Number(first);
  const to = last === "" ? bytes - 1 : Math.min(Number(last), bytes - 1);
  if (last !== "" && Number(last) < from) return null;
  return from >= bytes ? "unsatisfiable" : { from, to };
}
