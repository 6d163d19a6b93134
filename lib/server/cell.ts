/** One cell of the grid explained: what ran in it, and how the same job has fared on trunk. */
import { branchMembers } from "clickhouse_queries/branch_members/query";
import { branchSearch } from "clickhouse_queries/branch_search/query";
import { cellJobs } from "clickhouse_queries/cell_jobs/query";
import { hudEmptyRuns } from "clickhouse_queries/hud_empty_runs/query";
import { jobHistory as jobHistoryQuery } from "clickhouse_queries/job_history/query";
import { ootLevel } from "clickhouse_queries/oot_level/query";
import type { BackendAnswer, CellAnswer, JobAnswer } from "lib/model/answers";
import { labelledColumn, tellingFirst } from "lib/model/grid";
import { jobHistory, type JobHistory } from "lib/model/job_history";
import { ApiError } from "lib/server/api_error";
import { ask } from "lib/server/ask";
import { askCommits } from "lib/server/commits";
import { other_providers } from "lib/server/provider_columns";
import { askProviderJobs } from "lib/server/provider_jobs";
import { jobAnswers, jobName, no_jobs, providerJobAnswers } from "lib/server/rows";
import type { Services } from "lib/server/services";

/** How far back the last hundred runs are looked for: a job need not run on every commit. */
const trunk_commits_max = 200;
const runs_max = 100;

/** @throws ApiError 404 when nothing has been heard of the commit, or nothing of that name ran on it. */
export async function cellAnswer(services: Services, repo: string, sha: string, name: string): Promise<CellAnswer> {
  const [runs, trunk] = await Promise.all([cellRuns(services, repo, sha, name), trunkFrom(services, repo, sha)]);
  const [first] = runs;
  if (first === undefined) {
    const known = (await askCommits(services, repo, [sha])).has(sha);
    throw new ApiError(
      404,
      known ? `Nothing called ${name} ran on commit ${sha}` : `Nothing has been heard of commit ${sha} in ${repo}`,
    );
  }
  const [history, backend] = await Promise.all([
    trunkHistory(services, repo, trunk, first),
    backendOf(services, repo, sha, first),
  ]);
  return { name, runs, history, backend };
}

/** Out-of-tree columns are called `<backend> / <workflow> / <job>`. */
async function backendOf(
  services: Services,
  repo: string,
  sha: string,
  { provider, workflowName }: JobAnswer,
): Promise<BackendAnswer | null> {
  if (provider !== "oot") return null;
  const backend = workflowName.split(" / ", 1)[0] ?? "";
  const [[told], registered] = await Promise.all([
    ask(services, ootLevel, { repo, sha, backend }),
    services.oot_allowlist.registered(),
  ]);
  return { repo: backend, level: told?.level ?? registered.find((one) => one.repo === backend)?.level ?? null };
}

/** GitHub Actions' runs of that name; else those of another system, whose column may bear its mark (columnLabels). */
async function cellRuns(services: Services, repo: string, sha: string, name: string): Promise<JobAnswer[]> {
  const may_be_empty = name === no_jobs || name.endsWith(` / ${no_jobs}`);
  const labelled = labelledColumn(name);
  const [jobs, without_jobs, others, marked] = await Promise.all([
    ask(services, cellJobs, { repo, sha, name }),
    may_be_empty ? ask(services, hudEmptyRuns, { repo, shas: [sha] }) : [],
    askProviderJobs(services, { repo, shas: [sha], providers: other_providers, name }),
    labelled === null || labelled.provider === "github"
      ? []
      : askProviderJobs(services, { repo, shas: [sha], providers: [labelled.provider], name: labelled.name }),
  ]);
  const own_jobs = jobs.filter((row) => !row.of_fork);
  const named = without_jobs.filter((row) => jobName(row.workflow_name, no_jobs) === name);
  const own_runs = named.filter((row) => row.head_repo === repo);
  if (own_jobs.length + own_runs.length > 0) return tellingFirst(jobAnswers(repo, own_jobs, own_runs));
  // Of two systems that both call it so, the first; the other has its mark.
  const elsewhere = [...others, ...marked].filter((row) => row.provider === (others[0] ?? marked[0])?.provider);
  const own_elsewhere = elsewhere.filter((row) => !row.of_fork);
  if (own_elsewhere.length > 0) return tellingFirst(providerJobAnswers(own_elsewhere));
  if (jobs.length + named.length > 0) return tellingFirst(jobAnswers(repo, jobs, named));
  return tellingFirst(providerJobAnswers(elsewhere));
}

interface Trunk {
  /** Newest first. */
  shas: string[];
  /** The commit in question, as jobHistory wants it. */
  from: string | null | undefined;
}

async function trunkFrom(services: Services, repo: string, sha: string): Promise<Trunk> {
  const [heads, [on_trunk]] = await Promise.all([
    ask(services, branchSearch, { repo, branch: "", limit: trunk_commits_max }),
    ask(services, branchMembers, { repo, branch: "", shas: [sha] }),
  ]);
  const shas = heads.map((head) => head.sha);
  return { shas, from: on_trunk === undefined ? null : shas.includes(sha) ? sha : undefined };
}

async function trunkHistory(
  services: Services,
  repo: string,
  { shas, from }: Trunk,
  { name, provider }: JobAnswer,
): Promise<JobHistory> {
  if (shas.length === 0) return jobHistory([], [], null);
  const asked = { repo, shas, name, limit: runs_max };
  if (provider === "github") return jobHistory(shas, await ask(services, jobHistoryQuery, asked), from);
  const runs = await askProviderJobs(services, { ...asked, providers: [provider] });
  return jobHistory(
    shas,
    runs.filter((row) => !row.of_fork),
    from,
  );
}
