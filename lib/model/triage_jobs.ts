/** Which of a commit's jobs failed, which are still open, and which failed first and passed on a retry. */
import type { JobAnswer } from "lib/model/answers";
import { isFailure, isUnfinished } from "lib/model/conclusion";
import type { FailingJob } from "lib/model/triage";

export interface JobStates {
  /** Sorted by name; a job that failed in runs of several events is one. */
  failing: FailingJob[];
  /** Jobs, by name, that have not ended, re-runs of failed ones among them. */
  pending: number;
  passed: number;
}

/**
 * A retry is another attempt of the same run, or another run for the same event: what a push's run passes, the run for
 * the pull request, which tests the merge with its base, may rightly fail.
 */
export function jobStates(jobs: readonly JobAnswer[]): JobStates {
  const by_name = new Map<string, Map<string, JobAnswer[]>>();
  for (const job of jobs) {
    const events = by_name.get(job.name) ?? new Map<string, JobAnswer[]>();
    by_name.set(job.name, events);
    const event = job.event ?? "";
    const runs = events.get(event);
    if (runs) runs.push(job);
    else events.set(event, [job]);
  }
  const states: JobStates = { failing: [], pending: 0, passed: 0 };
  for (const [name, events] of [...by_name].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const all = [...events.values()];
    // The worst event speaks for the job: one that stands as failed before one that is open, before one that was retried.
    const in_state = (state: State) => all.filter((runs) => stateOf(runs) === state).flat();
    const [failed, retried] = [in_state("failed"), in_state("retried")];
    if (failed.length > 0) states.failing.push(failingJob(name, failed, { settled: false }));
    else if (in_state("open").length > 0) states.pending++;
    else if (retried.length > 0) states.failing.push(failingJob(name, retried, { settled: true }));
    else if (all.some((runs) => runs.some(({ conclusion }) => conclusion === "success"))) states.passed++;
  }
  return states;
}

type State = "failed" | "open" | "retried" | "other";

function stateOf(runs: readonly JobAnswer[]): State {
  if (isUnfinished(newestOf(runs)?.conclusion ?? null)) return "open";
  const failures = runs.filter(({ conclusion }) => isFailure(conclusion));
  const newest = newestOf(runs.filter((run) => run.conclusion === "success" || failures.includes(run)));
  if (newest === null || failures.length === 0) return "other";
  return newest.conclusion === "success" ? "retried" : "failed";
}

/** Runs' ids grow with time in GitHub Actions alone. */
function newer(a: JobAnswer, b: JobAnswer): boolean {
  if (a.provider !== "github" && a.startedAt !== b.startedAt) return (a.startedAt ?? "") > (b.startedAt ?? "");
  if (a.runId !== b.runId) return a.runId > b.runId;
  return a.runAttempt === b.runAttempt ? a.id > b.id : a.runAttempt > b.runAttempt;
}

const newestOf = (runs: readonly JobAnswer[]): JobAnswer | null =>
  runs.reduce<JobAnswer | null>((best, run) => (best === null || newer(run, best) ? run : best), null);

function failingJob(name: string, runs: readonly JobAnswer[], { settled }: { settled: boolean }): FailingJob {
  const failure = newestOf(runs.filter(({ conclusion }) => isFailure(conclusion)));
  const passed = newestOf(runs.filter(({ conclusion }) => conclusion === "success"));
  return {
    name,
    id: failure?.id ?? 0,
    rule: failure?.failureRule ?? null,
    captures: failure?.failureCaptures ?? [],
    passed: passed && { id: passed.id, attempt: passed.runAttempt, settled },
  };
}
