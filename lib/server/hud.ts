/** The grid of one page of a branch, from the HUD's own records alone. */
import { hudCommits } from "clickhouse_queries/hud_commits/query";
import { hudEmptyRuns } from "clickhouse_queries/hud_empty_runs/query";
import { hudQuery } from "clickhouse_queries/hud_query/query";
import { repoBranches } from "clickhouse_queries/repo_branches/query";
import { buildGrid, type HudGrid } from "lib/model/grid";
import { ApiError } from "lib/server/api_error";
import { ask } from "lib/server/ask";
import { cellRun, emptyRun, gridCommit, jobName, no_jobs } from "lib/server/rows";
import type { Services } from "lib/server/services";

export interface HudPage {
  repo: string;
  branch: string;
  /** From 0. */
  page: number;
  per_page: number;
}

/** @throws ApiError 404 when the HUD has never heard of the repository or the branch. */
export async function hudGrid(services: Services, { repo, branch, page, per_page }: HudPage): Promise<HudGrid> {
  const commits = await ask(services, hudCommits, { repo, branch, limit: per_page, offset: page * per_page });
  if (commits.length === 0) {
    await requireBranch(services, repo, branch);
    return { shaGrid: [], jobNames: [] };
  }
  const shas = commits.map((commit) => commit.sha);
  const [jobs, empty] = await Promise.all([
    ask(services, hudQuery, { repo, shas }),
    ask(services, hudEmptyRuns, { repo, shas }),
  ]);
  return buildGrid(
    commits.map((commit) => gridCommit(repo, commit)),
    [
      ...jobs.map((row) => ({ sha: row.head_sha, name: jobName(row.workflow_name, row.job_name), run: cellRun(row) })),
      ...empty
        .filter((row) => row.head_repo === repo)
        .map((row) => ({ sha: row.head_sha, name: jobName(row.workflow_name, no_jobs), run: emptyRun(row) })),
    ],
  );
}

/** Past the last page, and for a branch without commits, there is an empty page; for an unknown one there is none. */
export async function requireBranch(services: Services, repo: string, branch: string): Promise<void> {
  const branches = await ask(services, repoBranches, { repo, limit: 10_000 });
  if (branches.length === 0) throw new ApiError(404, `Nothing has been heard from ${repo} yet`);
  if (branches.some(({ name }) => name === branch)) return;
  const [newest] = await ask(services, hudCommits, { repo, branch, limit: 1, offset: 0 });
  if (!newest) throw new ApiError(404, `${repo} has no branch ${branch} that the HUD knows of`);
}
