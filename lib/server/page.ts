/** What a page must know before it is sent: whether what its address names exists, and what it is called. */
import { commitJobsQuery } from "clickhouse_queries/commit_jobs_query/query";
import { hudCommits } from "clickhouse_queries/hud_commits/query";
import { pullQuery } from "clickhouse_queries/pull_query/query";
import { repoBranches } from "clickhouse_queries/repo_branches/query";
import { RepoName, Sha } from "lib/model/fields";
import { ask } from "lib/server/ask";
import { askCommits } from "lib/server/commits";
import { type OnlyOot, onlyOot } from "lib/server/oot_page";
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
  /** Out-of-tree backends alone have told of the commit or pull request; null when it is known, or not even to them. */
  only_oot: OnlyOot | null;
}

/** Never throws: with an engine away the page is sent all the same, and says so when its data does not come. */
export async function pageStatus(check: PageCheck): Promise<PageStatus> {
  const known = services();
  try {
    return await lookUp(known, check);
  } catch (error) {
    known.log.warn({ err: error, check }, "Cannot tell whether the page exists");
    return { found: true, known_repo: true, title: null, default_branch: null, only_oot: null };
  }
}

async function lookUp(known: Services, check: PageCheck): Promise<PageStatus> {
  const { repo, branch, sha, pull } = check;
  const nothing = { found: false, known_repo: false, title: null, default_branch: null, only_oot: null };
  if (!RepoName.safeParse(repo).success) return nothing;
  if (sha !== undefined && !Sha.safeParse(sha).success) return nothing;
  const branches = await ask(known, repoBranches, { repo, limit: 10_000 });
  const known_repo = branches.length > 0 || (await knownRepos(known)).some((one) => one.repo === repo);
  const status = { ...nothing, known_repo, default_branch: branches[0]?.name ?? null };

  if (sha !== undefined || pull !== undefined) {
    const heard = known_repo ? await subjectTitle(known, check) : undefined;
    if (heard !== undefined) return { ...status, found: true, title: heard };
    const only_oot = await onlyOot(known, check);
    return { ...status, found: only_oot !== null, only_oot };
  }
  const found =
    known_repo &&
    (branch === undefined ||
      branches.some(({ name }) => name === branch) ||
      (await ask(known, hudCommits, { repo, branch, limit: 1, offset: 0 })).length > 0);
  return { ...status, found };
}

/** What the commit or pull request is called; null: it has not been described, undefined: it is not known. */
async function subjectTitle(known: Services, { repo, sha, pull }: PageCheck): Promise<string | null | undefined> {
  if (sha !== undefined) {
    const commit = (await askCommits(known, repo, [sha])).get(sha);
    if (commit !== undefined) return commit.title;
    return (await ask(known, commitJobsQuery, { repo, sha })).length > 0 ? null : undefined;
  }
  const [found] = pull === undefined ? [] : await ask(known, pullQuery, { repo, number: pull });
  return found === undefined ? undefined : found.title;
}
