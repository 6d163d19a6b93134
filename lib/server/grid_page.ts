/** A page of the grid, lean: what the page draws first. Cells are explained one by one, when somebody asks. */
import { branchHeads } from "clickhouse_queries/branch_heads/query";
import { commitQuery } from "clickhouse_queries/commit_query/query";
import { cell_codes, hudCells } from "clickhouse_queries/hud_cells/query";
import { hudRuns, type RunRow } from "clickhouse_queries/hud_runs/query";
import { providerCells } from "clickhouse_queries/provider_cells/query";
import { conclusions } from "lib/model/conclusion";
import { type GridPage, GridTally } from "lib/model/grid_page";
import { ask } from "lib/server/ask";
import { type HudPage, requireBranch } from "lib/server/hud";
import { shownRows, wantedProviders } from "lib/server/provider_columns";
import { gridCommit, jobName, no_jobs } from "lib/server/rows";
import type { Services } from "lib/server/services";
import { z } from "zod";

/** What is shown of a commit that a branch was told of a moment before anything else of it. */
const untold = { title: "", body: "", author_name: null, author_login: null, repo_url: null, pull_number: null };
/** Conclusions that a run may have without any job, and that are then shown. */
const bad_endings = new Set(["startup_failure", "failure", "timed_out", "action_required", "stale"]);

/** @throws ApiError 404 when the HUD has never heard of the repository or the branch. */
export async function gridPage(services: Services, asked: HudPage): Promise<GridPage> {
  const { repo, branch } = asked;
  const { heads, more } = await pageHeads(services, asked);
  if (heads.length === 0) {
    await requireBranch(services, repo, branch);
    return new GridTally([]).page(false);
  }
  const shas = heads.map((head) => head.sha);
  const [commits, runs, cells, others] = await Promise.all([
    ask(services, commitQuery, { repo, shas }),
    ask(services, hudRuns, { repo, shas }),
    ask(services, hudCells, { repo, shas }),
    ask(services, providerCells, { repo, shas, providers: wantedProviders(asked) }),
  ]);

  const known = new Map(commits.map((commit) => [commit.sha, commit]));
  const tally = new GridTally(heads.map((head) => gridCommit(repo, { ...untold, ...known.get(head.sha), ...head })));
  const ours = oursByRun(repo, shas, runs);
  for (const { workflow, job_name, run_ids, ids, attempts, codes } of cells) {
    const name = jobName(workflow, job_name);
    for (let index = 0; index < run_ids.length; index++) {
      const one = ours.get(run_ids[index] ?? 0);
      if (!one) continue;
      one.attempts = Math.max(one.attempts, attempts[index] ?? 0);
      const column = workflow === "" ? jobName(one.run.workflow, job_name) : name;
      tally.add(one.place, column, ids[index] ?? 0, cell_codes[codes[index] ?? 0] ?? "pending");
    }
  }
  for (const { run, place, attempts } of ours.values()) {
    if (run.run_attempt <= attempts || !bad_endings.has(run.conclusion)) continue;
    tally.add(place, jobName(run.workflow, no_jobs), run.id, z.enum(conclusions).parse(run.conclusion));
  }
  const { shown, hidden } = shownRows(others, asked, services.config.check_columns);
  const with_jobs = new Set(
    shown.flatMap(({ provider, workflow, job_name, places }) =>
      job_name === no_jobs ? [] : places.map((place) => `${place} ${provider} ${workflow}`),
    ),
  );
  for (const { provider, workflow, job_name, places, ids, starts, codes } of shown) {
    const name = jobName(workflow, job_name);
    for (const [index, place] of places.entries()) {
      // A workflow that failed is a cell of its own only where it never came to having jobs.
      if (job_name === no_jobs && with_jobs.has(`${place} ${provider} ${workflow}`)) continue;
      const conclusion = cell_codes[codes[index] ?? 0] ?? "pending";
      tally.addOther({ provider, name, place, id: ids[index] ?? 0, started: starts[index] ?? 0, conclusion });
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
  const found = await ask(services, branchHeads, { repo, branch, author, message, shas, ...limits });
  return shas ? { heads: found, more: false } : { heads: found.slice(0, per_page), more: found.length > per_page };
}

interface OurRun {
  run: RunRow;
  /** Its commit's, on the page. */
  place: number;
  /** The newest attempt that any of its jobs is of. */
  attempts: number;
}

/** A fork's run is never on our branch; a run that only its jobs told of is taken for ours. */
function oursByRun(repo: string, shas: readonly string[], runs: readonly RunRow[]): Map<number, OurRun> {
  const places = new Map(shas.map((sha, place) => [sha, place]));
  const ours = new Map<number, OurRun>();
  for (const run of runs) {
    const place = places.get(run.head_sha);
    if (place !== undefined && (!run.heard || run.head_repo === repo)) ours.set(run.id, { run, place, attempts: 0 });
  }
  return ours;
}
