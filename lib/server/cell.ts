/** One cell of the grid explained: what ran in it, and how the same job has fared on trunk. */
import { branchHeads } from "clickhouse_queries/branch_heads/query";
import { branchMembers } from "clickhouse_queries/branch_members/query";
import { cellJobs } from "clickhouse_queries/cell_jobs/query";
import { commitQuery } from "clickhouse_queries/commit_query/query";
import { hudEmptyRuns } from "clickhouse_queries/hud_empty_runs/query";
import { jobHistory as jobHistoryQuery } from "clickhouse_queries/job_history/query";
import type { CellAnswer, JobAnswer } from "lib/model/answers";
import { tellingFirst } from "lib/model/grid";
import { jobHistory, type JobHistory } from "lib/model/job_history";
import { ApiError } from "lib/server/api_error";
import { ask } from "lib/server/ask";
import { jobAnswers, jobName, no_jobs } from "lib/server/rows";
import type { Services } from "lib/server/services";

/** How far back the last hundred runs are looked for: a job need not run on every commit. */
const trunk_commits_max = 200;
const runs_max = 100;

/** @throws ApiError 404 when nothing has been heard of the commit, or nothing of that name ran on it. */
export async function cellAnswer(services: Services, repo: string, sha: string, name: string): Promise<CellAnswer> {
  const [runs, history] = await Promise.all([
    cellRuns(services, repo, sha, name),
    trunkHistory(services, repo, sha, name),
  ]);
  if (runs.length === 0) {
    const [known] = await ask(services, commitQuery, { repo, shas: [sha] });
    throw new ApiError(
      404,
      known ? `Nothing called ${name} ran on commit ${sha}` : `Nothing has been heard of commit ${sha} in ${repo}`,
    );
  }
  return { name, runs, history };
}

async function cellRuns(services: Services, repo: string, sha: string, name: string): Promise<JobAnswer[]> {
  const may_be_empty = name === no_jobs || name.endsWith(` / ${no_jobs}`);
  const [jobs, without_jobs] = await Promise.all([
    ask(services, cellJobs, { repo, sha, name }),
    may_be_empty ? ask(services, hudEmptyRuns, { repo, shas: [sha] }) : [],
  ]);
  const own_jobs = jobs.filter((row) => !row.of_fork);
  const named = without_jobs.filter((row) => jobName(row.workflow_name, no_jobs) === name);
  const own_runs = named.filter((row) => row.head_repo === repo);
  const only_forks = own_jobs.length + own_runs.length === 0;
  return tellingFirst(only_forks ? jobAnswers(jobs, named) : jobAnswers(own_jobs, own_runs));
}

async function trunkHistory(services: Services, repo: string, sha: string, name: string): Promise<JobHistory> {
  const [heads, [on_trunk]] = await Promise.all([
    ask(services, branchHeads, { repo, branch: "", limit: trunk_commits_max }),
    ask(services, branchMembers, { repo, branch: "", shas: [sha] }),
  ]);
  const trunk = heads.map((head) => head.sha);
  if (trunk.length === 0) return jobHistory([], [], null);
  const runs = await ask(services, jobHistoryQuery, { repo, shas: trunk, name, limit: runs_max });
  return jobHistory(trunk, runs, on_trunk === undefined ? null : trunk.includes(sha) ? sha : undefined);
}
