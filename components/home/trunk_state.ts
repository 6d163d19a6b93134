/** Says in a word how a trunk is. */
import type { TrunkHealth } from "lib/model/answers";

export interface TrunkState {
  tone: "is_red" | "is_amber" | "is_green" | "is_grey";
  text: string;
}

/** A failure is red even while others run: waiting does not unbreak it. */
export function trunkState(trunk: TrunkHealth | undefined): TrunkState {
  if (!trunk) return { tone: "is_grey", text: "No jobs" };
  if (trunk.failure > 0) return { tone: "is_red", text: "Red" };
  if (trunk.pending > 0) return { tone: "is_amber", text: "Pending" };
  return trunk.success > 0 ? { tone: "is_green", text: "Green" } : { tone: "is_grey", text: "No signal" };
}

const branches_max = 6;

export function branchesShown(branches: readonly string[]): { shown: readonly string[]; more: number } {
  return { shown: branches.slice(0, branches_max), more: Math.max(0, branches.length - branches_max) };
}
