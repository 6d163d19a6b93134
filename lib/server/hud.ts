/** The grid of one page of a branch, from the HUD's own records alone. */
import { hudCommits } from "clickhouse_queries/hud_commits/query";
import { hudEmptyRuns } from "clickhouse_queries/hud_empty_runs/query";
import { hudQuery } from "clickhouse_queries/hud_query/query";
import { repoBranches } from "clickhouse_queries/repo_branches/query";
import { buildGrid, type HudGrid } from "lib/model/grid";
import { ApiError } from "lib/server/api_error";
import { ask } from "lib/server/ask";
import { askProviderJobs } from "lib/server/provider_jobs";
import { shownRows, wantedProviders, type Wishes } from "lib/server/provider_columns";
import { cellRun, emptyRun, gridCommit, jobName, no_jobs, providerRun } from "lib/server/rows";
import type { Services } from "lib/server/services";

export interface HudPage extends Wishes {
  repo: string;
  branch: string;
  /** From 0. */
  page: number;
  per_page: number;
  /** Of the commits, only those by such an author, or with such a message: part of either, case ignored. */
  author?: string;
  message?: string;
  /** These commits alone, wherever they are on the branch; page and per_page then say nothing. */
  shas?: string[];
}

/** @throws ApiError 404 when the HUD has never heard of the repository or the branch. */
export function hudGrid(services: Services, asked: HudPage): Promise<HudGrid> {
  return services.hud_pages.ask(JSON.stringify(asked), (hasRead) => makeGrid(services, asked, hasRead));
}

async function makeGrid(services: Services, asked: HudPage, hasRead: () => void): Promise<HudGrid> {
  const { repo, branch, page, per_page } = asked;
  const commits = await ask(services, hudCommits, { repo, branch, limit: per_page, offset: page * per_page });
  if (commits.length === 0) {
    await requireBranch(services, repo, branch);
    return { shaGrid: [], jobNames: [] };
  }
  const shas = commits.map((commit) => commit.sha);
  const [jobs, empty, others] = await Promise.all([
    ask(services, hudQuery, { repo, shas }),
    ask(services, hudEmptyRuns, { repo, shas }),
    askProviderJobs(services, { repo, shas, providers: wantedProviders(asked) }),
  ]);
  hasRead();
  const own = others.flatMap((row) => (row.of_fork ? [] : [{ ...row, workflow: row.workflow_name }]));
  const { shown } = shownRows(own, asked, services.config.check_columns);
  return buildGrid(
    commits.map((commit) => gridCommit(repo, commit)),
    [
      ...jobs.map((row) => ({
        sha: row.head_sha,
        name: jobName(row.workflow_name, row.job_name),
        run: cellRun(repo, row),
      })),
      ...empty
        .filter((row) => row.head_repo === repo)
        .map((row) => ({ sha: row.head_sha, name: jobName(row.workflow_name, no_jobs), run: emptyRun(row) })),
      ...shown.map((row) => ({
        ...{ sha: row.head_sha, name: jobName(row.workflow_name, row.job_name), run: providerRun(row) },
      })),
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
