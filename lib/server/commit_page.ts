/** One commit with all that ran for it, and whose its failures are. */
import { commitBranches } from "clickhouse_queries/commit_branches/query";
import type { EmptyRunRow } from "clickhouse_queries/hud_empty_runs/query";
import { pullQuery } from "clickhouse_queries/pull_query/query";
import { repoBranches } from "clickhouse_queries/repo_branches/query";
import type { CommitPageAnswer, ExternalCheckAnswer, JobAnswer } from "lib/model/answers";
import { cellConclusion } from "lib/model/conclusion";
import { ApiError } from "lib/server/api_error";
import { ask } from "lib/server/ask";
import { askCommitFacts, type CommitFacts, type CommitRun } from "lib/server/commit_facts";
import { askCommits } from "lib/server/commits";
import { withoutTwins } from "lib/server/provider_columns";
import { bad_endings, gridCommit, jobAnswers, providerJobAnswers, secondsBetween } from "lib/server/rows";
import type { Services } from "lib/server/services";
import { type DefaultBranch, defaultBranch, type TrunkCommits, trunkCommits } from "lib/server/verdict_trunk";
import { verdictsOf } from "lib/server/verdicts";

export function whatRan(
  repo: string,
  { jobs, runs, elsewhere, checks }: CommitFacts,
): { jobs: JobAnswer[]; checks: ExternalCheckAnswer[] } {
  return {
    jobs: [...jobAnswers(repo, jobs, emptyRuns(runs, jobs)), ...providerJobAnswers(elsewhere)],
    checks: withoutTwins(checks, elsewhere).map(
      ({ app, name, status, conclusion, title, url, started_at, completed_at }) => ({
        ...{ app, name, title, url },
        conclusion: cellConclusion(status, conclusion),
        durationS: secondsBetween(started_at, completed_at),
      }),
    ),
  };
}

/** A job tells that its attempt came to having jobs, also where that attempt itself was not heard of. */
function emptyRuns(
  runs: readonly CommitRun[],
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

/**
 * When the newest of the runs was made: by then trunk was what they tested. Of a run that is not known, GitHub's or another
 * system's, that is when its first job was made. Null while nothing has run.
 */
export function testedAt({ runs, jobs, elsewhere }: Pick<CommitFacts, "runs" | "jobs" | "elsewhere">): string | null {
  const made = new Map<string, string>();
  for (const { run_id, created_at, started_at } of jobs) earliest(made, `${run_id}`, created_at ?? started_at);
  for (const { provider, run_id, id, created_at, started_at, completed_at } of elsewhere) {
    earliest(made, `${provider}/${run_id || id}`, created_at ?? started_at ?? completed_at);
  }
  for (const { id, created_at } of runs) if (created_at !== null) made.set(`${id}`, created_at);
  return [...made.values()].reduce<string | null>((last, at) => (last === null || at > last ? at : last), null);
}

function earliest(made: Map<string, string>, run: string, at: string | null): void {
  const known = made.get(run);
  if (at !== null && (known === undefined || at < known)) made.set(run, at);
}

/** @throws ApiError 404 when the HUD has never heard of the commit. */
export async function commitPage(services: Services, repo: string, sha: string): Promise<CommitPageAnswer> {
  const early = defaultBranch(services, repo);
  const known = knownOf(services, repo, sha);
  early.catch(() => undefined); // Awaited only with the verdicts: without this, a failure before that would be nobody's.
  const [found, facts] = await Promise.all([known, askCommitFacts(services, { repo, sha })]);
  const { row, branches } = found;
  const ran = whatRan(repo, facts);
  if (!row && ran.jobs.length === 0 && ran.checks.length === 0) {
    throw new ApiError(404, `Nothing has been heard of commit ${sha} in ${repo}`);
  }
  const trunk = trunkOfCommit(services, { repo, sha, tested_at: testedAt(facts), early }, found);
  // A job may be heard of before its commit is: then its hash is all there is to say.
  const { commitTitle, commitMessageBody, ...commit } = gridCommit(repo, row ?? unheard(sha, ran.jobs));
  return {
    commit: { ...commit, title: commitTitle, body: commitMessageBody, branches },
    verdicts: await verdictsOf(services, repo, { ...ran, said: facts.said }, trunk),
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
  const compared = {
    repo,
    sha,
    branch: "",
    base: null,
    own: new Set([sha]),
    pull_number: null,
    until: tested_at,
    early,
  };
  const [trunk_commit] = (await early).commits;
  const [[default_branch], [pull]] = await Promise.all([
    trunk_commit ? [{ name: trunk_commit.branch }] : ask(services, repoBranches, { repo, limit: 1 }),
    row?.pull_number ? ask(services, pullQuery, { repo, number: row.pull_number }) : [],
  ]);
  // Also where it is on the default branch by now: the commits that one pull request brought say nothing of each other.
  const heads = pull ? [pull.head_sha, ...pull.head_shas] : [];
  const own = new Set([
    sha,
    ...(heads.includes(sha) ? heads : []),
    ...(pull?.merge_commit_sha ? [pull.merge_commit_sha] : []),
  ]);
  const is_default = default_branch !== undefined && branches.includes(default_branch.name);
  if (row && is_default) return trunkCommits(services, { ...compared, own, until: row.time });
  if (!pull) return trunkCommits(services, compared);
  return trunkCommits(services, {
    ...compared,
    branch: pull.base_ref ?? "",
    base: pull.base_sha,
    own,
    pull_number: pull.number,
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
