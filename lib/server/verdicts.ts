/** The verdicts on a commit's failures, with what speaks for each. */
import { jobAnnotations } from "clickhouse_queries/job_annotations/query";
import type { ExternalCheckAnswer, JobAnswer, SaidAnswer, VerdictsAnswer } from "lib/model/answers";
import { isFailure } from "lib/model/conclusion";
import { isInfraRule } from "lib/model/triage_rules";
import { triage } from "lib/model/triage";
import { jobStates } from "lib/model/triage_jobs";
import { summaryParts, summaryText } from "lib/model/triage_words";
import { ask } from "lib/server/ask";
import type { Services } from "lib/server/services";
import { type TrunkCommits, trunkRuns } from "lib/server/verdict_trunk";

/** Of so many failures somebody's word is asked for; a commit with more has a problem that no job's verdict tells. */
const failures_max = 1_000;

/** @param trunk what to compare with, asked for while the jobs were; null: nothing. */
export async function verdictsOf(
  services: Services,
  repo: string,
  { jobs, checks }: { jobs: readonly JobAnswer[]; checks: readonly ExternalCheckAnswer[] },
  trunk: Promise<TrunkCommits | null>,
): Promise<VerdictsAnswer> {
  const { failing, pending, passed } = jobStates(jobs);
  const judged = failing.slice(0, failures_max);
  const by_id = new Map(jobs.map((job) => [job.id, job]));
  const failures = judged.flatMap(({ id }) => by_id.get(id) ?? []);
  const [known, annotations] = await Promise.all([trunk, annotationsOf(services, repo, jobs)]);
  const runs = known && failures.length > 0 ? await trunkRuns(services, repo, known, failures) : new Map();
  const said = new Map(
    annotations.flatMap((row) => (row.source === "person" ? [[row.job_id, { ...row, at: row.at }] as const] : [])),
  );
  const verdicts = triage(judged, { trunk: known && { ...known, runs }, said, isInfraRule });
  const checks_failed = checks.filter(({ conclusion }) => isFailure(conclusion)).length;
  const parts = summaryParts(verdicts, { pending, passed, checks_failed });
  return {
    summary: summaryText(parts),
    parts,
    jobs: verdicts,
    pending,
    passed,
    unjudged: failing.length - judged.length,
    said: annotations,
    trunk: known && {
      branch: known.branch,
      commits: known.shas.length,
      days: known.days,
      newest_sha: known.shas[0] ?? null,
    },
  };
}

async function annotationsOf(services: Services, repo: string, jobs: readonly JobAnswer[]): Promise<SaidAnswer[]> {
  const job_ids = jobs.flatMap(({ id, conclusion }) => (isFailure(conclusion) ? [id] : [])).slice(0, failures_max);
  if (job_ids.length === 0) return [];
  const rows = await ask(services, jobAnnotations, { repo, job_ids });
  return rows.map(({ annotated_at, ...row }) => ({ ...row, at: annotated_at }));
}
