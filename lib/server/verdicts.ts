/** The verdicts on a commit's failures, with what speaks for each. */
import type { ExternalCheckAnswer, JobAnswer, SaidAnswer, VerdictsAnswer } from "lib/model/answers";
import { isFailure } from "lib/model/conclusion";
import { triage } from "lib/model/triage";
import { jobStates } from "lib/model/triage_jobs";
import { summaryParts, summaryText } from "lib/model/triage_words";
import { ruleCategories } from "lib/server/rule_categories";
import type { Services } from "lib/server/services";
import { type TrunkCommits, trunkRuns } from "lib/server/verdict_trunk";

/** So many failures are judged; a commit with more has a problem that no job's verdict tells. */
const failures_max = 1_000;

interface Judged {
  jobs: readonly JobAnswer[];
  checks: readonly ExternalCheckAnswer[];
  /** Of any of the jobs. */
  said: readonly SaidAnswer[];
}

/** @param trunk what to compare with; null: nothing. */
export async function verdictsOf(
  services: Services,
  repo: string,
  { jobs, checks, said }: Judged,
  trunk: Promise<TrunkCommits | null>,
): Promise<VerdictsAnswer> {
  const { failing, pending, passed } = jobStates(jobs);
  const judged = failing.slice(0, failures_max);
  const by_id = new Map(jobs.map((job) => [job.id, job]));
  const failures = judged.flatMap(({ id }) => by_id.get(id) ?? []);
  const has_rules = judged.some(({ rule }) => rule !== null);
  const annotations = saidOfFailures(jobs, said);
  const [known, runs, categoryOf] = await Promise.all([
    trunk,
    trunk.then((found) => (found && failures.length > 0 ? trunkRuns(services, repo, found, failures) : new Map())),
    has_rules ? ruleCategories(services, repo) : () => "code" as const,
  ]);
  const by_people = new Map(
    annotations.flatMap((row) => (row.source === "person" ? [[row.job_id, { ...row, at: row.at }] as const] : [])),
  );
  const verdicts = triage(judged, { trunk: known && { ...known, runs }, said: by_people, categoryOf });
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

function saidOfFailures(jobs: readonly JobAnswer[], said: readonly SaidAnswer[]): SaidAnswer[] {
  const failed = new Set(jobs.flatMap(({ id, conclusion }) => (isFailure(conclusion) ? [id] : [])));
  return said.filter(({ job_id }) => failed.has(job_id));
}
