/** One commit with all that ran for it, and whose its failures are. */
import { commitBranches } from "clickhouse_queries/commit_branches/query";
import { commitChecks } from "clickhouse_queries/commit_checks/query";
import { type CommitRunRow, commitRuns } from "clickhouse_queries/commit_runs/query";
import type { EmptyRunRow } from "clickhouse_queries/hud_empty_runs/query";
import { ownCommits } from "clickhouse_queries/own_commits/query";
import { pullQuery } from "clickhouse_queries/pull_query/query";
import { repoBranches } from "clickhouse_queries/repo_branches/query";
import type { CommitPageAnswer, ExternalCheckAnswer, JobAnswer } from "lib/model/answers";
import { cellConclusion } from "lib/model/conclusion";
import { ApiError } from "lib/server/api_error";
import { ask } from "lib/server/ask";
import { askCommitJobs } from "lib/server/commit_jobs";
import { askCommits } from "lib/server/commits";
import { ci_providers, withoutTwins } from "lib/server/provider_columns";
import { askProviderJobs } from "lib/server/provider_jobs";
import { bad_endings, gridCommit, jobAnswers, providerJobAnswers } from "lib/server/rows";
import type { Services } from "lib/server/services";
import { type DefaultBranch, defaultBranch, type TrunkCommits, trunkCommits } from "lib/server/verdict_trunk";
import { verdictsOf } from "lib/server/verdicts";

/** @param runs asked for already: their times are wanted elsewhere too. */
export async function whatRan(
  services: Services,
  repo: string,
  sha: string,
  runs: Promise<CommitRunRow[]>,
): Promise<{ jobs: JobAnswer[]; checks: ExternalCheckAnswer[] }> {
  const [jobs, elsewhere, checks, known_runs] = await Promise.all([
    askCommitJobs(services, repo, sha, runs),
    askProviderJobs(services, { repo, shas: [sha], providers: ci_providers }),
    ask(services, commitChecks, { repo, sha }),
    runs,
  ]);
  return {
    jobs: [...jobAnswers(repo, jobs, emptyRuns(known_runs, jobs)), ...providerJobAnswers(elsewhere)],
    checks: withoutTwins(checks, elsewhere).map(({ app, name, status, conclusion, title, url, duration_seconds }) => ({
      ...{ app, name, title, url },
      conclusion: cellConclusion(status, conclusion),
      durationS: duration_seconds,
    })),
  };
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
  const early = defaultBranch(services, repo);
  const known = knownOf(services, repo, sha);
  const runs = ask(services, commitRuns, { repo, sha });
  const trunk = Promise.all([known, runs]).then(([commit, told]) =>
    trunkOfCommit(services, { repo, sha, tested_at: testedAt(told), early }, commit),
  );
  // Awaited only with the verdicts: without this, a failure before that would be nobody's.
  for (const asked of [early, trunk]) asked.catch(() => undefined);
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

interface TestedCommit {
  repo: string;
  sha: string;
  tested_at: string | null;
  early: Promise<DefaultBranch>;
}

/**
 * A commit of the default branch is compared with those before it there; the head of a pull request with the branch that
 * it is to go into; any other with the default branch.
 */
async function trunkOfCommit(
  services: Services,
  { repo, sha, tested_at, early }: TestedCommit,
  { row, branches }: KnownCommit,
): Promise<TrunkCommits | null> {
  const compared = { repo, sha, branch: "", base: null, own: new Set([sha]), until: tested_at, early };
  const [trunk_commit] = (await early).commits;
  const [[default_branch], [pull], own] = await Promise.all([
    trunk_commit ? [{ name: trunk_commit.branch }] : ask(services, repoBranches, { repo, limit: 1 }),
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
