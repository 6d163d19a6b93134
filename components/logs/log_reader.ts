/** The page's side of a log: asks the worker that holds it, keeps the lines that are looked at, tells what changes. */
import type { Comparison } from "components/logs/reading/compare";
import type { Group } from "components/logs/reading/line_store";
import { type Preview, previewEnd } from "components/logs/preview";
import { columnsOf } from "components/logs/reading/line";
import type { Ask, ShownLine, Tell } from "components/logs/reading/protocol";
import type { Question } from "components/logs/reading/search";

export interface Found {
  /** Lines with hits, ascending, counted from 0. */
  lines: Uint32Array;
  hits: number;
  done: boolean;
  problem: string | null;
}

export interface LogState {
  phase: "reading" | "open" | "failed";
  /** So far, while it is read. */
  lines: number;
  /** Lines that are known before the log has come as far. */
  preview: Preview | null;
  bytes: number;
  /** The log is longer than what is shown of it. */
  cut: boolean;
  failure: { status: number; message: string } | null;
  groups: readonly Group[];
  /** Of each line; null until the whole log has been looked through. */
  columns: Uint32Array | null;
  /** Lines that look wrong; null until then. */
  trouble: Uint32Array | null;
  /** Null: nothing is searched for. */
  found: Found | null;
  comparison: { state: "asked" } | { state: "failed"; problem: string } | { state: "made"; made: Comparison } | null;
  /** Grows with each change, of lines too. */
  version: number;
}

export interface WorkerPort {
  postMessage(ask: Ask): void;
  onTell: ((told: Tell) => void) | null;
  terminate(): void;
}

const chunk_lines = 128;
const chunks_max = 96;
/** Silence in a search after which its pattern is given up; a worker in a pattern hears nothing, so it has to go. */
const search_silence_ms = 6_000;
const too_slow = "This pattern takes too long on this log. Try one with fewer nested repetitions.";
const copy_ms_max = 10_000;

const start: LogState = {
  phase: "reading",
  ...{ lines: 0, preview: null, bytes: 0, cut: false, failure: null, groups: [], columns: null, trouble: null },
  ...{ found: null, comparison: null, version: 0 },
};

/** How many lines have a place on the page: up to the last that is known. */
export const placedLines = ({ phase, lines, preview }: LogState): number =>
  phase === "reading" ? Math.max(lines, previewEnd(preview)) : lines;

/** Where the page opens, and what it knows of that place; neither is needed. */
export interface Opening {
  /** From 0. */
  around: number | null;
  preview: Preview | null;
}

interface Chunk {
  lines: ShownLine[];
  seq: number;
  /** Of each line; null until somebody asks. */
  columns: number[] | null;
}

const columnsOfAll = (lines: readonly ShownLine[]): number[] =>
  lines.map(({ pieces }) => columnsOf(pieces.map(({ text }) => text).join("")));

export class LogReader {
  #state = start;
  readonly #url: string;
  readonly #newWorker: () => WorkerPort;
  readonly #opening: Opening;
  #worker: WorkerPort | null = null;
  readonly #listeners = new Set<() => void>();
  readonly #chunks = new Map<number, Chunk>();
  readonly #asked = new Map<number, number>();
  readonly #copies = new Map<string, (text: string) => void>();
  #seq = 0;
  #watchdog: ReturnType<typeof setTimeout> | null = null;

  constructor(url: string, newWorker: () => WorkerPort, opening: Opening = { around: null, preview: null }) {
    this.#opening = opening;
    this.#url = url;
    this.#newWorker = newWorker;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
  readonly snapshot = (): LogState => this.#state;

  open(): void {
    this.#worker?.terminate();
    const worker = this.#newWorker();
    worker.onTell = (told) => this.#hear(told);
    this.#worker = worker;
    this.#asked.clear();
    const { around, preview } = this.#opening;
    const is_new = this.#state.phase === "reading";
    this.#ask({ kind: "open", url: this.#url, around: is_new ? around : null });
    if (is_new && preview !== null) this.#set({ preview });
  }

  /** From the beginning, after a failure. */
  retry(): void {
    this.#state = start;
    this.#chunks.clear();
    this.open();
  }

  close(): void {
    this.#worker?.terminate();
    this.#worker = null;
    this.#rest();
  }

  /** Null until it has arrived; `want` asks for it. */
  line(line: number): ShownLine | null {
    const { preview } = this.#state;
    const arrived = this.#chunks.get(Math.floor(line / chunk_lines))?.lines[line % chunk_lines];
    return arrived ?? preview?.lines[line - preview.first] ?? null;
  }

  /** Of each line that has arrived so far, 0 of others: until all of them are known. */
  earlyColumns(): Uint32Array {
    const known = new Uint32Array(placedLines(this.#state));
    // The record may tell of lines that the log turns out not to have.
    const learn = (first: number, columns: readonly number[]): void =>
      known.set(columns.slice(0, Math.max(0, known.length - first)), Math.min(first, known.length));
    const { preview } = this.#state;
    if (preview) learn(preview.first, columnsOfAll(preview.lines));
    for (const [index, chunk] of this.#chunks)
      learn(index * chunk_lines, (chunk.columns ??= columnsOfAll(chunk.lines)));
    return known;
  }

  /** Asks for these lines, as far as they are not here or not marked for the present search. */
  want(lines: readonly number[]): void {
    for (const index of new Set(lines.map((line) => Math.floor(line / chunk_lines)))) {
      const first = index * chunk_lines;
      const end = Math.min(first + chunk_lines, this.#state.lines);
      const known = this.#chunks.get(index);
      if (known && known.seq === this.#seq && known.lines.length >= end - first) {
        this.#chunks.delete(index); // To the end of the map: looked at last, let go last.
        this.#chunks.set(index, known);
        continue;
      }
      if (end <= first || this.#asked.get(index) === end + this.#seq * 1e10) continue;
      this.#asked.set(index, end + this.#seq * 1e10);
      this.#ask({ kind: "lines", first, end });
    }
  }

  search(question: Question): void {
    this.#seq++;
    this.#set({
      found: question.text === "" ? null : { lines: new Uint32Array(), hits: 0, done: false, problem: null },
    });
    this.#ask({ kind: "search", seq: this.#seq, question });
    this.#watch(question.is_regex && question.text !== "");
  }

  /** With the log at `url`. */
  compare(url: string, failing: number | null): void {
    this.#set({ comparison: { state: "asked" } });
    this.#ask({ kind: "compare", url, failing });
  }

  /** The text of the lines first…last, both included, as they are read. */
  copy(first: number, last: number): Promise<string> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error("The lines did not arrive")), copy_ms_max);
      this.#copies.set(`${first} ${last}`, (text) => {
        clearTimeout(timer);
        resolve(text);
      });
      this.#ask({ kind: "copy", first, last });
    });
  }

  #ask(ask: Ask): void {
    this.#worker?.postMessage(ask);
  }

  #set(changes: Partial<LogState>): void {
    this.#state = { ...this.#state, ...changes, version: this.#state.version + 1 };
    for (const listener of this.#listeners) listener();
  }

  #hear(told: Tell): void {
    if (told.kind === "progress") {
      if (this.#state.phase === "reading") this.#set({ lines: told.lines, bytes: told.bytes });
    } else if (told.kind === "window") {
      // In their colours, and more of them than the record has.
      if (this.#state.phase === "reading") this.#set({ preview: { first: told.first, lines: told.lines } });
    } else if (told.kind === "opened") {
      const { lines, bytes, cut } = told;
      const groups: Group[] = [];
      for (let at = 0; at + 1 < told.groups.length; at += 2) {
        groups.push({ first: told.groups[at] ?? 0, last: told.groups[at + 1] ?? 0 });
      }
      this.#set({ phase: "open", lines, bytes, cut, groups });
    } else if (told.kind === "failed") {
      // A log that is open stays: only a worker that was started anew could not read it again.
      if (this.#state.phase !== "open") {
        this.#set({ phase: "failed", preview: null, failure: { status: told.status, message: told.message } });
      }
    } else if (told.kind === "cleaned") this.#set({ columns: told.columns, trouble: told.trouble });
    else if (told.kind === "lines") this.#keep(told);
    else if (told.kind === "found") {
      if (told.seq !== this.#seq) return;
      if (this.#state.found) this.#set({ found: told });
      this.#watch(!told.done && this.#watchdog !== null);
    } else if (told.kind === "compared") {
      this.#set({
        comparison:
          told.comparison === null
            ? { state: "failed", problem: told.problem ?? "" }
            : { state: "made", made: told.comparison },
      });
    } else {
      const key = `${told.first} ${told.last}`;
      this.#copies.get(key)?.(told.text);
      this.#copies.delete(key);
    }
  }

  #keep({ first, lines, seq }: Extract<Tell, { kind: "lines" }>): void {
    const index = Math.floor(first / chunk_lines);
    this.#asked.delete(index);
    this.#chunks.delete(index);
    this.#chunks.set(index, { lines, seq, columns: null });
    for (const oldest of this.#chunks.keys()) {
      if (this.#chunks.size <= chunks_max) break;
      this.#chunks.delete(oldest);
    }
    this.#set({});
  }

  #watch(on: boolean): void {
    this.#rest();
    if (on) this.#watchdog = setTimeout(() => this.#giveUp(), search_silence_ms);
  }

  #rest(): void {
    if (this.#watchdog !== null) clearTimeout(this.#watchdog);
    this.#watchdog = null;
  }

  #giveUp(): void {
    this.#watchdog = null;
    this.#set({ found: { lines: new Uint32Array(), hits: 0, done: true, problem: too_slow } });
    this.#seq++;
    this.open();
  }
}
