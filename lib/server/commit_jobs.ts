/** A commit's jobs as commit_jobs_query has them, in less than half its time: put together here. */
import type { CommitJobRow } from "clickhouse_queries/commit_jobs_query/query";
import { commitPageJobs, type CommitPageJobRow } from "clickhouse_queries/commit_page_jobs/query";
import type { CommitRunRow } from "clickhouse_queries/commit_runs/query";
import { ask } from "lib/server/ask";
import { compareText } from "lib/server/rows";
import type { Services } from "lib/server/services";

/** @param asked_runs the commit's, which a page needs anyway. */
export async function askCommitJobs(
  services: Services,
  repo: string,
  sha: string,
  asked_runs: Promise<CommitRunRow[]>,
): Promise<CommitJobRow[]> {
  const [jobs, runs] = await Promise.all([ask(services, commitPageJobs, { repo, sha }), asked_runs]);
  const by_id = new Map(runs.map((run) => [run.id, run]));
  return jobs
    .map((job): CommitJobRow => {
      const run = by_id.get(job.run_id);
      // Not by a literal that begins with a spread: see withMore in rows.ts.
      return Object.assign(job, {
        head_sha: sha,
        workflow_name: job.workflow_name || (run?.workflow_name ?? ""),
        event: run?.event || null,
        duration_seconds: secondsBetween(job.started_at, job.completed_at),
        queue_seconds: queueSeconds(job),
      });
    })
    .sort(
      (a, b) =>
        compareText(a.workflow_name, b.workflow_name) ||
        compareText(a.job_name, b.job_name) ||
        b.run_attempt - a.run_attempt ||
        b.id - a.id,
    );
}

/** Until a job starts, GitHub gives the moment it was queued as its start. */
function queueSeconds({ status, created_at, started_at }: CommitPageJobRow): number | null {
  return status === "in_progress" || status === "completed" ? secondsBetween(created_at, started_at) : null;
}

/** As ClickHouse counts: the seconds that have begun in between. */
function secondsBetween(from: string | null, until: string | null): number | null {
  if (from === null || until === null) return null;
  return Math.max(0, Math.floor(Date.parse(until) / 1000) - Math.floor(Date.parse(from) / 1000));
}
