/**
 * What a repository's past looks like over REST: runs with their jobs and attempts, pull requests, commits.
 *
 * Each item is checked for the few fields that listing itself needs and otherwise handed on whole: what it means is
 * the translators' matter.
 */
import type { RepoClient } from "lib/github/client";
import { RepoName, Sha } from "lib/model/fields";
import { z } from "zod";

const per_page = 100;
/** GitHub lists no more results than this of one query. */
export const listing_max = 1_000;
export const listing_pages_max = listing_max / per_page;

/** Past the cap, GitHub reports a rounded count, and might do so as "2,500+". */
const Count = z.union([z.number(), z.string()]).transform((count) => {
  const number = typeof count === "number" ? count : Number(count.replace(/\D/g, ""));
  return Number.isFinite(number) ? number : 0;
});
const Time = z.string().refine((text) => !Number.isNaN(Date.parse(text)), "must be a time");

const Repository = z.looseObject({ full_name: RepoName, default_branch: z.string() });
const Run = z.looseObject({ id: z.int().positive(), run_attempt: z.int().positive().catch(1), created_at: Time });
const Pull = z.looseObject({ number: z.int().positive(), updated_at: Time });
const Commit = z.looseObject({
  sha: Sha,
  parents: z.array(z.looseObject({ sha: Sha })),
  author: z.looseObject({ login: z.string().optional() }).nullish(),
  commit: z.looseObject({
    message: z.string(),
    author: z.looseObject({ name: z.string().nullish() }).nullish(),
    committer: z.looseObject({ date: Time.nullish() }).nullish(),
  }),
});
export type RestRepository = z.infer<typeof Repository>;
export type RestRun = z.infer<typeof Run>;
export type RestPull = z.infer<typeof Pull>;
export type RestCommit = z.infer<typeof Commit>;

/** One page of a listing. */
export interface Listed<Item> {
  items: Item[];
  has_next: boolean;
  last_page: number;
}

/** From and until are ISO 8601, both included. */
export interface Range {
  from: string;
  until: string;
}

/** @see https://docs.github.com/en/rest/repos/repos#get-a-repository */
export async function getRepository(client: RepoClient, signal?: AbortSignal): Promise<RestRepository> {
  return (await client.get("/repos/{owner}/{repo}", {}, Repository, signal)).data;
}

/**
 * Runs created within the range, newest first, of all branches and forks.
 * @see https://docs.github.com/en/rest/actions/workflow-runs#list-workflow-runs-for-a-repository
 */
export async function listRuns(
  client: RepoClient,
  { from, until }: Range,
  page: number,
  signal?: AbortSignal,
): Promise<Listed<RestRun> & { total: number }> {
  const schema = z.object({ total_count: Count, workflow_runs: z.array(Run) });
  const created = `${toSeconds(from)}..${toSeconds(until)}`;
  const route = "/repos/{owner}/{repo}/actions/runs";
  const { data, ...paging } = await client.get(route, { created, per_page, page }, schema, signal);
  return { items: data.workflow_runs, total: data.total_count, ...paging };
}

/**
 * A run as its latest attempt left it.
 * @see https://docs.github.com/en/rest/actions/workflow-runs#get-a-workflow-run
 */
export async function getRun(client: RepoClient, run_id: number, signal?: AbortSignal): Promise<RestRun> {
  return (await client.get("/repos/{owner}/{repo}/actions/runs/{run_id}", { run_id }, Run, signal)).data;
}

/** @see https://docs.github.com/en/rest/actions/workflow-runs#get-a-workflow-run-attempt */
export async function getRunAttempt(client: RepoClient, run_id: number, attempt: number, signal?: AbortSignal) {
  const route = "/repos/{owner}/{repo}/actions/runs/{run_id}/attempts/{attempt}";
  return (await client.get(route, { run_id, attempt }, Run, signal)).data;
}

/**
 * The jobs of all attempts of a run.
 * @see https://docs.github.com/en/rest/actions/workflow-jobs#list-jobs-for-a-workflow-run
 */
export async function listJobs(
  client: RepoClient,
  run_id: number,
  page: number,
  signal?: AbortSignal,
): Promise<Listed<Record<string, unknown>>> {
  const schema = z.object({ jobs: z.array(z.looseObject({})) });
  const route = "/repos/{owner}/{repo}/actions/runs/{run_id}/jobs";
  const { data, ...paging } = await client.get(route, { run_id, filter: "all", per_page, page }, schema, signal);
  return { items: data.jobs, ...paging };
}

/**
 * Pull requests in any state, the latest changed first.
 * @see https://docs.github.com/en/rest/pulls/pulls#list-pull-requests
 */
export async function listPulls(client: RepoClient, page: number, signal?: AbortSignal): Promise<Listed<RestPull>> {
  const order = { state: "all", sort: "updated", direction: "desc" };
  const route = "/repos/{owner}/{repo}/pulls";
  const { data, ...paging } = await client.get(route, { ...order, per_page, page }, z.array(Pull), signal);
  return { items: data, ...paging };
}

/**
 * Commits on a branch whose committer's date is within the range, children before their parents.
 * @see https://docs.github.com/en/rest/commits/commits#list-commits
 */
export async function listCommits(
  client: RepoClient,
  branch: string,
  { from, until }: Range,
  page: number,
  signal?: AbortSignal,
  size = per_page,
): Promise<Listed<RestCommit>> {
  const asked = { sha: branch, since: toSeconds(from), until: toSeconds(until), per_page: size, page };
  const { data, ...paging } = await client.get("/repos/{owner}/{repo}/commits", asked, z.array(Commit), signal);
  return { items: data, ...paging };
}

/** GitHub's searches know no milliseconds. */
function toSeconds(time: string): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}
