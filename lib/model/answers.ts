/** What the reading endpoints answer, beside the grid: shapes that pages and scripts rely on. */
import type { CellRun } from "lib/model/grid";
import type { JobHistory } from "lib/model/job_history";
import type { Provider } from "lib/model/provider";
import type { Said, Verdict } from "lib/model/triage";
import type { SummaryPart } from "lib/model/triage_words";

export const repo_branches_max = 100;

/** GET /api/repos */
export interface RepoAnswer {
  repo: string;
  /** The default branch first, then the most recently active; of many the first repo_branches_max. */
  branches: string[];
  /** ISO 8601; null when the HUD does not know. */
  last_event: string | null;
}

export interface CommitAnswer {
  sha: string;
  time: string;
  title: string;
  body: string;
  author: string;
  authorUrl: string | null;
  commitUrl: string | null;
  prNum: number | null;
  /** Branches of the repository itself that the commit was seen on. */
  branches: string[];
}

/** One job of one run attempt. A run that ended without any job (startup failure) is here as a job of its own. */
export interface JobAnswer extends CellRun {
  /** "<workflow> / <job>" */
  name: string;
  workflowName: string;
  jobName: string;
  runId: number;
  /** False when a later attempt of the same job exists. */
  latest: boolean;
  runnerName: string | null;
  labels: string[];
  /** ISO 8601 */
  createdAt: string | null;
  startedAt: string | null;
  completedAt: string | null;
  /** Which CI system ran it. */
  provider: Provider;
  /** The rule that its log's failing line matched; null while the log is not classified. */
  failureRule: string | null;
  /** Of the failing line in the log, from 1. */
  failureLineNum: number | null;
  /** The lines around it. */
  failureContext: string[];
}

/** GET /api/cell/<owner>/<repo>/<sha>?name= */
export interface CellAnswer {
  /** "<workflow> / <job>" */
  name: string;
  /** The run that the grid's cell shows, then the others, newest first. Runs of forks only where there are no others. */
  runs: JobAnswer[];
  /** Of the same job's last 100 runs on the repository's default branch. */
  history: JobHistory;
  /** Who ran an out-of-tree job; null: the cell is of no such job. */
  backend: BackendAnswer | null;
}

export interface BackendAnswer {
  /** "<org>/<repo>" */
  repo: string;
  /** L1 to L4: how far the project relies on it, as its callbacks for this commit say, or else the allowlist. */
  level: string | null;
}

/** A check that something other than GitHub Actions reported. */
export interface ExternalCheckAnswer {
  app: string;
  name: string;
  conclusion: string;
  title: string | null;
  url: string | null;
  durationS: number | null;
}

/** What somebody, or the HUD itself, said of one job's failure. */
export interface SaidAnswer extends Said {
  job_id: number;
  source: "person" | "hud";
}

/** Whose failures a commit's are: one verdict for each job that failed. docs/verdicts.md has the rules. */
export interface VerdictsAnswer {
  /** "2 failures look new, 1 also fails on main since abc1234, 3 pending" */
  summary: string;
  parts: SummaryPart[];
  /** By name. */
  jobs: Verdict[];
  /** Jobs that have not ended, and those that passed without ever failing. */
  pending: number;
  passed: number;
  /** Failing jobs beyond the first thousand. */
  unjudged: number;
  said: SaidAnswer[];
  /** What they were compared with; null: nothing is known. */
  trunk: { branch: string; commits: number; days: number; newest_sha: string | null } | null;
}

/** GET /api/<owner>/<repo>/commit/<sha> */
export interface CommitPageAnswer {
  commit: CommitAnswer;
  verdicts: VerdictsAnswer;
  jobs: JobAnswer[];
  checks: ExternalCheckAnswer[];
}

/** One reviewer's last word. */
export interface ReviewAnswer {
  author: string;
  state: "approved" | "changes_requested" | "commented" | "dismissed";
  /** ISO 8601 */
  at: string | null;
  url: string | null;
}

/** GET /api/<owner>/<repo>/pull/<number>?sha= */
export interface PullPageAnswer {
  number: number;
  title: string;
  /** Markdown, as it was written. */
  body: string;
  /** The same as HTML that is safe to show: of its own markup a few plain tags, links to http(s) alone. */
  bodyHtml: string;
  author: string;
  authorUrl: string | null;
  state: "open" | "closed" | "merged";
  draft: boolean;
  labels: string[];
  url: string | null;
  /** One for each reviewer, those with a verdict first. */
  reviews: ReviewAnswer[];
  baseRef: string | null;
  baseSha: string | null;
  headRef: string | null;
  /** Whose branch that is; null: of a fork that is gone. */
  headRepo: string | null;
  /** Every head the pull request has had, newest first. */
  shas: { sha: string; title: string }[];
  /** The head that `jobs` are of: the one asked for, or the newest. */
  sha: string;
  /** On GitHub. */
  commitUrl: string;
  verdicts: VerdictsAnswer;
  jobs: JobAnswer[];
  checks: ExternalCheckAnswer[];
}

/** GET /api/freshness?repo= */
export interface FreshnessAnswer {
  repo: string | null;
  received: { last: string | null };
  recorded: { last: string | null };
  replicated: { last: string | null; lag_seconds: number | null };
  /** Records that could not be replicated and wait for `npm run replay -- --parked`. */
  parked: number;
}

/** One row of GET /api/trunk: the state of a repository's default branch, by its newest 100 commits, unstable jobs left out. */
export interface TrunkHealth {
  repo: string;
  branch: string;
  /** The newest commit with jobs; the counts are its. */
  head_sha: string;
  title: string;
  time: string;
  success: number;
  failure: number;
  pending: number;
  /** How many jobs are failing, wherever they last passed or failed. */
  red_job_count: number;
  /** The newest commit on the branch without any failure and with at least one success; null when there is none known. */
  last_green_sha: string | null;
}
