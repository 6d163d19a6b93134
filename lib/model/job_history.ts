/** How a job has fared on trunk: what its usual duration is, how often it failed, and since when it fails. */
import { type Conclusion, isFailure } from "lib/model/conclusion";

/** One attempt of the job. */
export interface HistoryRun {
  head_sha: string;
  conclusion: Conclusion | null;
  duration_seconds: number | null;
  queue_seconds: number | null;
}

export interface JobHistory {
  /** Seconds; of successes, or of whatever ended with a verdict while nothing succeeded. Null when nothing is known. */
  p50_duration_s: number | null;
  /** Seconds from creation to start. */
  p50_queue_s: number | null;
  failures: number;
  /** Runs that succeeded or failed; those that were cancelled or skipped tell nothing. */
  total: number;
  /** The oldest commit of the unbroken failures that the commit in question stands in; null when it is good. */
  first_bad_sha: string | null;
  /** The newest commit, from the one in question back, on which the job succeeded. */
  last_good_sha: string | null;
}

/**
 * @param trunk the branch's newest commits, newest first.
 * @param runs the job's runs on them, in any order.
 * @param from the commit in question; null: the branch's newest; undefined: one that lies before `trunk` begins, of
 * whose neighbours nothing is known.
 */
export function jobHistory(
  trunk: readonly string[],
  runs: readonly HistoryRun[],
  from: string | null | undefined,
): JobHistory {
  const succeeded = runs.filter(({ conclusion }) => conclusion === "success");
  const failed = runs.filter(({ conclusion }) => isFailure(conclusion));
  const usual = succeeded.length > 0 ? succeeded : failed;
  return {
    p50_duration_s: median(usual.map((run) => run.duration_seconds)),
    p50_queue_s: median(runs.map((run) => run.queue_seconds)),
    failures: failed.length,
    total: succeeded.length + failed.length,
    ...(from === undefined
      ? { first_bad_sha: null, last_good_sha: null }
      : streak(from === null ? trunk : trunk.slice(trunk.indexOf(from)), succeeded, failed)),
  };
}

function streak(
  trunk: readonly string[],
  succeeded: readonly HistoryRun[],
  failed: readonly HistoryRun[],
): Pick<JobHistory, "first_bad_sha" | "last_good_sha"> {
  // As in the grid, one success makes its commit good, whatever failed beside it.
  const good = new Set(succeeded.map((run) => run.head_sha));
  const bad = new Set(failed.map((run) => run.head_sha));
  let first_bad_sha: string | null = null;
  for (const sha of trunk) {
    if (good.has(sha)) return { first_bad_sha, last_good_sha: sha };
    if (bad.has(sha)) first_bad_sha = sha;
  }
  return { first_bad_sha, last_good_sha: null };
}

/** The lower of the two middle ones of an even number. */
function median(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null).sort((a, b) => a - b);
  return known[(known.length - 1) >> 1] ?? null;
}
