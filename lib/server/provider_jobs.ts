/** What ran on commits elsewhere than in GitHub Actions, with what follows from each row. */
import { providerJobs, type ProviderJobRow } from "clickhouse_queries/provider_jobs/query";
import { ask } from "lib/server/ask";
import { compareText, jobName, no_jobs, type ProviderJob, secondsBetween } from "lib/server/rows";
import type { Services } from "lib/server/services";
import { createHash } from "node:crypto";

interface Asked {
  repo: string;
  shas: string[];
  providers: ProviderJobRow["provider"][];
  /** "<workflow> / <job>", whole; "": all. */
  name?: string;
  /** The newest so many. */
  limit?: number;
}

/** One for each job, and for each workflow that failed without any; newest first. */
export async function askProviderJobs(
  services: Services,
  { repo, shas, providers, name = "", limit = Infinity }: Asked,
): Promise<ProviderJob[]> {
  // Whether a workflow has no jobs, only its jobs can tell.
  const is_of_run = name === no_jobs || name.endsWith(` / ${no_jobs}`);
  const rows = await ask(services, providerJobs, { repo, shas, providers, name: is_of_run ? "" : name });
  return asProviderJobs(rows)
    .filter((job) => !is_of_run || jobName(job.workflow_name, job.job_name) === name)
    .slice(0, limit);
}

/** What is a row for each job, and for each workflow that failed whatever became of its jobs, in the order said above. */
export function asProviderJobs(rows: readonly ProviderJobRow[]): ProviderJob[] {
  const workflow = (row: ProviderJobRow): string => `${row.provider}\n${row.head_sha}\n${row.workflow_name}`;
  const with_jobs = new Set(rows.flatMap((row) => (row.is_run ? [] : [workflow(row)])));
  const now = Date.now();
  return rows
    .filter((row) => !(row.is_run && with_jobs.has(workflow(row))))
    .map((row) => ({
      job: derived(row, now),
      at: row.started_at ?? row.created_at ?? row.completed_at ?? row.heard_at,
    }))
    .sort((a, b) => compareText(b.at, a.at) || b.job.id - a.job.id)
    .map(({ job }) => job);
}

/** What an out-of-tree backend leaves unfinished for so long, it never ends. */
const stale_ms = 6 * 3_600_000;

function derived(row: ProviderJobRow, now: number): ProviderJob {
  const { provider, id, run_id, status, created_at, started_at, completed_at, heard_at } = row;
  const is_stale = provider === "oot" && status !== "completed" && Date.parse(started_at ?? heard_at) < now - stale_ms;
  return {
    ...row,
    conclusion: is_stale ? "stale" : row.conclusion,
    run_number: run_id === "" ? id : numberOf(`${provider}\n${run_id}`),
    duration_seconds: secondsBetween(started_at, completed_at),
    queue_seconds: secondsBetween(created_at, started_at),
  };
}

/** A number that stands for a text: 48 bits, which JSON numbers hold exactly. */
const numberOf = (text: string): number => createHash("sha1").update(text).digest().readUIntBE(0, 6);
