/** What the runs of one test add up to: by job, by branch, and in all. Pure. */
import type { TestRun } from "components/tests/queries";
import { jobWords } from "components/tests/test_name";
import { isTestFailure } from "lib/model/test_status";

export interface Outcome {
  runs: number;
  passed: number;
  failed: number;
  flaky: number;
  skipped: number;
  /** Of the runs that were not skipped, 0 to 1; null when all were. A flaky run is no pass. */
  pass_rate: number | null;
}

export interface RunGroup extends Outcome {
  name: string;
  /** Newest first. */
  of: TestRun[];
  last_failed_at: string | null;
}

export function outcomeOf(runs: readonly TestRun[]): Outcome {
  const count = (wanted: (run: TestRun) => boolean): number => runs.filter(wanted).length;
  const skipped = count(({ status }) => status === "skipped");
  const passed = count(({ status }) => status === "success");
  const counted = runs.length - skipped;
  return {
    ...{ runs: runs.length, passed, skipped },
    failed: count(({ status }) => isTestFailure(status)),
    flaky: count(({ status }) => status === "flaky"),
    pass_rate: counted === 0 ? null : passed / counted,
  };
}

/** The least reliable first; of equals the one that ran last. */
export function groupRuns(runs: readonly TestRun[], nameOf: (run: TestRun) => string): RunGroup[] {
  const groups = new Map<string, TestRun[]>();
  for (const run of runs) {
    const name = nameOf(run);
    const group = groups.get(name);
    if (group) group.push(run);
    else groups.set(name, [run]);
  }
  return [...groups]
    .map(([name, of]) => ({
      ...{ name, of, ...outcomeOf(of) },
      last_failed_at: of.find(({ status }) => isTestFailure(status))?.time ?? null,
    }))
    .sort(
      (a, b) =>
        (a.pass_rate ?? 2) - (b.pass_rate ?? 2) || (a.of[0]?.time ?? "").localeCompare(b.of[0]?.time ?? "") * -1,
    );
}

export const byJob = (run: TestRun): string => jobWords(run);
export const byBranch = ({ head_branch }: TestRun): string => (head_branch === "" ? "unknown branch" : head_branch);

/** 0 to 1 as a percentage that never rounds a failure away: "99.9%" rather than "100%". */
export function rateWords(rate: number | null): string {
  if (rate === null) return "–";
  if (rate === 1 || rate === 0) return `${rate * 100}%`;
  const percent = Math.min(99.9, Math.max(0.1, rate * 100));
  return `${percent.toFixed(percent < 10 || percent > 90 ? 1 : 0)}%`;
}
