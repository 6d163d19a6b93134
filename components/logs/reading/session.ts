/**
 * One open log: reads it, hands out its lines, searches and compares it. Runs in a worker; long work goes by small steps,
 * between which the next question is heard.
 */
import { block_lines, CleanText } from "components/logs/reading/clean_text";
import { compare, compared_lines, LineNames, type Part } from "components/logs/reading/compare";
import { fetchLines } from "components/logs/reading/fetch_lines";
import { fetchLog, LogUnreadable } from "components/logs/reading/fetch_log";
import { readLine } from "components/logs/reading/line";
import { LineStore } from "components/logs/reading/line_store";
import { shownLine } from "components/logs/reading/pieces";
import type { Ask, Tell } from "components/logs/reading/protocol";
import { type Matcher, matcherOf, question_length_max } from "components/logs/reading/search";
import { trouble_max, troubleIn } from "components/logs/reading/trouble";

const progress_ms = 60;
/** Of one step of long work. */
const step_ms = 12;
/** Of a log that is smaller over the wire all lines are here before some could be. */
const window_from_bytes = 500_000;
const copied_lines_max = 200_000;
/** Lines after the failing one that are compared, of a log too long to compare whole. */
const after_failing = 10_000;

export interface Surroundings {
  tell: (message: Tell, transfer?: ArrayBuffer[]) => void;
  /** Lets waiting messages in. */
  pause: () => Promise<void>;
}

export class LogSession {
  readonly #store = new LineStore();
  readonly #at: Surroundings;
  #clean: CleanText | null = null;
  #matcher: Matcher | null = null;
  #seq = 0;
  /** No more lines will come. */
  #is_over = false;

  constructor(surroundings: Surroundings) {
    this.#at = surroundings;
  }

  /** Never rejects: what goes wrong is told. */
  async hear(ask: Ask): Promise<void> {
    if (ask.kind === "open") await this.#open(ask.url, ask.around ?? null);
    else if (ask.kind === "lines") this.#lines(ask.first, ask.end);
    else if (ask.kind === "search") await this.#search(ask);
    else if (ask.kind === "compare") await this.#compare(ask.url, ask.failing);
    else await this.#copy(ask.first, ask.last);
  }

  async #open(url: string, around: number | null): Promise<void> {
    const store = this.#store;
    let told_ms = -Infinity;
    const onBytes = () => {
      const now = performance.now();
      if (now - told_ms < progress_ms) return;
      told_ms = now;
      this.#at.tell({ kind: "progress", lines: store.count, bytes: store.size });
    };
    try {
      const onSize = (bytes: number | null) => {
        if (around !== null && (bytes === null || bytes > window_from_bytes)) void this.#window(url, around);
      };
      await fetchLog({ url, store, onSize, onBytes });
    } catch (error) {
      this.#at.tell({ kind: "failed", ...problemOf(error) });
      return;
    } finally {
      this.#is_over = true;
    }
    const groups = Uint32Array.from(store.groups.flatMap(({ first, last }) => [first, last]));
    this.#at.tell({ kind: "opened", lines: store.count, bytes: store.size, cut: store.cut, groups });
    await this.#cleanAll();
  }

  async #window(url: string, around: number): Promise<void> {
    const found = await fetchLines(url, around);
    if (found === null || this.#is_over) return;
    const lines = found.raws.map((raw) => shownLine(raw, null));
    this.#at.tell({ kind: "window", first: found.first, lines });
  }

  async #cleanAll(): Promise<void> {
    const clean = new CleanText(this.#store);
    this.#clean = clean;
    const trouble: number[] = [];
    const rest = new Rests(this.#at.pause);
    for (let block = 0; block < clean.block_count; block++) {
      clean.advance();
      if (trouble.length < trouble_max) {
        for (const line of troubleIn(clean.text(block))) trouble.push(block * block_lines + line);
      }
      await rest.ifDue();
    }
    this.#at.tell({
      kind: "cleaned",
      columns: clean.columns,
      trouble: Uint32Array.from(trouble.slice(0, trouble_max)),
    });
  }

  #lines(first: number, end: number): void {
    const last = Math.min(end, this.#store.count);
    const lines = [];
    for (let line = first; line < last; line++) lines.push(shownLine(this.#store.raw(line), this.#matcher));
    this.#at.tell({ kind: "lines", first, lines, seq: this.#seq });
  }

  async #search({ seq, question }: Extract<Ask, { kind: "search" }>): Promise<void> {
    this.#seq = seq;
    const tell = (lines: number[], hits: number, done: boolean, problem: string | null = null) =>
      this.#at.tell({ kind: "found", seq, lines: Uint32Array.from(lines), hits, done, problem });
    try {
      this.#matcher = matcherOf({ ...question, text: question.text.slice(0, question_length_max) });
    } catch (error) {
      this.#matcher = null;
      tell([], 0, true, error instanceof Error ? error.message : String(error));
      return;
    }
    const matcher = this.#matcher;
    if (!matcher) {
      tell([], 0, true);
      return;
    }
    const rest = new Rests(this.#at.pause);
    const lines: number[] = [];
    let hits = 0;
    let told_ms = performance.now();
    for (let block = 0; ; block++) {
      while (!this.#clean?.has(block) && !this.#clean?.is_complete) {
        await this.#at.pause();
        if (this.#seq !== seq) return;
      }
      if (!this.#clean.has(block)) break;
      matcher.count(this.#clean.text(block), (line, in_line) => {
        lines.push(block * block_lines + line);
        hits += in_line;
      });
      await rest.ifDue();
      if (this.#seq !== seq) return;
      if (performance.now() - told_ms < progress_ms * 4) continue;
      told_ms = performance.now();
      tell(lines, hits, false);
    }
    tell(lines, hits, true);
  }

  async #compare(url: string, failing: number | null): Promise<void> {
    const other = new LineStore();
    try {
      await fetchLog({ url, store: other, onBytes: () => undefined });
    } catch (error) {
      this.#at.tell({ kind: "compared", comparison: null, problem: problemOf(error).message });
      return;
    }
    const names = new LineNames();
    const end = Math.min(this.#store.count, failing === null ? Infinity : failing + after_failing);
    const here = await this.#part(this.#store, end, names);
    const there = await this.#part(other, other.count, names);
    this.#at.tell({ kind: "compared", comparison: compare(here, there), problem: null });
  }

  /** The lines before `end`, as many as are compared. */
  async #part(store: LineStore, end: number, names: LineNames): Promise<Part> {
    const first = Math.max(0, end - compared_lines);
    const texts: string[] = [];
    const ids = new Uint32Array(end - first);
    const rest = new Rests(this.#at.pause);
    for (let line = first; line < end; line++) {
      const { text } = readLine(store.raw(line));
      texts.push(text.slice(0, 2_000));
      ids[line - first] = names.idOf(text);
      if (line % 256 === 0) await rest.ifDue();
    }
    return { first, texts, ids };
  }

  async #copy(first: number, last: number): Promise<void> {
    // Lines can be chosen before they are here.
    while (last >= this.#store.count && !this.#is_over) await this.#at.pause();
    const end = Math.min(last + 1, this.#store.count, first + copied_lines_max);
    const texts = [];
    for (let line = first; line < end; line++) texts.push(readLine(this.#store.raw(line)).text);
    this.#at.tell({ kind: "copied", first, last, text: texts.join("\n") });
  }
}

/** Pauses long work whenever a step's time is over. */
class Rests {
  readonly #pause: () => Promise<void>;
  #began = performance.now();

  constructor(pause: () => Promise<void>) {
    this.#pause = pause;
  }

  async ifDue(): Promise<void> {
    if (performance.now() - this.#began < step_ms) return;
    await this.#pause();
    this.#began = performance.now();
  }
}

function problemOf(error: unknown): { status: number; message: string } {
  if (error instanceof LogUnreadable) return { status: error.status, message: error.message };
  return { status: 500, message: error instanceof Error ? error.message : String(error) };
}
