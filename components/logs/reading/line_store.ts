/** A log's bytes, where each of its lines begins, and its groups: grown while it arrives, so that nothing waits for its end. */

/** Beyond this the browser's memory would be at stake; the rest is in the download. */
export const log_bytes_max = 256 * 1024 * 1024;
/** A log that folds more often than this is not one that folding helps to read. */
const groups_max = 100_000;

const newline = 10;
const carriage_return = 13;
const [hash, colon, digit_0, digit_9, dash, letter_t, letter_z, space] = [35, 58, 48, 57, 45, 84, 90, 32];

/** Inner lines first…last (both included) fold under the line before `first`. */
export interface Group {
  first: number;
  last: number;
}

export class LineStore {
  #bytes = new Uint8Array(1 << 20);
  #size = 0;
  /** Where each line begins; the one after the last begins where the bytes end. */
  #starts = new Uint32Array(1 << 14);
  /** Lines that have ended. */
  #count = 0;
  #open_group: number | null = null;
  readonly groups: Group[] = [];
  /** True: the log is longer than what is kept of it. */
  cut = false;

  get count(): number {
    return this.#count;
  }

  get size(): number {
    return this.#size;
  }

  /** Takes the next bytes; returns whether more are wanted. */
  append(chunk: Uint8Array): boolean {
    const room = log_bytes_max - this.#size;
    const taken = chunk.length > room ? chunk.subarray(0, room) : chunk;
    this.cut ||= taken.length < chunk.length;
    const from = this.#size;
    this.#reserve(from + taken.length);
    this.#bytes.set(taken, from);
    this.#size += taken.length;
    this.#index(taken, from);
    return !this.cut;
  }

  /** The last line may lack its newline. */
  finish(): void {
    const start = this.start(this.#count);
    if (this.#size <= start) return;
    this.#noteGroup(this.#count, start, this.#size);
    if (++this.#count >= this.#starts.length) this.#moreStarts();
    this.#starts[this.#count] = this.#size;
  }

  /** The chunk lies at `from` of the bytes. One loop over local variables: this runs a million times in a large log. */
  #index(chunk: Uint8Array, from: number): void {
    const bytes = this.#bytes;
    let starts = this.#starts;
    let count = this.#count;
    let start = starts[count] ?? 0;
    for (let at = chunk.indexOf(newline); at >= 0; at = chunk.indexOf(newline, at + 1)) {
      const next = from + at + 1;
      const first = bytes[textStart(bytes, start, next)];
      if (first === hash || first === colon) this.#noteGroup(count, start, next);
      if (++count >= starts.length) starts = this.#moreStarts();
      starts[count] = next;
      start = next;
    }
    this.#count = count;
  }

  #noteGroup(line: number, start: number, end: number): void {
    const mark = groupMark(this.#bytes, start, end);
    if (mark === "open") this.#open_group = line;
    else if (mark === "close" && this.#open_group !== null) {
      if (this.groups.length < groups_max) this.groups.push({ first: this.#open_group + 1, last: line });
      this.#open_group = null;
    }
  }

  #moreStarts(): Uint32Array<ArrayBuffer> {
    const grown = new Uint32Array(this.#starts.length * 2);
    grown.set(this.#starts);
    this.#starts = grown;
    return grown;
  }

  #reserve(size: number): void {
    if (size <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.min(log_bytes_max, Math.max(size, this.#bytes.length * 2)));
    grown.set(this.#bytes.subarray(0, this.#size));
    this.#bytes = grown;
  }

  /** All lines' bytes; valid until more are appended. */
  get bytes(): Uint8Array {
    return this.#bytes;
  }

  start(line: number): number {
    return this.#starts[line] ?? this.#size;
  }

  /** Where the line's own line ending begins. */
  end(line: number): number {
    const start = this.start(line);
    let end = line < this.#count ? this.start(line + 1) : this.#size;
    if (end > start && this.#bytes[end - 1] === newline) end--;
    if (end > start && this.#bytes[end - 1] === carriage_return) end--;
    return end;
  }

  /** Invalid UTF-8 becomes replacement characters: a log may hold anything. */
  raw(line: number): string {
    return decoder.decode(this.#bytes.subarray(this.start(line), this.end(line)));
  }
}

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Where the line's text begins: after the byte order mark and the time that GitHub's runner writes before it. */
export function textStart(bytes: Uint8Array, from: number, end: number): number {
  const start = bytes[from] === 0xef && bytes[from + 1] === 0xbb && bytes[from + 2] === 0xbf ? from + 3 : from;
  const first = bytes[start] ?? 0;
  const is_time = first >= digit_0 && first <= digit_9 && bytes[start + 4] === dash && bytes[start + 10] === letter_t;
  if (!is_time || end - start < 20) return start;
  for (let at = start + 19; at < start + 30 && at < end; at++) {
    if (bytes[at] !== letter_z) continue;
    return bytes[at + 1] === space ? at + 2 : at + 1;
  }
  return start;
}

const group_marks = [
  { mark: "open", text: "##[group]" },
  { mark: "open", text: "::group::" },
  { mark: "close", text: "##[endgroup]" },
  { mark: "close", text: "::endgroup::" },
].map(({ mark, text }) => ({ mark, bytes: new TextEncoder().encode(text) }));

function groupMark(bytes: Uint8Array, from: number, end: number): string | null {
  const start = textStart(bytes, from, end);
  const is = (text: Uint8Array): boolean => text.every((byte, index) => bytes[start + index] === byte);
  return group_marks.find((candidate) => is(candidate.bytes))?.mark ?? null;
}
