/** What one run's log has that another's has not, noise aside. Pure; the reader feeds it lines. */
import { diffArrays } from "diff";
import { normalise } from "components/logs/reading/normalise";

/** Lines of a log that are compared: of a longer one the part around its failing line, or its end. */
export const compared_lines = 100_000;
/** Lines listed for each side; all are counted. */
const listed_max = 2_000;
/** Beyond it the logs have little in common, and lines in order say no more than lists. */
const edits_max = 2_500;
const diff_ms_max = 1_500;
const around = 3;

/** Consecutive lines, the first one's number counted from 0. */
export interface Hunk {
  first: number;
  lines: string[];
}

export interface Side {
  hunks: Hunk[];
  /** Lines, of which `hunks` list the first 2,000. */
  count: number;
}

export interface OrderedLine {
  side: "both" | "here" | "there" | "gap";
  /** From 0; null on the other side's lines. */
  here: number | null;
  text: string;
}

export interface Comparison {
  only_here: Side;
  only_there: Side;
  /** Both in one order; null when they differ too much. */
  ordered: OrderedLine[] | null;
}

/** A stretch of a log, its lines as they are read. */
export interface Part {
  first: number;
  texts: readonly string[];
  /** One number for all lines that are alike but for noise; 0 = nothing on it. */
  ids: Uint32Array;
}

/** Numbers lines so that the same number means: alike but for noise. */
export class LineNames {
  readonly #ids = new Map<string, number>([["", 0]]);

  idOf(text: string): number {
    const name = normalise(text);
    const known = this.#ids.get(name);
    if (known !== undefined) return known;
    const id = this.#ids.size;
    this.#ids.set(name, id);
    return id;
  }
}

export function compare(here: Part, there: Part): Comparison {
  return { only_here: missing(here, there), only_there: missing(there, here), ordered: inOrder(here, there) };
}

/** What `part` has and `other` has nowhere. */
function missing(part: Part, other: Part): Side {
  const known = new Set(other.ids);
  const hunks: Hunk[] = [];
  let count = 0;
  let last = -2;
  for (const [index, id] of part.ids.entries()) {
    if (id === 0 || known.has(id)) continue;
    count++;
    if (count > listed_max) continue;
    const text = part.texts[index] ?? "";
    if (index === last + 1) hunks.at(-1)?.lines.push(text);
    else hunks.push({ first: part.first + index, lines: [text] });
    last = index;
  }
  return { hunks, count };
}

/** A unified diff with three lines around each change. */
function inOrder(here: Part, there: Part): OrderedLine[] | null {
  const changes = diffArrays([...there.ids], [...here.ids], { maxEditLength: edits_max, timeout: diff_ms_max });
  if (changes === undefined) return null;
  const lines: OrderedLine[] = [];
  let at_here = 0;
  let at_there = 0;
  for (const [place, { added, removed, count = 0 }] of changes.entries()) {
    if (removed) {
      for (let step = 0; step < count; step++) {
        lines.push({ side: "there", here: null, text: there.texts[at_there + step] ?? "" });
      }
      at_there += count;
      continue;
    }
    const both = (step: number): OrderedLine => ({
      side: added ? "here" : "both",
      here: here.first + at_here + step,
      text: here.texts[at_here + step] ?? "",
    });
    const head = added || place === 0 ? 0 : around;
    const tail = added || place === changes.length - 1 ? 0 : around;
    if (added || count <= head + tail) for (let step = 0; step < count; step++) lines.push(both(step));
    else {
      for (let step = 0; step < head; step++) lines.push(both(step));
      lines.push({ side: "gap", here: null, text: alike(count - head - tail) });
      for (let step = count - tail; step < count; step++) lines.push(both(step));
    }
    at_here += count;
    if (!added) at_there += count;
    if (lines.length > listed_max * 2) break;
  }
  return lines.some(({ side }) => side === "here" || side === "there") ? lines : [];
}

const alike = (lines: number): string => `${lines.toLocaleString("en")} ${lines === 1 ? "line" : "lines"} alike`;
