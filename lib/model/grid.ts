/** The commit × job grid: how the runs of one job on one commit become one cell. */
import { type CellConclusion, isFailure, isUnfinished } from "lib/model/conclusion";
import { type Provider, provider_labels, providers } from "lib/model/provider";

/** One job of one run attempt, as a cell may show it. */
export interface CellRun {
  /** GitHub's, which grow with time; a number of the HUD's own, which says nothing of time, for what ran elsewhere. */
  id: number;
  /** Left out where it is GitHub Actions. */
  provider?: Provider;
  /** ISO 8601; by it runs from elsewhere are ordered. */
  startedAt?: string | null;
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
 * skipped, cancelled last; among equals the newest: the greatest id, elsewhere than in GitHub Actions the last start.
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
  if ((a.provider ?? "github") !== "github" && a.startedAt !== b.startedAt) {
    return (a.startedAt ?? "") > (b.startedAt ?? "");
  }
  return a.id > b.id || (a.id === b.id && a.runAttempt > b.runAttempt);
}

/** A success beside a failure of the same job on the same commit. */
export function isFlaky(cell: { conclusion?: CellConclusion; failedPreviousRun?: true }): boolean {
  return cell.conclusion === "success" && cell.failedPreviousRun === true;
}

/** A column, as a run names it: what runs elsewhere has columns of its own, whatever it is called. */
export interface ColumnName {
  provider: Provider;
  /** "<workflow> / <job>" */
  name: string;
}

/** Where two systems call a job alike, the other than GitHub Actions' says whose it is. */
export function columnLabels(columns: readonly ColumnName[]): string[] {
  const counts = new Map<string, number>();
  for (const { name } of columns) counts.set(name, (counts.get(name) ?? 0) + 1);
  return columns.map(({ provider, name }) =>
    provider === "github" || counts.get(name) === 1 ? name : `${name} (${provider_labels[provider]})`,
  );
}

/** The column that a label may stand for beside the one of that very name; null for a label that bears nobody's mark. */
export function labelledColumn(label: string): ColumnName | null {
  for (const [provider, words] of Object.entries(provider_labels)) {
    const mark = ` (${words})`;
    // Object.entries forgets what the record's type says of its keys.
    if (label.endsWith(mark)) return { provider: provider as Provider, name: label.slice(0, -mark.length) };
  }
  return null;
}

/** In the order of their names, GitHub Actions' first of equals. */
export function compareColumns(a: ColumnName, b: ColumnName): number {
  if (a.name !== b.name) return a.name < b.name ? -1 : 1;
  return providers.indexOf(a.provider) - providers.indexOf(b.provider);
}

/** Commits newest first, and the runs of each by job name, as a grid. Runs of commits that are not listed are left out. */
export function buildGrid(
  commits: readonly GridCommit[],
  runs: Iterable<{ sha: string; name: string; run: CellRun }>,
): HudGrid {
  const by_sha = new Map(commits.map((commit) => [commit.sha, new Map<string, CellRun[]>()]));
  const columns = new Map<string, ColumnName>();
  for (const { sha, name, run } of runs) {
    const row = by_sha.get(sha);
    if (!row) continue;
    const provider = run.provider ?? "github";
    const key = `${provider}\n${name}`;
    if (!columns.has(key)) columns.set(key, { provider, name });
    const cell = row.get(key);
    if (cell) cell.push(run);
    else row.set(key, [run]);
  }
  const sorted = [...columns].sort(([, a], [, b]) => compareColumns(a, b));
  return {
    jobNames: columnLabels(sorted.map(([, column]) => column)),
    shaGrid: commits.map((commit) => ({
      ...commit,
      jobs: sorted.map(([key]) => mergeCell(by_sha.get(commit.sha)?.get(key) ?? [])),
    })),
  };
}
