/** Rows of the warehouse as the reading endpoints answer them. */
import type { CommitJobRow } from "clickhouse_queries/commit_jobs_query/query";
import type { CommitRow } from "clickhouse_queries/hud_commits/query";
import type { EmptyRunRow } from "clickhouse_queries/hud_empty_runs/query";
import type { JobRow } from "clickhouse_queries/hud_query/query";
import type { ProviderJobRow } from "clickhouse_queries/provider_jobs/query";
import type { JobAnswer } from "lib/model/answers";
import { cellConclusion } from "lib/model/conclusion";
import type { CellRun, GridCommit } from "lib/model/grid";

/** Where the repository's host is: github.com, or a GitHub Enterprise. */
function origin(repo_url: string | null): string {
  return repo_url === null ? "https://github.com" : new URL(repo_url).origin;
}

export function gridCommit(repo: string, row: CommitRow): GridCommit {
  const host = origin(row.repo_url);
  return {
    sha: row.sha,
    time: row.time,
    commitTitle: row.title,
    commitMessageBody: row.body,
    author: row.author_login ?? row.author_name ?? "",
    authorUrl: row.author_login === null ? null : `${host}/${encodeURIComponent(row.author_login)}`,
    prNum: row.pull_number,
    commitUrl: `${row.repo_url ?? `${host}/${repo}`}/${/\bbitbucket\b/.test(host) ? "commits" : "commit"}/${row.sha}`,
  };
}

/** "<workflow> / <job>": one thing, one name, from grid to commit page. */
export function jobName(workflow_name: string, job_name: string): string {
  return workflow_name === "" ? job_name : `${workflow_name} / ${job_name}`;
}

/** The job name of a run that ended without any job. */
export const no_jobs = "(no jobs)";

/** For `sort`: by their code units. */
export const compareText = (a: string, b: string): number => Number(a > b) - Number(a < b);

/** The nearest whole number; 0 where clocks say that time ran backwards. */
export function secondsBetween(from: string | null, until: string | null): number | null {
  if (from === null || until === null) return null;
  return Math.max(0, Math.round((Date.parse(until) - Date.parse(from)) / 1000));
}

/** As hud_empty_runs has them: a run may end so without any job, and is then shown as one. */
export const bad_endings: ReadonlySet<string> = new Set([
  ...["startup_failure", "failure", "timed_out", "action_required", "stale"],
]);

export function cellRun(repo: string, row: JobRow): CellRun {
  return {
    id: row.id,
    conclusion: cellConclusion(row.status, row.conclusion),
    status: row.status,
    htmlUrl: row.html_url,
    logUrl: row.has_log ? `/api/log/${repo}/${row.id}` : null,
    durationS: row.duration_seconds,
    queueS: row.queue_seconds,
    runAttempt: row.run_attempt,
    event: row.event,
    failureLines: row.failure_line === null ? [] : [row.failure_line],
    failureCaptures: row.failure_captures,
  };
}

/** What ran elsewhere than in GitHub Actions, with what follows from its row. */
export interface ProviderJob extends ProviderJobRow {
  /** The HUD's own number for the workflow that it is part of; what is part of none stands for itself. */
  run_number: number;
  duration_seconds: number | null;
  queue_seconds: number | null;
}

export function providerRun(row: ProviderJob): CellRun {
  return {
    id: row.id,
    provider: row.provider,
    startedAt: row.started_at,
    // A conclusion may be the HUD's own word on what has not ended: stale.
    conclusion: row.conclusion ?? cellConclusion(row.status, null),
    status: row.status,
    htmlUrl: row.html_url,
    logUrl: null,
    durationS: row.duration_seconds,
    queueS: row.queue_seconds,
    runAttempt: row.run_attempt,
    event: null,
    failureLines: [],
    failureCaptures: [],
  };
}

export function emptyRun(row: EmptyRunRow): CellRun {
  return {
    id: row.id,
    conclusion: row.conclusion,
    status: "completed",
    htmlUrl: row.html_url,
    logUrl: null,
    durationS: null,
    queueS: null,
    runAttempt: row.run_attempt,
    event: row.event,
    failureLines: [],
    failureCaptures: [],
  };
}

/**
 * Both as one. Not by a literal that begins with a spread and goes on with many fields: for that V8 makes a dictionary
 * of each, which for 500 jobs takes 20 ms instead of 0.2.
 */
const withMore = <Run extends CellRun, More extends object>(run: Run, more: More): Run & More =>
  Object.assign(run, more);

/** A commit's jobs; of each job name, the newest attempt of each run is the latest. */
export function jobAnswers(repo: string, rows: readonly CommitJobRow[], empty: readonly EmptyRunRow[]): JobAnswer[] {
  const newest = new Map<string, CommitJobRow>();
  const identity = (row: CommitJobRow): string => `${row.run_id}/${row.job_name}`;
  for (const row of rows) {
    const other = newest.get(identity(row));
    if (!other || row.run_attempt > other.run_attempt || (row.run_attempt === other.run_attempt && row.id > other.id)) {
      newest.set(identity(row), row);
    }
  }
  const jobs = rows.map((row) =>
    withMore(cellRun(repo, row), {
      name: jobName(row.workflow_name, row.job_name),
      workflowName: row.workflow_name,
      jobName: row.job_name,
      runId: row.run_id,
      latest: newest.get(identity(row)) === row,
      runnerName: row.runner_name,
      labels: row.labels,
      createdAt: row.created_at,
      startedAt: row.started_at,
      completedAt: row.completed_at,
      provider: "github" as const,
      failureRule: row.failure_rule,
      failureLineNum: row.failure_line_num,
      failureContext: row.failure_context,
    }),
  );
  const without_jobs = empty.map((row) => ({
    ...emptyRun(row),
    name: jobName(row.workflow_name, no_jobs),
    workflowName: row.workflow_name,
    jobName: no_jobs,
    runId: row.id,
    latest: true,
    runnerName: null,
    labels: [],
    createdAt: null,
    startedAt: null,
    completedAt: null,
    provider: "github" as const,
    failureRule: null,
    failureLineNum: null,
    failureContext: [],
  }));
  return [...jobs, ...without_jobs];
}

/** The same of what ran elsewhere; of one job's tries the last to start is the latest. */
export function providerJobAnswers(rows: readonly ProviderJob[]): JobAnswer[] {
  const newest = new Map<string, ProviderJob>();
  const identity = (row: ProviderJob): string => `${row.provider}\n${row.workflow_name}\n${row.job_name}`;
  for (const row of rows) {
    const other = newest.get(identity(row));
    const later = (row.started_at ?? "") > (other?.started_at ?? "") || row.run_attempt > (other?.run_attempt ?? 0);
    if (!other || later) newest.set(identity(row), row);
  }
  return rows.map((row) =>
    withMore(providerRun(row), {
      provider: row.provider,
      name: jobName(row.workflow_name, row.job_name),
      workflowName: row.workflow_name,
      jobName: row.job_name,
      runId: row.run_number,
      latest: newest.get(identity(row)) === row,
      runnerName: null,
      labels: [],
      createdAt: row.created_at,
      startedAt: row.started_at,
      completedAt: row.completed_at,
      failureRule: null,
      failureLineNum: null,
      failureContext: [],
    }),
  );
}
