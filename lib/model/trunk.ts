/** How a branch is doing, by the letters of its grid: red since when and by which jobs, how far the last green commit is. */
import type { GridCommit } from "lib/model/grid";
import type { GridPage } from "lib/model/grid_page";
import { type Tone, toneOfLetter } from "lib/model/mark";

export interface Sev {
  number: number;
  title: string;
  url: string | null;
  /** ISO 8601; null when GitHub did not say. */
  created_at: string | null;
}

/** GET /api/trunk/<owner>/<repo>/<branch> */
export interface TrunkState {
  branch: string;
  /** The oldest commit of the oldest streak of failures that has not ended; null: no job is failing. */
  red_since: (Pick<GridCommit, "sha" | "time"> & { title: string }) | null;
  /** The jobs that are failing, those that fail for longest first; at most 20 of them. */
  red_jobs: string[];
  red_job_count: number;
  /** Commits that are newer than the last green one; null: none of those looked at is green. */
  commits_since_green: number | null;
  last_green_sha: string | null;
  /** Jobs that have not ended on the commits since the last green one. */
  pending_jobs: number;
  /** Open issues that say that something is severely broken, newest first. */
  sevs: Sev[];
  /** How many of the newest commits were looked at: what is older is not known of here. */
  commits_searched: number;
}

const red_jobs_max = 20;

/** What a cell says of its job: cancelled, skipped, neutral and stale say nothing, and nor does a job that did not run. */
type Evidence = "good" | "bad" | "pending" | "none";
const evidence: Readonly<Record<Tone, Evidence>> = {
  success: "good",
  flaky: "good",
  failure: "bad",
  timed_out: "bad",
  startup_failure: "bad",
  pending: "pending",
  queued: "pending",
  action_required: "none",
  cancelled: "none",
  stale: "none",
  neutral: "none",
  skipped: "none",
  none: "none",
};

/** What a commit is: red by one failure, even while others run; green when all that ran has ended, and something passed. */
export type CommitState = "red" | "pending" | "green" | "silent";

interface Options {
  isUnstable: (name: string) => boolean;
  sevs: readonly Sev[];
  no_jobs: string;
}

/**
 * A job is failing when it failed at the newest commit at which it passed or failed; where it has not ended yet, or says
 * nothing, is looked through. So one job's success never hides another's failure, and a commit that is still running
 * does not make the branch green.
 *
 * A workflow that failed to start has a column that can only ever fail: at a commit where it is not, and something
 * passed, it is mended.
 *
 * @param page the branch's newest commits.
 * @param options.isUnstable whether a job, by its column's name, fails for reasons of its own: it does not count.
 * @param options.no_jobs the name under which the grid shows a run that ended badly without any job.
 */
export function trunkState(
  branch: string,
  { commits, jobNames, letters }: Pick<GridPage, "commits" | "jobNames" | "letters">,
  { isUnstable, sevs, no_jobs }: Options,
): TrunkState {
  const counted = jobNames.flatMap((name, column) => (isUnstable(name) ? [] : [{ name, column }]));
  const rows = letters.map((row) => counted.map(({ column }) => evidence[toneOfLetter(row[column] ?? " ")]));

  const streaks = counted.flatMap(({ name }, index) => {
    const can_pass = name !== no_jobs && !name.endsWith(` / ${no_jobs}`);
    const start = failingSince(rows.map((row) => cellIn(row, index, can_pass)));
    return start === null ? [] : [{ name, start }];
  });
  streaks.sort((a, b) => b.start - a.start || (a.name < b.name ? -1 : 1));
  const oldest = commits[streaks[0]?.start ?? -1];

  const green = rows.findIndex((row) => commitState(row) === "green");
  const since_green = green < 0 ? rows : rows.slice(0, green);
  return {
    branch,
    red_since: oldest ? { sha: oldest.sha, time: oldest.time, title: oldest.commitTitle } : null,
    red_jobs: streaks.slice(0, red_jobs_max).map(({ name }) => name),
    red_job_count: streaks.length,
    commits_since_green: green < 0 ? null : green,
    last_green_sha: commits[green]?.sha ?? null,
    pending_jobs: since_green.reduce((sum, row) => sum + row.filter((cell) => cell === "pending").length, 0),
    sevs: [...sevs],
    commits_searched: commits.length,
  };
}

/** @param can_pass false: where it did not come again while others passed, it is mended. */
function cellIn(row: readonly Evidence[], index: number, can_pass: boolean): Evidence {
  const cell = row[index] ?? "none";
  return cell === "none" && !can_pass && row.includes("good") ? "good" : cell;
}

/** @param cells of one job, newest first. @returns where its unbroken failures begin; null when it is not failing. */
function failingSince(cells: readonly Evidence[]): number | null {
  let start: number | null = null;
  for (const [place, cell] of cells.entries()) {
    if (cell === "good") break;
    if (cell === "bad") start = place;
  }
  return start;
}

export function commitState(cells: Iterable<Evidence>): CommitState {
  let state: CommitState = "silent";
  for (const cell of cells) {
    if (cell === "bad") return "red";
    if (cell === "pending" || (cell === "good" && state === "silent")) state = cell === "good" ? "green" : "pending";
  }
  return state;
}
