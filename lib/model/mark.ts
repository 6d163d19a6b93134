/** How a conclusion is shown: one letter, one label, one tone. The tones' colours are components/frame/palette.ts's. */
import type { CellConclusion } from "lib/model/conclusion";

/** A conclusion, or what only the comparison of runs can tell. */
export type Tone = CellConclusion | "flaky" | "none";

/** Letters are unique, so that a row of letters is the whole look of a row. Worst first: the order of every list. `counted` stands behind a number. */
export const marks = {
  startup_failure: { letter: "E", label: "Startup failure", counted: "did not start" },
  failure: { letter: "X", label: "Failure", counted: "failed" },
  timed_out: { letter: "T", label: "Timed out", counted: "timed out" },
  action_required: { letter: "A", label: "Action required", counted: "waiting for action" },
  pending: { letter: "?", label: "In progress", counted: "in progress" },
  queued: { letter: "Q", label: "Queued", counted: "queued" },
  flaky: { letter: "F", label: "Flaky success", counted: "passed in the end" },
  cancelled: { letter: "C", label: "Cancelled", counted: "cancelled" },
  stale: { letter: "Z", label: "Stale", counted: "stale" },
  success: { letter: "O", label: "Success", counted: "passed" },
  neutral: { letter: "N", label: "Neutral", counted: "neutral" },
  skipped: { letter: "S", label: "Skipped", counted: "skipped" },
  none: { letter: " ", label: "No run", counted: "not run" },
} as const satisfies Record<Tone, { letter: string; label: string; counted: string }>;

/** Worst first. */
export const tones = Object.keys(marks) as Tone[]; // Object.keys forgets the keys' type.

const rank = new Map(tones.map((tone, index) => [tone, index]));
const by_letter = new Map(tones.map((tone): [string, Tone] => [marks[tone].letter, tone]));

/** Negative when `a` is worse than `b`. */
export const compareTones = (a: Tone, b: Tone): number => (rank.get(a) ?? 0) - (rank.get(b) ?? 0);

/** A cell of the grid, or a run; {} is no run. */
export function toneOf(cell: { conclusion?: CellConclusion; failedPreviousRun?: true }): Tone {
  if (cell.conclusion === undefined) return "none";
  return cell.conclusion === "success" && cell.failedPreviousRun === true ? "flaky" : cell.conclusion;
}

export const toneOfLetter = (letter: string): Tone => by_letter.get(letter) ?? "none";

/** How many of each tone, worst first; only those that occur, and never `none`. */
export function countTones(all: Iterable<Tone>): { tone: Tone; count: number }[] {
  const counts = new Map<Tone, number>();
  for (const tone of all) counts.set(tone, (counts.get(tone) ?? 0) + 1);
  return tones.flatMap((tone) => {
    const count = counts.get(tone);
    return count === undefined || tone === "none" ? [] : [{ tone, count }];
  });
}

/** What an external check or a foreign CI system reports, which may be any word. */
export const toneOfWord = (word: string): Tone => {
  const known = tones.find((tone) => tone === word);
  if (known !== undefined) return known;
  if (word === "error") return "failure";
  return word === "in_progress" ? "pending" : "neutral";
};
