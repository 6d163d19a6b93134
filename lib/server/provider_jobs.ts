/** What ran on commits elsewhere than in GitHub Actions, with what follows from each row. */
import { providerJobs, type ProviderJobRow } from "clickhouse_queries/provider_jobs/query";
import { ask } from "lib/server/ask";
import { compareText, jobName, no_jobs, type ProviderJob } from "lib/server/rows";
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
  const workflow = (row: ProviderJobRow): string => `${row.provider}\n${row.head_sha}\n${row.workflow_name}`;
  const with_jobs = new Set(rows.flatMap((row) => (row.is_run ? [] : [workflow(row)])));
  const now = Date.now();
  return rows
    .filter((row) => !(row.is_run && with_jobs.has(workflow(row))))
    .filter((row) => !is_of_run || jobName(row.workflow_name, row.job_name) === name)
    .map((row) => ({
      job: derived(row, now),
      at: row.started_at ?? row.created_at ?? row.completed_at ?? row.heard_at,
    }))
    .sort((a, b) => compareText(b.at, a.at) || b.job.id - a.job.id)
    .slice(0, limit)
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

function secondsBetween(from: string | null, until: string | null): number | null {
  if (from === null || until === null) return null;
  return Math.max(0, Math.round((Date.parse(until) - Date.parse(from)) / 1000));
}
