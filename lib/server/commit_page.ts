/** One commit, and one pull request, with all that ran for them. */
import { commitChecks } from "clickhouse_queries/commit_checks/query";
import { commitJobsQuery } from "clickhouse_queries/commit_jobs_query/query";
import { commitQuery } from "clickhouse_queries/commit_query/query";
import { hudEmptyRuns } from "clickhouse_queries/hud_empty_runs/query";
import { commitBranches } from "clickhouse_queries/commit_branches/query";
import { pullQuery } from "clickhouse_queries/pull_query/query";
import type { CommitPageAnswer, ExternalCheckAnswer, JobAnswer, PullPageAnswer } from "lib/model/answers";
import { cellConclusion } from "lib/model/conclusion";
import { ApiError } from "lib/server/api_error";
import { ask } from "lib/server/ask";
import { gridCommit, jobAnswers } from "lib/server/rows";
import type { Services } from "lib/server/services";

async function whatRan(
  services: Services,
  repo: string,
  sha: string,
): Promise<{ jobs: JobAnswer[]; checks: ExternalCheckAnswer[] }> {
  const [jobs, empty, checks] = await Promise.all([
    ask(services, commitJobsQuery, { repo, sha }),
    ask(services, hudEmptyRuns, { repo, shas: [sha] }),
    ask(services, commitChecks, { repo, sha }),
  ]);
  return {
    jobs: jobAnswers(jobs, empty),
    checks: checks.map(({ app, name, status, conclusion, title, url, duration_seconds }) => ({
      ...{ app, name, title, url },
      conclusion: cellConclusion(status, conclusion),
      durationS: duration_seconds,
    })),
  };
}

/** @throws ApiError 404 when the HUD has never heard of the commit. */
export async function commitPage(services: Services, repo: string, sha: string): Promise<CommitPageAnswer> {
  const [[row], branches, ran] = await Promise.all([
    ask(services, commitQuery, { repo, shas: [sha] }),
    ask(services, commitBranches, { repo, sha }),
    whatRan(services, repo, sha),
  ]);
  if (!row && ran.jobs.length === 0 && ran.checks.length === 0) {
    throw new ApiError(404, `Nothing has been heard of commit ${sha} in ${repo}`);
  }
  // A job may be heard of before its commit is: then its hash is all there is to say.
  const { commitTitle, commitMessageBody, ...commit } = gridCommit(repo, row ?? unheard(sha, ran.jobs));
  return {
    commit: {
      ...commit,
      title: commitTitle,
      body: commitMessageBody,
      branches: branches.map(({ branch }) => branch),
    },
    ...ran,
  };
}

function unheard(sha: string, jobs: readonly JobAnswer[]) {
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

/**
 * @param sha one of the pull request's heads; the newest when undefined.
 * @throws ApiError 404 when the HUD does not know the pull request, or it never had that head.
 */
export async function pullPage(
  services: Services,
  repo: string,
  number: number,
  sha: string | undefined,
): Promise<PullPageAnswer> {
  const [pull] = await ask(services, pullQuery, { repo, number });
  if (!pull) throw new ApiError(404, `Nothing has been heard of pull request ${number} in ${repo}`);
  const heads = [...new Set([pull.head_sha, ...pull.head_shas.toReversed()])];
  const shown = sha ?? pull.head_sha;
  if (!heads.includes(shown)) throw new ApiError(404, `Pull request ${number} of ${repo} never had the head ${shown}`);

  const [commits, ran] = await Promise.all([
    ask(services, commitQuery, { repo, shas: heads.slice(0, 1_000) }),
    whatRan(services, repo, shown),
  ]);
  const by_sha = new Map(commits.map((commit) => [commit.sha, gridCommit(repo, commit)]));
  const host = pull.html_url === null ? "https://github.com" : new URL(pull.html_url).origin;
  return {
    number: pull.number,
    title: pull.title ?? "",
    body: pull.body ?? "",
    author: pull.author ?? "",
    authorUrl: pull.author === null ? null : `${host}/${encodeURIComponent(pull.author)}`,
    state: pull.merged ? "merged" : pull.state,
    draft: pull.draft,
    labels: pull.labels,
    url: pull.html_url,
    baseRef: pull.base_ref,
    headRef: pull.head_ref,
    shas: heads.map((head) => ({ sha: head, title: by_sha.get(head)?.commitTitle ?? "" })),
    sha: shown,
    ...ran,
  };
}
