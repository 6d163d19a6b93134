/** What a commit's failures are held against: the branch as it was when the commit was tested, and its jobs then. */
import { trunkBefore, type TrunkCommitRow } from "clickhouse_queries/trunk_before/query";
import { trunkOutcomes, type TrunkOutcomesRow } from "clickhouse_queries/trunk_outcomes/query";
import { trunkStarts } from "clickhouse_queries/trunk_starts/query";
import type { JobAnswer } from "lib/model/answers";
import type { Trunk, TrunkRun } from "lib/model/triage";
import { ask } from "lib/server/ask";
import { jobName, no_jobs } from "lib/server/rows";
import type { Services } from "lib/server/services";

const days_max = 14;
const commits_max = 300;
/** So many names go into one question; a commit with more failing jobs asks several. */
const names_max = 250;
const day_ms = 86_400_000;

export interface Compared {
  repo: string;
  sha: string;
  /** "": the repository's default branch. */
  branch: string;
  /** The commit that it was made on, where that is known. */
  base: string | null;
  /** Commits that are its own work, or came of it: no evidence for what was there before. */
  own: ReadonlySet<string>;
  /** Its pull request: what says it came from that is its own work, too. */
  pull_number: number | null;
  /** The branch as it was at this moment: when the commit's runs were made. Null: nothing has run. */
  until: string | null;
  /** Asked for beforehand. */
  early: Promise<DefaultBranch>;
}

export interface TrunkCommits extends Omit<Trunk, "runs"> {
  /** Before this none of its jobs was made, but where clocks differ by more than a day. */
  since: string;
}

/** What is asked for before it is known with what and as of when a commit is compared: most often it will be in this. */
export interface DefaultBranch {
  asked_at: number;
  /** Newest first. */
  commits: TrunkCommitRow[];
}

const early_days = 2 * days_max;
const early_commits = commits_max + 150;

export async function defaultBranch(services: Services, repo: string): Promise<DefaultBranch> {
  const asked_at = Date.now();
  const until = new Date(asked_at).toISOString();
  const asked = { repo, branch: "", until, days: early_days, limit: early_commits };
  return { asked_at, commits: await ask(services, trunkBefore, asked) };
}

/** What trunk_before would answer, if that is certain. */
export function knownBefore(
  { asked_at, commits }: DefaultBranch,
  { branch, until }: { branch: string; until: string },
): TrunkCommitRow[] | null {
  const [newest] = commits;
  const oldest = commits.at(-1);
  if (!newest || !oldest || (branch !== "" && branch !== newest.branch)) return null;
  const last = Date.parse(until);
  const first = last - days_max * day_ms;
  const known_from = commits.length < early_commits ? asked_at - early_days * day_ms : Date.parse(oldest.time) + 1;
  const found = commits.filter(({ time }) => Date.parse(time) <= last && Date.parse(time) >= first);
  const is_all = last <= asked_at && (first >= known_from || found.length >= commits_max);
  return is_all ? found.slice(0, commits_max) : null;
}

/** Null where nothing is known of the branch. */
export async function trunkCommits(services: Services, compared: Compared): Promise<TrunkCommits | null> {
  const { repo, sha, branch, base, own, pull_number, until, early } = compared;
  if (until === null) return null;
  const found =
    knownBefore(await early, { branch, until }) ??
    (await ask(services, trunkBefore, { repo, branch, until, days: days_max, limit: commits_max }));
  // What is newer than the commit on its own branch is listed before it where both were made at one moment.
  const place = found.findIndex((row) => row.sha === sha);
  const isOwn = (row: TrunkCommitRow): boolean =>
    own.has(row.sha) || (pull_number !== null && row.pull_number === pull_number);
  const before = found.slice(place + 1).filter((row) => row.sha !== sha && !isOwn(row));
  const [newest] = found;
  const oldest = before.at(-1);
  if (!newest || !oldest) return null;
  const days = Math.ceil((Date.parse(until) - Date.parse(oldest.time)) / day_ms);
  return {
    branch: newest.branch,
    shas: before.map((row) => row.sha),
    base: before.some((row) => row.sha === base) ? base : null,
    days: Math.min(Math.max(days, 1), days_max),
    since: new Date(Date.parse(oldest.time) - day_ms).toISOString(),
  };
}

/** How the given jobs went on trunk: what ran on its commits for it, not for a pull request that they came from. */
export async function trunkRuns(
  services: Services,
  repo: string,
  { branch, shas, since }: TrunkCommits,
  failing: readonly JobAnswer[],
): Promise<Map<string, TrunkRun[]>> {
  const runs = new Map<string, TrunkRun[]>();
  const add = (name: string, run: TrunkRun): void => {
    const known = runs.get(name);
    if (known) known.push(run);
    else runs.set(name, [run]);
  };
  const unclassified = { rule: null, captures: [] };
  const at = (place: number): string => shas[place - 1] ?? "";

  const started = (job: JobAnswer): boolean => job.jobName !== no_jobs;
  const jobs = failing.filter(started);
  const workflows = chunks(failing.filter((job) => job.provider === "github" && !started(job)));
  const of_forks = new Set<number>();
  const [outcomes, starts] = await Promise.all([
    Promise.all(
      chunks(jobs).map(async (some) => {
        const rows = await ask(services, trunkOutcomes, {
          ...{ repo, branch, shas: [...shas], since },
          job_names: distinct(["", ...some.map((job) => job.jobName)]),
          workflows: distinct(["", ...some.map((job) => job.workflowName)]),
        });
        return rows.flatMap((row) => {
          if (row.conclusion === "fork") {
            for (const run_id of row.run_ids) of_forks.add(run_id);
            return [];
          }
          const name = nameOf(row, some);
          return name === undefined ? [] : [{ ...row, name }];
        });
      }),
    ),
    Promise.all(
      workflows.map((some) =>
        ask(services, trunkStarts, {
          ...{ repo, branch, shas: [...shas] },
          workflows: distinct(some.map((job) => job.workflowName)),
        }),
      ),
    ),
  ]);
  for (const { name, provider, conclusion, run_ids, ids, shas: of_commits, rules, captures } of outcomes.flat()) {
    const failed = conclusion !== "success";
    for (const [index, run_id] of run_ids.entries()) {
      if (provider === "github" && of_forks.has(run_id)) continue;
      const found = failed ? { rule: rules[index] || null, captures: captures[index] ?? [] } : unclassified;
      add(name, { sha: of_commits[index] ?? "", id: ids[index] ?? 0, failed, ...found });
    }
  }
  for (const { workflow_name, id, place, failed } of starts.flat()) {
    add(jobName(workflow_name, no_jobs), { sha: at(place), id, failed, ...unclassified });
  }
  return runs;
}

/** The name of the job that a row is of: one that does not tell its workflow is taken for any of its own name. */
function nameOf(
  { provider, workflow, job_name }: TrunkOutcomesRow,
  jobs: readonly Pick<JobAnswer, "provider" | "jobName" | "name">[],
): string | undefined {
  const name = jobName(workflow, job_name);
  const is_told = workflow !== "" || provider !== "github";
  return jobs.find((job) => job.provider === provider && (is_told ? job.name === name : job.jobName === job_name))
    ?.name;
}

const distinct = (names: readonly string[]): string[] => [...new Set(names)];

function chunks<Item>(items: readonly Item[]): Item[][] {
  return Array.from({ length: Math.ceil(items.length / names_max) }, (_, index) =>
    items.slice(index * names_max, (index + 1) * names_max),
  );
}
