/** Says in a word how a trunk is. */
import type { TrunkHealth } from "lib/model/answers";
import type { TrunkState } from "lib/model/trunk";

export interface TrunkWord {
  tone: "is_red" | "is_amber" | "is_green" | "is_grey";
  text: string;
}

/** Why nothing can be said of a trunk: nothing ran on it, it is not known yet, or it cannot be asked for. */
export type MissingTrunk = "none" | "loading" | "unknown";
const missing_words: Record<MissingTrunk, string> = { none: "No jobs", loading: "…", unknown: "Unknown" };

/**
 * A failure is red even while others run: waiting does not unbreak it.
 * @param state the same branch looked at by itself, once it is known; it may be newer.
 */
export function trunkWord(trunk: TrunkHealth | MissingTrunk, state: TrunkState | undefined): TrunkWord {
  if (typeof trunk === "string") return { tone: "is_grey", text: missing_words[trunk] };
  if ((state ?? trunk).red_job_count > 0) return { tone: "is_red", text: "Red" };
  if (trunk.pending > 0) return { tone: "is_amber", text: "Pending" };
  return trunk.success > 0 ? { tone: "is_green", text: "Green" } : { tone: "is_grey", text: "No signal" };
}

const branches_max = 6;

export function branchesShown(branches: readonly string[]): { shown: readonly string[]; more: number } {
  return { shown: branches.slice(0, branches_max), more: Math.max(0, branches.length - branches_max) };
}
