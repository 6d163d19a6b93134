/** Statuses and conclusions of jobs, runs and checks: GitHub's words, their order and their meaning. */

/** From least to most settled: merging only ever moves right. https://docs.github.com/en/rest/checks/runs */
export const statuses = ["requested", "waiting", "pending", "queued", "in_progress", "completed"] as const;
export type Status = (typeof statuses)[number];

export const conclusions = [
  "success",
  "failure",
  "cancelled",
  "timed_out",
  "skipped",
  "neutral",
  "action_required",
  "startup_failure",
  "stale",
] as const;
export type Conclusion = (typeof conclusions)[number];

/** What a cell of the grid says: a conclusion, or how far a job without one has come. */
export type CellConclusion = Conclusion | "pending" | "queued";

export function cellConclusion(status: Status, conclusion: Conclusion | null): CellConclusion {
  if (status === "completed") return conclusion ?? "neutral";
  return status === "queued" ? "queued" : "pending";
}

const failures: ReadonlySet<string> = new Set<Conclusion>(["failure", "timed_out", "startup_failure"]);

/** Whether a conclusion is evidence of breakage. Cancelled never is: somebody stopped it. */
export function isFailure(conclusion: string | null): boolean {
  return conclusion !== null && failures.has(conclusion);
}

export function isUnfinished(conclusion: string | null): boolean {
  return conclusion === "pending" || conclusion === "queued";
}
