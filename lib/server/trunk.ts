/**
 * How a branch is doing, for the line above its grid: computed from the very cells that the grid shows, those of the
 * repository's own CI. What others report on a commit, checks and out-of-tree jobs, is no state of the branch.
 */
import { sevIssues } from "clickhouse_queries/sev_issues/query";
import { matcher } from "lib/model/repo_config";
import { trunkState, type TrunkState } from "lib/model/trunk";
import { ask } from "lib/server/ask";
import { gridPage } from "lib/server/grid_page";
import { KeptAnswers } from "lib/server/kept_answers";
import { no_jobs } from "lib/server/rows";
import type { Services } from "lib/server/services";

/** As many as a page of the grid may have. */
const commits_max = 100;
const sevs_max = 20;
/** Everybody who has the grid open asks after each change, at the same moment. */
const kept = new KeptAnswers<TrunkState>();

/**
 * At most a second old.
 * @throws ApiError 404 when the HUD has never heard of the repository or the branch.
 */
export function branchState(services: Services, repo: string, branch: string): Promise<TrunkState> {
  return kept.get(services, `${repo} ${branch}`, () => compute(services, repo, branch));
}

async function compute(services: Services, repo: string, branch: string): Promise<TrunkState> {
  const config = await services.repo_configs.of(repo);
  const [page, sevs] = await Promise.all([
    // What others report on a commit makes no trunk red.
    gridPage(services, { repo, branch, page: 0, per_page: commits_max, hide: ["check"] }),
    config.sev_label.length === 0 ? [] : ask(services, sevIssues, { repo, labels: config.sev_label, limit: sevs_max }),
  ]);
  return trunkState(branch, page, {
    isUnstable: matcher(config.unstable),
    sevs: sevs.map(({ number, title, html_url, created_at }) => ({ number, title, url: html_url, created_at })),
    no_jobs,
  });
}
