/** A page of the grid, lean: what the page draws first. Cells are explained one by one, when somebody asks. */
import { branchHeads } from "clickhouse_queries/branch_heads/query";
import { branchSearch } from "clickhouse_queries/branch_search/query";
import { commitRunHomes } from "clickhouse_queries/commit_run_homes/query";
import { cell_codes, cell_states, hudCells } from "clickhouse_queries/hud_cells/query";
import { hudRuns } from "clickhouse_queries/hud_runs/query";
import { providerCells } from "clickhouse_queries/provider_cells/query";
import { conclusions } from "lib/model/conclusion";
import { type GridColumn, type GridPage, GridTally } from "lib/model/grid_page";
import { ask } from "lib/server/ask";
import { askCommits } from "lib/server/commits";
import { type HudPage, requireBranch } from "lib/server/hud";
import { shownRows, wantedProviders } from "lib/server/provider_columns";
import { bad_endings, gridCommit, jobName, no_jobs } from "lib/server/rows";
import type { Services } from "lib/server/services";
import { z } from "zod";

/** What is shown of a commit that a branch was told of a moment before anything else of it. */
const untold = { title: "", body: "", author_name: null, author_login: null, repo_url: null, pull_number: null };

/** @throws ApiError 404 when the HUD has never heard of the repository or the branch. */
export function gridPage(services: Services, asked: HudPage): Promise<GridPage> {
  return services.grid_pages.ask(JSON.stringify(asked), (hasRead) => makePage(services, asked, hasRead));
}

async function makePage(services: Services, asked: HudPage, hasRead: () => void): Promise<GridPage> {
  const { repo, branch } = asked;
  const { heads, more } = await pageHeads(services, asked);
  if (heads.length === 0) {
    await requireBranch(services, repo, branch);
    return new GridTally([]).page(false);
  }
  const shas = heads.map((head) => head.sha);
  const [known, runs, cells, others] = await Promise.all([
    askCommits(services, repo, shas),
    ask(services, hudRuns, { repo, shas }),
    ask(services, hudCells, { repo, shas }),
    ask(services, providerCells, { repo, shas, providers: wantedProviders(asked) }),
  ]);

  const tally = new GridTally(heads.map((head) => gridCommit(repo, { ...untold, ...known.get(head.sha), ...head })));
  const heard = new Map<number, Run>();
  for (const { workflow, conclusion, head_repo, ids, places, attempts } of runs) {
    for (let index = 0; index < ids.length; index++) {
      const id = ids[index] ?? 0;
      const run_attempt = attempts[index] ?? 0;
      // A run is what its newest attempt says.
      if ((heard.get(id)?.run_attempt ?? -1) >= run_attempt) continue;
      const place = places[index] ?? -1;
      // A fork's run is never on our branch.
      const is_ours = head_repo === repo && place >= 0;
      heard.set(id, { workflow, conclusion, run_attempt, place, is_ours, newest_job_attempt: 0 });
    }
  }
  if (cells.some(({ first_run, runs_after }) => runs_after.some((after) => !heard.has(first_run + after))))
    await addUnheard(services, repo, shas, heard);
  hasRead();

  for (const { workflow, job_name, first_run, runs_after, first_id, ids_after, states } of cells) {
    let column: GridColumn | null = null;
    for (let index = 0; index < states.length; index++) {
      const run = heard.get(first_run + (runs_after[index] ?? 0));
      if (!run?.is_ours) continue;
      const state = states[index] ?? 0;
      const id = first_id + (ids_after[index] ?? 0);
      run.newest_job_attempt = Math.max(run.newest_job_attempt, Math.floor(state / cell_states));
      // A job that does not say its workflow is of its run's.
      if (workflow === "") column = tally.column("github", jobName(run.workflow, job_name));
      else column ??= tally.column("github", jobName(workflow, job_name));
      column.add(run.place, id, id, cell_codes[state % cell_states] ?? "pending");
    }
  }
  for (const [id, { is_ours, workflow, conclusion, run_attempt, place, newest_job_attempt }] of heard) {
    if (!is_ours || run_attempt <= newest_job_attempt || !bad_endings.has(conclusion)) continue;
    tally.column("github", jobName(workflow, no_jobs)).add(place, id, id, z.enum(conclusions).parse(conclusion));
  }
  const { shown, hidden } = shownRows(others, asked, services.config.check_columns);
  const with_jobs = new Set(
    shown.flatMap(({ provider, workflow, job_name, places }) =>
      job_name === no_jobs ? [] : places.map((place) => `${place} ${provider} ${workflow}`),
    ),
  );
  for (const { provider, workflow, job_name, places, ids, starts, codes } of shown) {
    for (const [index, place] of places.entries()) {
      // A workflow that failed is a cell of its own only where it never came to having jobs.
      if (job_name === no_jobs && with_jobs.has(`${place} ${provider} ${workflow}`)) continue;
      const conclusion = cell_codes[codes[index] ?? 0] ?? "pending";
      tally.column(provider, jobName(workflow, job_name)).add(place, starts[index] ?? 0, ids[index] ?? 0, conclusion);
    }
  }
  return tally.page(more, hidden);
}

interface Head {
  sha: string;
  time: string;
}

/** Hashes first, everything else at once. One more than asked for tells whether there is another page. */
async function pageHeads(services: Services, asked: HudPage): Promise<{ heads: Head[]; more: boolean }> {
  const { repo, branch, page, per_page, author, message, shas } = asked;
  const limits = shas ? { limit: shas.length } : { limit: per_page + 1, offset: page * per_page };
  const is_search = shas !== undefined || (author ?? "") !== "" || (message ?? "") !== "";
  const found = is_search
    ? await ask(services, branchSearch, { repo, branch, author, message, shas, ...limits })
    : await ask(services, branchHeads, { repo, branch, ...limits });
  return shas ? { heads: found, more: false } : { heads: found.slice(0, per_page), more: found.length > per_page };
}

interface Run {
  workflow: string;
  conclusion: string;
  run_attempt: number;
  /** Its commit's, on the page. */
  place: number;
  is_ours: boolean;
  /** The newest that any of its jobs is of. */
  newest_job_attempt: number;
}

/** Runs that only their jobs had told of when the runs were asked for are taken for ours, unless we hear better now. */
async function addUnheard(
  services: Services,
  repo: string,
  shas: readonly string[],
  runs: Map<number, Run>,
): Promise<void> {
  for (const { id, head_sha, head_repo } of await ask(services, commitRunHomes, { repo, shas: [...shas] })) {
    const place = shas.indexOf(head_sha);
    const is_ours = place >= 0 && (head_repo === null || head_repo === repo);
    const unheard = { workflow: "", conclusion: "", run_attempt: 0, newest_job_attempt: 0 };
    if (!runs.has(id)) runs.set(id, { ...unheard, place, is_ours });
  }
}
