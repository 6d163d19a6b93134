/** A log's text as it is read, without times, markers and escapes: what search and the finding of failures go through. */
import { columnsOf, readLine } from "components/logs/reading/line";
import { type LineStore, textStart } from "components/logs/reading/line_store";

/** Lines are cleaned, kept and searched by so many at a time: a few milliseconds' work, between which a reader is served. */
export const block_lines = 4_096;
const encoder = new TextEncoder();
const decoder = new TextDecoder();
const newline = 10;

export class CleanText {
  /** Columns that each line takes on the screen. */
  readonly columns: Uint32Array<ArrayBuffer>;
  readonly #store: LineStore;
  /** Each block's lines, a newline after each. */
  readonly #blocks: Uint8Array[] = [];

  /** `store` has been read to its end. */
  constructor(store: LineStore) {
    this.#store = store;
    this.columns = new Uint32Array(store.count);
  }

  get block_count(): number {
    return Math.ceil(this.#store.count / block_lines);
  }

  get is_complete(): boolean {
    return this.#blocks.length === this.block_count;
  }

  has(block: number): boolean {
    return block < this.#blocks.length;
  }

  /** Cleans the next block. */
  advance(): void {
    const store = this.#store;
    const { bytes } = store;
    const first = this.#blocks.length * block_lines;
    const end = Math.min(first + block_lines, store.count);
    // Cleaning makes most lines shorter; a spoken marker makes one a few bytes longer.
    let room = new Uint8Array(store.end(end - 1) - store.start(first) + (end - first) + 256);
    let size = 0;
    const makeRoom = (wanted: number): void => {
      if (size + wanted <= room.length) return;
      const grown = new Uint8Array(room.length * 2 + wanted);
      grown.set(room.subarray(0, size));
      room = grown;
    };
    for (let line = first; line < end; line++) {
      const line_end = store.end(line);
      const start = textStart(bytes, store.start(line), line_end);
      if (isPlain(bytes, start, line_end)) {
        makeRoom(line_end - start + 1);
        for (let at = start; at < line_end; at++) room[size++] = bytes[at] ?? 0;
        this.columns[line] = line_end - start;
      } else {
        const { text } = readLine(store.raw(line));
        const clean = encoder.encode(text);
        makeRoom(clean.length + 1);
        room.set(clean, size);
        size += clean.length;
        this.columns[line] = columnsOf(text);
      }
      room[size++] = newline;
    }
    this.#blocks.push(room.subarray(0, size));
  }

  /** The block's lines, a newline after each. */
  text(block: number): string {
    return decoder.decode(this.#blocks[block] ?? new Uint8Array());
  }
}

/** Printable ASCII without a marker: it is its own clean text, and as wide as it is long. Most lines are. */
function isPlain(bytes: Uint8Array, start: number, end: number): boolean {
  const first = bytes[start];
  if (first === 35 || first === 58) return false;
  for (let at = start; at < end; at++) {
    const byte = bytes[at] ?? 0;
    if (byte < 32 || byte > 126) return false;
  }
  return true;
}
