/** Says in a word how a trunk is. */
import type { TrunkHealth } from "lib/model/answers";
import type { TrunkState } from "lib/model/trunk";

export interface TrunkWord {
  tone: "is_red" | "is_amber" | "is_green" | "is_grey";
  text: string;
}

/**
 * A failure is red even while others run: waiting does not unbreak it.
 * @param state what the branch's grid says, once it is known: unstable jobs do not count, and what is failing still is.
 */
export function trunkWord(trunk: TrunkHealth | undefined, state: TrunkState | undefined): TrunkWord {
  if (!trunk) return { tone: "is_grey", text: "No jobs" };
  if (state ? state.red_job_count > 0 : trunk.failure > 0) return { tone: "is_red", text: "Red" };
  if (trunk.pending > 0) return { tone: "is_amber", text: "Pending" };
  return trunk.success > 0 ? { tone: "is_green", text: "Green" } : { tone: "is_grey", text: "No signal" };
}

const branches_max = 6;

export function branchesShown(branches: readonly string[]): { shown: readonly string[]; more: number } {
  return { shown: branches.slice(0, branches_max), more: Math.max(0, branches.length - branches_max) };
}
