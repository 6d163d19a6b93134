/** Some of a log's lines, by their numbers: what a page shows of a large log before all of it has come. */
import { ApiError } from "lib/server/api_error";

/** Counted from 1, both included. */
export interface LineWindow {
  first: number;
  last: number;
}

export const window_lines_max = 500;
const window_bytes_max = 1024 * 1024;
const newline = 10;

/** "120-240"; null when no lines are asked for by number. @throws ApiError 400 */
export function wantedLines(text: string | undefined): LineWindow | null {
  if (text === undefined) return null;
  const [, from = "", to = ""] = /^([1-9]\d{0,9})-([1-9]\d{0,9})$/.exec(text) ?? [];
  const [first, last] = [Number(from), Number(to)];
  if (first === 0 || last < first || last - first >= window_lines_max) {
    throw new ApiError(400, `lines: must be <first>-<last>, counted from 1, at most ${window_lines_max} of them`);
  }
  return { first, last };
}

/**
 * The bytes of these lines, whole lines each, as many as go into a mebibyte; empty when the log ends before them. Reads
 * no further than their end.
 */
export async function readLines(log: AsyncIterable<Uint8Array>, { first, last }: LineWindow): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  /** Of the line that the next byte is in. */
  let line = 1;
  for await (const chunk of log) {
    let begin = line >= first ? 0 : -1;
    let end = chunk.length;
    for (let at = chunk.indexOf(newline); at >= 0; at = chunk.indexOf(newline, at + 1)) {
      line++;
      if (line === first) begin = at + 1;
      if (line > last) {
        end = at + 1;
        break;
      }
    }
    if (begin >= 0 && begin < end) {
      parts.push(chunk.subarray(begin, end));
      bytes += end - begin;
    }
    if (line > last || bytes > window_bytes_max) break;
  }
  const read = Buffer.concat(parts);
  if (read.length <= window_bytes_max) return read;
  return read.subarray(0, read.lastIndexOf(newline, window_bytes_max - 1) + 1);
}
