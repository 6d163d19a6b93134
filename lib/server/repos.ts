/** Which repositories this HUD knows, and how fresh what it shows of them is. */
import { repoBranches } from "clickhouse_queries/repo_branches/query";
import { type RepoAnswer, repo_branches_max } from "lib/model/answers";
import { ApiError } from "lib/server/api_error";
import { ask } from "lib/server/ask";
import { within } from "lib/server/patience";
import type { Services } from "lib/server/services";
import { listRepositories } from "lib/store/repositories";

const patience_seconds = 5;

/** Every repository that was ever heard from, the most recently active first. */
export async function knownRepos(services: Services): Promise<RepoAnswer[]> {
  const { dynamo, config } = services;
  const [heard, branches] = await Promise.all([
    within(patience_seconds, "store", listRepositories(dynamo, config.dynamodb.table_prefix)),
    ask(services, repoBranches, { limit: repo_branches_max }),
  ]);
  const repos = new Map<string, RepoAnswer>(
    heard.map(({ repo, received_at }) => [repo, { repo, branches: [], last_event: received_at }]),
  );
  for (const { repo, name, last_heard_at } of branches) {
    const known = repos.get(repo) ?? { repo, branches: [], last_event: last_heard_at };
    known.branches.push(name);
    repos.set(repo, known);
  }
  return [...repos.values()].sort((a, b) =>
    a.last_event === b.last_event ? (a.repo < b.repo ? -1 : 1) : (a.last_event ?? "") > (b.last_event ?? "") ? -1 : 1,
  );
}

/** @throws ApiError 404 when nothing was ever heard from the repository. */
export async function requireRepo(services: Services, repo: string): Promise<void> {
  const [branch] = await ask(services, repoBranches, { repo, limit: 1 });
  if (branch !== undefined || (await knownRepos(services)).some((known) => known.repo === repo)) return;
  throw new ApiError(404, `Nothing has been heard from ${repo} yet`);
}
