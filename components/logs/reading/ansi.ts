/** Terminal escape sequences in a line of a log: what is text, and how each part of it looks. Pure. */

/** Names of looks, which the style sheet has a class for: "bold", "fg1" (red) … "fg15", "bg4". */
export interface Look {
  names: string[];
  /** A colour beyond the sixteen, as CSS has it. */
  color: string | null;
  background: string | null;
}

/** `to` is exclusive; both count UTF-16 units of the text. */
export interface Span {
  from: number;
  to: number;
  look: Look;
}

export interface StyledText {
  text: string;
  /** In order, without overlaps; what has no look has no span. */
  spans: Span[];
}

/**
 * CSI, OSC (titles, links), other strings, character sets, and lone two-letter escapes: ECMA-48 and xterm's control
 * sequences. Every part is bounded by its class, so that it cannot backtrack.
 */
const escapes =
  /\x1b(?:\[([0-?]*)[ -/]*([@-~])|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[PX^_][^\x1b]*(?:\x1b\\)?|[ -/]*[0-~])?/g;

const invisible = /[\x00-\x08\x0b-\x1a\x1c-\x1f\x7f\ufeff]/g;

interface State {
  flags: Set<string>;
  fg: string | null;
  bg: string | null;
}

/** The text without escapes and control characters, and its looks. A look ends with the line, as on GitHub's page. */
export function readAnsi(raw: string): StyledText {
  if (!raw.includes("\x1b")) return { text: raw.replace(invisible, ""), spans: [] };
  const spans: Span[] = [];
  const state: State = { flags: new Set(), fg: null, bg: null };
  let look: Look | null = null;
  let text = "";
  let read = 0;
  const take = (part: string): void => {
    const visible = part.replace(invisible, "");
    if (visible === "") return;
    if (look) spans.push({ from: text.length, to: text.length + visible.length, look });
    text += visible;
  };
  for (const found of raw.matchAll(escapes)) {
    take(raw.slice(read, found.index));
    read = found.index + found[0].length;
    if (found[2] !== "m") continue;
    setGraphics(state, found[1] ?? "");
    look = lookOf(state);
  }
  take(raw.slice(read));
  return { text, spans };
}

const flag_of: Record<number, string> = {
  1: "bold",
  2: "dim",
  3: "italic",
  4: "underline",
  7: "inverse",
  9: "strike",
};
const ended_by: Record<number, readonly string[]> = {
  22: ["bold", "dim"],
  23: ["italic"],
  24: ["underline"],
  27: ["inverse"],
  29: ["strike"],
};

/** "Select graphic rendition". What is unknown is skipped. */
function setGraphics(state: State, parameters: string): void {
  const codes = parameters.split(/[;:]/).map((code) => (code === "" ? 0 : Number(code)));
  for (let at = 0; at < codes.length; at++) {
    const code = codes[at] ?? 0;
    const flag = flag_of[code];
    if (code === 0) {
      state.flags.clear();
      state.fg = state.bg = null;
    } else if (flag !== undefined) state.flags.add(flag);
    else if (ended_by[code]) for (const ended of ended_by[code]) state.flags.delete(ended);
    else if (code >= 30 && code <= 37) state.fg = String(code - 30);
    else if (code >= 90 && code <= 97) state.fg = String(code - 82);
    else if (code === 39) state.fg = null;
    else if (code >= 40 && code <= 47) state.bg = String(code - 40);
    else if (code >= 100 && code <= 107) state.bg = String(code - 92);
    else if (code === 49) state.bg = null;
    else if (code === 38 || code === 48) {
      const { color, used } = extendedColor(codes, at + 1);
      if (code === 38) state.fg = color;
      else state.bg = color;
      at += used;
    }
  }
}

/** "5;n" or "2;r;g;b". */
function extendedColor(codes: readonly number[], at: number): { color: string | null; used: number } {
  const byte = (index: number): number => Math.min(255, Math.max(0, Math.trunc(codes[index] ?? 0) || 0));
  if (codes[at] === 5) return { color: indexedColor(byte(at + 1)), used: 2 };
  if (codes[at] === 2) return { color: `rgb(${byte(at + 1)} ${byte(at + 2)} ${byte(at + 3)})`, used: 4 };
  return { color: null, used: 1 };
}

/** Of xterm's 256: the sixteen by number, then a cube of 6 × 6 × 6, then greys. */
function indexedColor(index: number): string {
  if (index < 16) return String(index);
  if (index >= 232) {
    const grey = 8 + (index - 232) * 10;
    return `rgb(${grey} ${grey} ${grey})`;
  }
  const level = (step: number): number => (step === 0 ? 0 : 55 + step * 40);
  const cube = index - 16;
  return `rgb(${level(Math.floor(cube / 36))} ${level(Math.floor(cube / 6) % 6)} ${level(cube % 6)})`;
}

function lookOf({ flags, fg, bg }: State): Look | null {
  if (flags.size === 0 && fg === null && bg === null) return null;
  const names = [...flags].filter((flag) => flag !== "inverse");
  // Our fills are pale, so that any text can be read on them: the paper's colour could not.
  const inverse: [front: string | null, back: string | null] = fg === null ? ["page", "text"] : [null, fg];
  const [front, back] = flags.has("inverse") ? inverse : [fg, bg];
  if (front !== null && !front.startsWith("rgb")) names.push(`fg_${front}`);
  if (back !== null && !back.startsWith("rgb")) names.push(`bg_${back}`);
  return {
    names,
    color: front?.startsWith("rgb") === true ? front : null,
    background: back?.startsWith("rgb") === true ? back : null,
  };
}
