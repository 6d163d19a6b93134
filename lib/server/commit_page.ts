/** One commit with all that ran for it, and whose its failures are. */
import { commitBranches } from "clickhouse_queries/commit_branches/query";
import { commitChecks } from "clickhouse_queries/commit_checks/query";
import type { CommitJobRow } from "clickhouse_queries/commit_jobs_query/query";
import { type CommitPageJobRow, commitPageJobs } from "clickhouse_queries/commit_page_jobs/query";
import { type CommitRunRow, commitRuns } from "clickhouse_queries/commit_runs/query";
import type { EmptyRunRow } from "clickhouse_queries/hud_empty_runs/query";
import { ownCommits } from "clickhouse_queries/own_commits/query";
import { pullQuery } from "clickhouse_queries/pull_query/query";
import { repoBranches } from "clickhouse_queries/repo_branches/query";
import type { CommitPageAnswer, ExternalCheckAnswer, JobAnswer } from "lib/model/answers";
import { cellConclusion } from "lib/model/conclusion";
import { ApiError } from "lib/server/api_error";
import { ask } from "lib/server/ask";
import { askCommits } from "lib/server/commits";
import { ci_providers, withoutTwins } from "lib/server/provider_columns";
import { askProviderJobs } from "lib/server/provider_jobs";
import { bad_endings, compareText, gridCommit, jobAnswers, providerJobAnswers } from "lib/server/rows";
import type { Services } from "lib/server/services";
import { type TrunkCommits, trunkCommits } from "lib/server/verdict_trunk";
import { verdictsOf } from "lib/server/verdicts";

/** @param runs asked for already: their times are wanted elsewhere too. */
export async function whatRan(
  services: Services,
  repo: string,
  sha: string,
  runs: Promise<CommitRunRow[]>,
): Promise<{ jobs: JobAnswer[]; checks: ExternalCheckAnswer[] }> {
  const [rows, elsewhere, checks, known_runs] = await Promise.all([
    ask(services, commitPageJobs, { repo, sha }),
    askProviderJobs(services, { repo, shas: [sha], providers: ci_providers }),
    ask(services, commitChecks, { repo, sha }),
    runs,
  ]);
  const jobs = withRuns(rows, known_runs);
  return {
    jobs: [...jobAnswers(repo, jobs, emptyRuns(known_runs, jobs)), ...providerJobAnswers(elsewhere)],
    checks: withoutTwins(checks, elsewhere).map(({ app, name, status, conclusion, title, url, duration_seconds }) => ({
      ...{ app, name, title, url },
      conclusion: cellConclusion(status, conclusion),
      durationS: duration_seconds,
    })),
  };
}

/** The same as commit_jobs_query answers: each with its run's event and, where the job does not tell its workflow, name. */
function withRuns(jobs: readonly CommitPageJobRow[], runs: readonly CommitRunRow[]): CommitJobRow[] {
  const is_complete = jobs.every(({ workflow_name }) => workflow_name !== null);
  const by_id = new Map(runs.map((run) => [run.id, run]));
  const rows = jobs.map((job): CommitJobRow => {
    const run = by_id.get(job.run_id);
    const told = { workflow_name: job.workflow_name ?? run?.workflow_name ?? "", event: run?.event || null };
    return Object.assign(job, told);
  });
  // They come in this order; those that did not tell their workflow have yet to find their place.
  const order = (a: CommitJobRow, b: CommitJobRow): number =>
    compareText(a.workflow_name, b.workflow_name) ||
    compareText(a.job_name, b.job_name) ||
    b.run_attempt - a.run_attempt;
  return is_complete ? rows : rows.sort(order);
}

/** A job tells that its attempt came to having jobs, also where that attempt itself was not heard of. */
function emptyRuns(
  runs: readonly CommitRunRow[],
  jobs: readonly { run_id: number; run_attempt: number }[],
): EmptyRunRow[] {
  const attempts = new Map<number, number>();
  for (const { run_id, run_attempt } of jobs) attempts.set(run_id, Math.max(attempts.get(run_id) ?? 0, run_attempt));
  return runs.flatMap(({ conclusion, ...run }) =>
    conclusion !== null && bad_endings.has(conclusion) && run.run_attempt > (attempts.get(run.id) ?? 0)
      ? [{ ...run, conclusion }]
      : [],
  );
}

/** When the newest of the runs was made: by then trunk was what they tested. Null while no run is known. */
export function testedAt(runs: readonly CommitRunRow[]): string | null {
  return runs.reduce<string | null>((last, { created_at }) => {
    return created_at !== null && (last === null || created_at > last) ? created_at : last;
  }, null);
}

/** @throws ApiError 404 when the HUD has never heard of the commit. */
export async function commitPage(services: Services, repo: string, sha: string): Promise<CommitPageAnswer> {
  const known = knownOf(services, repo, sha);
  const runs = ask(services, commitRuns, { repo, sha });
  const trunk = Promise.all([known, runs]).then(([commit, told]) =>
    trunkOfCommit(services, repo, sha, commit, testedAt(told)),
  );
  // Awaited only with the verdicts: without this, a failure before that would be nobody's.
  trunk.catch(() => undefined);
  const [{ row, branches }, ran] = await Promise.all([known, whatRan(services, repo, sha, runs)]);
  if (!row && ran.jobs.length === 0 && ran.checks.length === 0) {
    throw new ApiError(404, `Nothing has been heard of commit ${sha} in ${repo}`);
  }
  // A job may be heard of before its commit is: then its hash is all there is to say.
  const { commitTitle, commitMessageBody, ...commit } = gridCommit(repo, row ?? unheard(sha, ran.jobs));
  return {
    commit: { ...commit, title: commitTitle, body: commitMessageBody, branches },
    verdicts: await verdictsOf(services, repo, ran, trunk),
    ...ran,
  };
}

type CommitRow = Parameters<typeof gridCommit>[1];

interface KnownCommit {
  row: CommitRow | null;
  branches: string[];
}

async function knownOf(services: Services, repo: string, sha: string): Promise<KnownCommit> {
  const [commits, branches] = await Promise.all([
    askCommits(services, repo, [sha]),
    ask(services, commitBranches, { repo, sha }),
  ]);
  return { row: commits.get(sha) ?? null, branches: branches.map(({ branch }) => branch) };
}

/**
 * A commit of the default branch is compared with those before it there; the head of a pull request with the branch that
 * it is to go into; any other with the default branch.
 */
async function trunkOfCommit(
  services: Services,
  repo: string,
  sha: string,
  { row, branches }: KnownCommit,
  tested_at: string | null,
): Promise<TrunkCommits | null> {
  const compared = { repo, sha, branch: "", base: null, own: new Set([sha]), until: tested_at };
  const [[default_branch], [pull], own] = await Promise.all([
    ask(services, repoBranches, { repo, limit: 1 }),
    row?.pull_number ? ask(services, pullQuery, { repo, number: row.pull_number }) : [],
    row?.pull_number ? ask(services, ownCommits, { repo, number: row.pull_number }) : [],
  ]);
  const is_default = default_branch !== undefined && branches.includes(default_branch.name);
  if (row && is_default) return trunkCommits(services, { ...compared, until: row.time });
  if (!pull) return trunkCommits(services, compared);
  return trunkCommits(services, {
    ...compared,
    branch: pull.base_ref ?? "",
    base: pull.base_sha,
    own: new Set([sha, pull.head_sha, ...pull.head_shas, ...own.map((commit) => commit.sha)]),
  });
}

function unheard(sha: string, jobs: readonly JobAnswer[]): CommitRow {
  const times = jobs.flatMap((job) => job.createdAt ?? job.startedAt ?? []).sort();
  return {
    sha,
    time: times[0] ?? new Date(0).toISOString(),
    title: "",
    body: "",
    author_name: null,
    author_login: null,
    repo_url: null,
    pull_number: null,
  };
}
