/** The commit × job grid: how the runs of one job on one commit become one cell. */
import { type CellConclusion, isFailure, isUnfinished } from "lib/model/conclusion";

/** One job of one run attempt, as a cell may show it. */
export interface CellRun {
  id: number;
  conclusion: CellConclusion;
  status: string;
  htmlUrl: string | null;
  logUrl: string | null;
  durationS: number | null;
  queueS: number | null;
  runAttempt: number;
  /** What started the run: push, schedule, pull_request, …; null while the run itself has not been heard of. */
  event: string | null;
  failureLines: string[];
  failureCaptures: string[];
}

/** A cell shows its most telling run, and names the others. */
export interface Cell extends CellRun {
  /** Another run of the same job on the same commit failed: a success beside it is flaky. */
  failedPreviousRun?: true;
  /** The other runs, newest first. */
  otherRuns?: CellRun[];
}

export interface GridCommit {
  sha: string;
  /** ISO 8601. */
  time: string;
  commitTitle: string;
  commitMessageBody: string;
  author: string;
  authorUrl: string | null;
  prNum: number | null;
  commitUrl: string | null;
}

export type GridRow = GridCommit & { jobs: (Cell | Record<string, never>)[] };

export interface HudGrid {
  shaGrid: GridRow[];
  /** "<workflow> / <job>"; every row's jobs are in this order. */
  jobNames: string[];
}

/** How much a run tells of its job. Cancelled and stale tell nothing: somebody, or time, stopped them. */
export function weight(conclusion: CellConclusion): number {
  if (conclusion === "success") return 6;
  if (isFailure(conclusion)) return 5;
  if (conclusion === "action_required") return 4;
  if (isUnfinished(conclusion)) return 3;
  if (conclusion === "neutral") return 2;
  if (conclusion === "skipped") return 1;
  return 0;
}

/**
 * One cell from any number of runs, in any order: success before failure before pending before neutral before
 * skipped, cancelled last; the newest id among equals.
 */
export function mergeCell(runs: readonly CellRun[]): Cell | Record<string, never> {
  const [best, ...others] = tellingFirst(runs);
  if (best === undefined) return {};
  if (others.length === 0) return best;
  const failed = others.some((run) => isFailure(run.conclusion));
  return { ...best, ...(failed && { failedPreviousRun: true }), otherRuns: others };
}

/** A cell's runs: the most telling one, then the others, newest first. */
export function tellingFirst<Run extends CellRun>(runs: readonly Run[]): Run[] {
  const [first, ...rest] = runs;
  if (first === undefined || rest.length === 0) return [...runs];
  const best = rest.reduce((a, b) => {
    const difference = weight(b.conclusion) - weight(a.conclusion);
    return difference > 0 || (difference === 0 && newer(b, a)) ? b : a;
  }, first);
  return [best, ...runs.filter((run) => run !== best).sort((a, b) => (newer(a, b) ? -1 : 1))];
}

function newer(a: CellRun, b: CellRun): boolean {
  return a.id > b.id || (a.id === b.id && a.runAttempt > b.runAttempt);
}

/** A success beside a failure of the same job on the same commit. */
export function isFlaky(cell: { conclusion?: CellConclusion; failedPreviousRun?: true }): boolean {
  return cell.conclusion === "success" && cell.failedPreviousRun === true;
}

/** Commits newest first, and the runs of each by job name, as a grid. Runs of commits that are not listed are left out. */
export function buildGrid(
  commits: readonly GridCommit[],
  runs: Iterable<{ sha: string; name: string; run: CellRun }>,
): HudGrid {
  const by_sha = new Map(commits.map((commit) => [commit.sha, new Map<string, CellRun[]>()]));
  const names = new Set<string>();
  for (const { sha, name, run } of runs) {
    const row = by_sha.get(sha);
    if (!row) continue;
    names.add(name);
    const cell = row.get(name);
    if (cell) cell.push(run);
    else row.set(name, [run]);
  }
  const jobNames = [...names].sort();
  return {
    jobNames,
    shaGrid: commits.map((commit) => ({
      ...commit,
      jobs: jobNames.map((name) => mergeCell(by_sha.get(commit.sha)?.get(name) ?? [])),
    })),
  };
}
