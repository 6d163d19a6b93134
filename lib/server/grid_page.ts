/** A page of the grid, lean: what the page draws first. Cells are explained one by one, when somebody asks. */
import { branchHeads } from "clickhouse_queries/branch_heads/query";
import { commitQuery } from "clickhouse_queries/commit_query/query";
import { cell_codes, hudCells } from "clickhouse_queries/hud_cells/query";
import { hudEmptyRuns } from "clickhouse_queries/hud_empty_runs/query";
import { type GridPage, GridLetters } from "lib/model/grid_page";
import { ask } from "lib/server/ask";
import { type HudPage, requireBranch } from "lib/server/hud";
import { gridCommit, jobName, no_jobs } from "lib/server/rows";
import type { Services } from "lib/server/services";

/** What is shown of a commit that a branch was told of a moment before anything else of it. */
const untold = { title: "", body: "", author_name: null, author_login: null, repo_url: null, pull_number: null };

/** @throws ApiError 404 when the HUD has never heard of the repository or the branch. */
export async function gridPage(services: Services, { repo, branch, page, per_page }: HudPage): Promise<GridPage> {
  // Hashes first, everything else at once. One more than asked for tells whether there is another page.
  const found = await ask(services, branchHeads, { repo, branch, limit: per_page + 1, offset: page * per_page });
  const heads = found.slice(0, per_page);
  if (heads.length === 0) {
    await requireBranch(services, repo, branch);
    return new GridLetters([]).page(false);
  }
  const shas = heads.map((head) => head.sha);
  const [commits, cells, empty] = await Promise.all([
    ask(services, commitQuery, { repo, shas }),
    ask(services, hudCells, { repo, shas }),
    ask(services, hudEmptyRuns, { repo, shas }),
  ]);

  const known = new Map(commits.map((commit) => [commit.sha, commit]));
  const letters = new GridLetters(
    heads.map((head) => gridCommit(repo, { ...untold, ...known.get(head.sha), ...head })),
  );
  for (const { name, places, codes } of cells) {
    for (const [index, place] of places.entries()) letters.put(name, place, cell_codes[codes[index] ?? 0] ?? "pending");
  }
  for (const run of empty) {
    if (run.head_repo !== repo) continue;
    letters.put(jobName(run.workflow_name, no_jobs), shas.indexOf(run.head_sha), run.conclusion);
  }
  return letters.page(found.length > per_page);
}
