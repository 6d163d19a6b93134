/** What the page and the worker that holds its log say to each other. */
import type { Comparison } from "components/logs/reading/compare";
import type { LineKind } from "components/logs/reading/line";
import type { Question } from "components/logs/reading/search";

/** Lines count from 0 here, and from 1 wherever a person reads them. */
export type Ask =
  /** `around`: the line that is looked at first, whose surroundings are to be told early. */
  | { kind: "open"; url: string; around?: number | null }
  | { kind: "lines"; first: number; end: number }
  /** A question of "" ends the search. `seq` grows: an answer to an older question is of no use. */
  | { kind: "search"; seq: number; question: Question }
  | { kind: "compare"; url: string; failing: number | null }
  | { kind: "copy"; first: number; last: number };

export type Tell =
  | { kind: "progress"; lines: number; bytes: number }
  /** Lines around the one that is looked at first, of a log that is still on its way. */
  | { kind: "window"; first: number; lines: ShownLine[] }
  | { kind: "opened"; lines: number; bytes: number; cut: boolean; groups: Uint32Array }
  /** `status` 0: no answer at all. */
  | { kind: "failed"; status: number; message: string }
  | { kind: "cleaned"; columns: Uint32Array; trouble: Uint32Array }
  | { kind: "lines"; first: number; lines: ShownLine[]; seq: number }
  /** `problem`: in the engine's words, what is wrong with the pattern. */
  | { kind: "found"; seq: number; lines: Uint32Array; hits: number; done: boolean; problem: string | null }
  | { kind: "compared"; comparison: Comparison | null; problem: string | null }
  | { kind: "copied"; first: number; last: number; text: string };

/** A stretch of text that looks the same. */
export interface Piece {
  text: string;
  /** Looks that the style sheet has classes for, with a space between; "" = plain. */
  names: string;
  color: string | null;
  background: string | null;
  hit: boolean;
}

export interface ShownLine {
  time: string | null;
  kind: LineKind | null;
  pieces: Piece[];
  /** Characters at its end that are not shown. */
  more: number;
}

/** A line of more characters is data: the rest of it would only slow the page down. */
export const shown_chars_max = 5_000;
