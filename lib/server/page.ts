/** What a page must know before it is sent: whether what its address names exists, and what it is called. */
import { commitJobsQuery } from "clickhouse_queries/commit_jobs_query/query";
import { commitQuery } from "clickhouse_queries/commit_query/query";
import { hudCommits } from "clickhouse_queries/hud_commits/query";
import { pullQuery } from "clickhouse_queries/pull_query/query";
import { repoBranches } from "clickhouse_queries/repo_branches/query";
import { RepoName, Sha } from "lib/model/fields";
import { ask } from "lib/server/ask";
import { knownRepos } from "lib/server/repos";
import { type Services, services } from "lib/server/services";

export interface PageCheck {
  repo: string;
  branch?: string;
  sha?: string;
  pull?: number;
}

export interface PageStatus {
  found: boolean;
  known_repo: boolean;
  /** Of the commit or pull request. */
  title: string | null;
  default_branch: string | null;
}

/** Never throws: with an engine away the page is sent all the same, and says so when its data does not come. */
export async function pageStatus(check: PageCheck): Promise<PageStatus> {
  const known = services();
  try {
    return await lookUp(known, check);
  } catch (error) {
    known.log.warn({ err: error, check }, "Cannot tell whether the page exists");
    return { found: true, known_repo: true, title: null, default_branch: null };
  }
}

async function lookUp(known: Services, { repo, branch, sha, pull }: PageCheck): Promise<PageStatus> {
  const nothing = { found: false, known_repo: false, title: null, default_branch: null };
  if (!RepoName.safeParse(repo).success) return nothing;
  const branches = await ask(known, repoBranches, { repo, limit: 10_000 });
  const known_repo = branches.length > 0 || (await knownRepos(known)).some((one) => one.repo === repo);
  if (!known_repo) return nothing;
  const status = { known_repo, default_branch: branches[0]?.name ?? null };

  if (sha !== undefined) {
    if (!Sha.safeParse(sha).success) return { ...status, found: false, title: null };
    const [commit] = await ask(known, commitQuery, { repo, shas: [sha] });
    const found = commit !== undefined || (await ask(known, commitJobsQuery, { repo, sha })).length > 0;
    return { ...status, found, title: commit?.title ?? null };
  }
  if (pull !== undefined) {
    const [found] = await ask(known, pullQuery, { repo, number: pull });
    return { ...status, found: found !== undefined, title: found?.title ?? null };
  }
  const found =
    branch === undefined ||
    branches.some(({ name }) => name === branch) ||
    (await ask(known, hudCommits, { repo, branch, limit: 1, offset: 0 })).length > 0;
  return { ...status, found, title: null };
}
