/** What a commit's failures are held against: the branch as it was when the commit was tested, and its jobs then. */
import { forkRuns } from "clickhouse_queries/fork_runs/query";
import { trunkBefore } from "clickhouse_queries/trunk_before/query";
import { trunkOutcomes, type TrunkOutcomesRow } from "clickhouse_queries/trunk_outcomes/query";
import { trunkProviderOutcomes } from "clickhouse_queries/trunk_provider_outcomes/query";
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
  /** The branch as it was at this moment: when the commit's runs were made. Null: nothing has run. */
  until: string | null;
}

export type TrunkCommits = Omit<Trunk, "runs">;

/** Null where nothing is known of the branch. */
export async function trunkCommits(services: Services, compared: Compared): Promise<TrunkCommits | null> {
  const { repo, sha, branch, base, own, until } = compared;
  if (until === null) return null;
  const found = await ask(services, trunkBefore, { repo, branch, until, days: days_max, limit: commits_max });
  // What is newer than the commit on its own branch is listed before it where both were made at one moment.
  const place = found.findIndex((row) => row.sha === sha);
  const before = found.slice(place + 1).filter((row) => row.sha !== sha && !own.has(row.sha));
  const [newest] = found;
  const oldest = before.at(-1);
  if (!newest || !oldest) return null;
  const days = Math.ceil((Date.parse(until) - Date.parse(oldest.time)) / day_ms);
  return {
    branch: newest.branch,
    shas: before.map((row) => row.sha),
    base: before.some((row) => row.sha === base) ? base : null,
    days: Math.min(Math.max(days, 1), days_max),
  };
}

/** How the given jobs went on trunk. */
export async function trunkRuns(
  services: Services,
  repo: string,
  { shas }: TrunkCommits,
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
  const ours = chunks(failing.filter((job) => job.provider === "github" && started(job)));
  const foreign = chunks(failing.filter((job) => job.provider === "circleci" && started(job)));
  const workflows = chunks(failing.filter((job) => job.provider === "github" && !started(job)));
  const [outcomes, forks, of_others, starts] = await Promise.all([
    Promise.all(
      ours.map(async (jobs) => {
        const rows = await ask(services, trunkOutcomes, {
          ...{ repo, shas: [...shas] },
          job_names: distinct(jobs.map((job) => job.jobName)),
          workflows: distinct(["", ...jobs.map((job) => job.workflowName)]),
        });
        const names = new Set(jobs.map(({ name }) => name));
        return rows.flatMap((row) => {
          const name = nameIn(names, row);
          return name === undefined ? [] : [{ ...row, name }];
        });
      }),
    ),
    ours.length > 0 ? ask(services, forkRuns, { repo, shas: [...shas] }) : [],
    Promise.all(
      foreign.map((jobs) =>
        ask(services, trunkProviderOutcomes, {
          ...{ repo, provider: "circleci" as const, shas: [...shas] },
          names: distinct(jobs.map(({ name }) => name)),
        }),
      ),
    ),
    Promise.all(
      workflows.map((jobs) =>
        ask(services, trunkStarts, {
          ...{ repo, shas: [...shas] },
          workflows: distinct(jobs.map((job) => job.workflowName)),
        }),
      ),
    ),
  ]);
  const of_forks = new Set(forks.map(({ id }) => id));
  for (const row of outcomes.flat())
    addColumns(row, of_forks, (run, place) => add(row.name, { ...run, sha: at(place) }));
  for (const { full_name, id, place, failed } of of_others.flat()) {
    add(full_name, { sha: at(place), id, failed, ...unclassified });
  }
  for (const { workflow_name, id, place, failed } of starts.flat()) {
    add(jobName(workflow_name, no_jobs), { sha: at(place), id, failed, ...unclassified });
  }
  return runs;
}

/** Which of the names the job goes by: one that does not tell its workflow is taken for any of its own name. */
function nameIn(
  names: ReadonlySet<string>,
  { workflow, job_name }: Pick<TrunkOutcomesRow, "workflow" | "job_name">,
): string | undefined {
  const name = jobName(workflow, job_name);
  if (workflow !== "") return names.has(name) ? name : undefined;
  return [...names].find((known) => known === name || known.endsWith(` / ${name}`));
}

function addColumns(
  row: TrunkOutcomesRow,
  of_forks: ReadonlySet<number>,
  add: (run: Omit<TrunkRun, "sha">, place: number) => void,
): void {
  let failures = 0;
  for (const [index, run_id] of row.run_ids.entries()) {
    const failed = row.failed[index] === 1;
    const rule = failed ? (row.rules[failures] ?? "") : "";
    const captures = failed ? (row.captures[failures] ?? []) : [];
    if (failed) failures++;
    const place = row.places[index] ?? 0;
    // Place 0: a job that says it is of another commit than its run.
    if (place === 0 || of_forks.has(run_id)) continue;
    add({ id: row.ids[index] ?? 0, failed, rule: rule === "" ? null : rule, captures }, place);
  }
}

const distinct = (names: readonly string[]): string[] => [...new Set(names)];

function chunks<Item>(items: readonly Item[]): Item[][] {
  return Array.from({ length: Math.ceil(items.length / names_max) }, (_, index) =>
    items.slice(index * names_max, (index + 1) * names_max),
  );
}
