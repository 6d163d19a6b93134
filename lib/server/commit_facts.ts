/** All that ran for one commit or was said of its failures; what follows from that is for us to find: to plan it takes longer. */
import { type CheckFact, commitFacts, type JobFact, type RunFact } from "clickhouse_queries/commit_facts/query";
import type { CommitJobRow } from "clickhouse_queries/commit_jobs_query/query";
import type { EmptyRunRow } from "clickhouse_queries/hud_empty_runs/query";
import type { SaidAnswer } from "lib/model/answers";
import type { FactsOf } from "lib/model/saved_query";
import { askFacts } from "lib/server/ask";
import { asProviderJobs } from "lib/server/provider_jobs";
import { bad_endings, compareText, no_jobs, type ProviderJob } from "lib/server/rows";
import type { Services } from "lib/server/services";

export type CommitRun = RunFact & Pick<EmptyRunRow, "head_sha">;

export interface CommitFacts {
  /** As commit_jobs_query has them. */
  jobs: CommitJobRow[];
  /** Each as its newest attempt left it. */
  runs: CommitRun[];
  /** Of the repository's other CI systems. */
  elsewhere: ProviderJob[];
  /** What other systems report to GitHub, in order. */
  checks: CheckFact[];
  said: SaidAnswer[];
}

export async function askCommitFacts(services: Services, asked: { repo: string; sha: string }): Promise<CommitFacts> {
  return putTogether(asked.sha, await askFacts(services, commitFacts, asked));
}

export function putTogether(head_sha: string, facts: FactsOf<typeof commitFacts>): CommitFacts {
  const runs = newestAttempts(facts.run);
  return {
    jobs: commitJobs(facts.job, runs, head_sha),
    runs: [...runs.values()].map((run) => ({ ...run, head_sha })),
    elsewhere: asProviderJobs([
      ...facts.provider_job.map((job) => ({ ...job, head_sha, is_run: false })),
      ...facts.provider_run.filter(endedBadly).map((run) => ({
        ...run,
        ...{ head_sha, is_run: true, external_id: "", run_attempt: 1, job_name: no_jobs, started_at: null },
      })),
    ]),
    checks: facts.check.sort((a, b) => compareText(a.app, b.app) || compareText(a.name, b.name)),
    said: facts.said.flatMap(({ annotation, annotated_at, ...said }) =>
      annotation === null ? [] : [{ ...said, annotation, at: annotated_at }],
    ),
  };
}

/** Whatever else a workflow came to, its jobs tell. */
const endedBadly = ({ conclusion }: { conclusion: string | null }): boolean =>
  conclusion !== null && bad_endings.has(conclusion);

function newestAttempts(attempts: readonly RunFact[]): Map<number, RunFact> {
  const runs = new Map<number, RunFact>();
  for (const attempt of attempts) {
    const other = runs.get(attempt.id);
    if (!other || attempt.run_attempt > other.run_attempt) runs.set(attempt.id, attempt);
  }
  return runs;
}

function commitJobs(jobs: readonly JobFact[], runs: ReadonlyMap<number, RunFact>, head_sha: string): CommitJobRow[] {
  return jobs
    .map((job): CommitJobRow => {
      const run = runs.get(job.run_id);
      // Not by a literal that begins with a spread: see withMore in rows.ts.
      return Object.assign(job, {
        head_sha,
        workflow_name: job.workflow_name || (run?.workflow_name ?? ""),
        event: run?.event || null,
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
