/** A page of the grid, lean: what the page draws first. Cells are explained one by one, when somebody asks. */
import { cell_codes, hudCells } from "clickhouse_queries/hud_cells/query";
import { hudCommits } from "clickhouse_queries/hud_commits/query";
import { hudRuns, type RunRow } from "clickhouse_queries/hud_runs/query";
import { conclusions } from "lib/model/conclusion";
import { type GridPage, GridTally } from "lib/model/grid_page";
import { ask } from "lib/server/ask";
import { type HudPage, requireBranch } from "lib/server/hud";
import { gridCommit, jobName, no_jobs } from "lib/server/rows";
import type { Services } from "lib/server/services";
import { z } from "zod";

/** Conclusions that a run may have without any job, and that are then shown. */
const bad_endings = new Set(["startup_failure", "failure", "timed_out", "action_required", "stale"]);

/** @throws ApiError 404 when the HUD has never heard of the repository or the branch. */
export async function gridPage(services: Services, { repo, branch, page, per_page }: HudPage): Promise<GridPage> {
  // One more than asked for tells whether there is another page.
  const found = await ask(services, hudCommits, { repo, branch, limit: per_page + 1, offset: page * per_page });
  const commits = found.slice(0, per_page).map((row) => gridCommit(repo, row));
  const tally = new GridTally(commits);
  if (commits.length === 0) {
    await requireBranch(services, repo, branch);
    return tally.page(false);
  }
  const shas = commits.map((commit) => commit.sha);
  const [runs, cells] = await Promise.all([
    ask(services, hudRuns, { repo, shas }),
    ask(services, hudCells, { repo, shas }),
  ]);

  const place_of_sha = new Map(shas.map((sha, index) => [sha, index]));
  const ours = new Map<number, { run: RunRow; place: number; attempts: number }>();
  for (const run of runs) {
    const place = place_of_sha.get(run.head_sha);
    // A fork's run is never on our branch; a run that only its jobs told of is taken for ours.
    if (place !== undefined && (!run.heard || run.head_repo === repo)) ours.set(run.id, { run, place, attempts: 0 });
  }
  for (const { workflow, job_name, run_ids, ids, attempts, codes } of cells) {
    const name = jobName(workflow, job_name);
    for (const [index, run_id] of run_ids.entries()) {
      const one = ours.get(run_id);
      if (!one) continue;
      one.attempts = Math.max(one.attempts, attempts[index] ?? 0);
      const column = workflow === "" ? jobName(one.run.workflow, job_name) : name;
      tally.add(one.place, column, ids[index] ?? 0, cell_codes[codes[index] ?? 0] ?? "pending");
    }
  }
  for (const { run, place, attempts } of ours.values()) {
    if (run.run_attempt <= attempts || !bad_endings.has(run.conclusion)) continue;
    const conclusion = z.enum(conclusions).parse(run.conclusion);
    tally.add(place, jobName(run.workflow, no_jobs), run.id, conclusion);
  }
  return tally.page(found.length > per_page);
}
