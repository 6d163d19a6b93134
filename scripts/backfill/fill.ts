/** Works a plan off: lists what GitHub has, records it, and keeps the plan true after every step. */
import type { RepoClient } from "lib/github/client";
import { GithubError } from "lib/github/error";
import {
  type Listed,
  listCommits,
  listing_max,
  listing_pages_max,
  listPulls,
  listRuns,
  type RestCommit,
  type RestRepository,
  type RestRun,
} from "lib/github/history";
import { commitsTold, pullTold, type Told } from "lib/github/payloads";
import { runHistory } from "lib/github/run_history";
import type { RecordStore } from "lib/store/record_store";
import { halve, type Plan, type RunsTask, type Task } from "scripts/backfill/plan";
import { concurrently } from "scripts/concurrently";
import { explain, UserMistake } from "scripts/command";
import { Malformed, recordTold, type Tally } from "scripts/record_told";

export interface Filling {
  client: RepoClient;
  repository: RestRepository;
  store: Pick<RecordStore, "merge">;
  tally: Tally;
  signal: AbortSignal;
  /** Called before each page and each run; throws when it is time to stop. What was begun is finished, so that even a
   * small budget of requests gets somewhere. */
  mayGoOn: () => void;
  /** Called after every step, with how much of the first pending task has been done. */
  onStep: (of_current: number) => void;
}

/** GitHub advises against many requests at once; these few hide its latency. */
const runs_at_once = 4;
const records_at_once = 8;
/** So many runs in a row that GitHub could not tell of are not the runs' fault. */
const failures_in_a_row_max = 5;

/** Empties `plan.pending`. @throws on the first trouble that is not a single item's; the plan then says what is left. */
export async function fill(plan: Plan, filling: Filling): Promise<void> {
  for (let task = plan.pending[0]; task; task = plan.pending[0]) {
    filling.signal.throwIfAborted();
    const instead = await fillTask(task, plan, filling);
    plan.pending.splice(0, 1, ...instead);
    filling.onStep(0);
  }
}

/** @returns what to do instead, when the task turned out too large. */
async function fillTask(task: Task, plan: Plan, filling: Filling): Promise<Task[]> {
  switch (task.kind) {
    case "commits":
      await fillCommits(task, filling);
      return [];
    case "pulls":
      await fillPulls(task, filling);
      return [];
    case "runs":
      return fillRuns(task, plan, filling);
  }
}

async function fillCommits(task: Extract<Task, { kind: "commits" }>, filling: Filling): Promise<void> {
  const { client, repository, signal, onStep } = filling;
  for (let more = true; more; task.page += 1) {
    filling.mayGoOn();
    const { items, has_next } = await askForCommits(listCommits(client, task.branch, task, task.page, signal), task);
    await recordAll(filling, commitsTold(repository, task.branch, items));
    more = has_next;
    onStep(0);
  }
}

/** @throws UserMistake when there is no such branch. */
export async function askForCommits(
  asking: Promise<Listed<RestCommit>>,
  { branch }: { branch: string },
): Promise<Listed<RestCommit>> {
  try {
    return await asking;
  } catch (error) {
    if (!(error instanceof GithubError)) throw error;
    if (error.status === 409) return { items: [], has_next: false, last_page: 1 }; // A repository without any commit.
    if (error.status === 404) throw new UserMistake(`The repository has no branch ${branch}.`);
    throw error;
  }
}

async function fillPulls(task: Extract<Task, { kind: "pulls" }>, filling: Filling): Promise<void> {
  const { client, repository, signal, onStep } = filling;
  const from = Date.parse(task.from);
  for (let more = true; more; task.page += 1) {
    filling.mayGoOn();
    const { items, has_next } = await listPulls(client, task.page, signal);
    const wanted = items.filter(({ updated_at }) => Date.parse(updated_at) >= from);
    await recordAll(
      filling,
      wanted.map((pull) => pullTold(repository, pull)),
    );
    more = has_next && wanted.length === items.length;
    onStep(0);
  }
}

async function fillRuns(task: RunsTask, plan: Plan, filling: Filling): Promise<Task[]> {
  const { client, signal, onStep, tally } = filling;
  const done = new Set(task.done);
  const in_slice = new Set<number>();
  let failures_in_a_row = 0;

  const fillOne = async (run: RestRun): Promise<void> => {
    signal.throwIfAborted();
    filling.mayGoOn();
    in_slice.add(run.id);
    try {
      await fillRun(run, plan, filling);
      failures_in_a_row = 0;
      done.add(run.id);
      task.done = [...done];
    } catch (error) {
      failures_in_a_row += 1;
      const about_this_run = error instanceof GithubError && (error.status >= 500 || error.status === 0);
      if (!about_this_run || failures_in_a_row >= failures_in_a_row_max) throw error;
      tally.fail("workflow_run", `run ${run.id}: ${explain(error)}`);
    }
  };

  for (let page = 1; ; page++) {
    filling.mayGoOn();
    const { items, total, has_next } = await listRuns(client, task, page, signal);
    // GitHub's count is not always right, but a listing that fills its last page has been cut off.
    const cut_off = page >= listing_pages_max && !has_next && items.length > 0;
    if (total >= listing_max && page === 1) {
      const halves = halve(task);
      if (halves) return halves;
      tally.fail("workflow_run", `GitHub lists only ${listing_max} of the ${total} runs created at ${task.until}`);
    }
    for (const run of items) if (done.has(run.id)) in_slice.add(run.id);
    const step = async (run: RestRun): Promise<void> => {
      await fillOne(run);
      onStep(Math.min(1, in_slice.size / Math.max(total, in_slice.size, 1)));
    };
    await concurrently(
      items.filter((run) => !done.has(run.id)),
      runs_at_once,
      step,
    );
    if (cut_off && in_slice.size >= listing_max && total < listing_max) return halve(task) ?? [];
    if (!has_next || page >= listing_pages_max) return [];
  }
}

/** One run: its latest attempt, its earlier ones, and the jobs of all. */
async function fillRun(run: RestRun, plan: Plan, filling: Filling): Promise<void> {
  const { client, repository, signal } = filling;
  const history = runHistory(client, repository, run, { jobs: plan.scope.jobs, signal });
  for await (const told of history) await recordAll(filling, told);
}

async function recordAll({ store, tally }: Filling, told: readonly Told[]): Promise<void> {
  await concurrently(told, records_at_once, async ({ event, payload, name }) => {
    try {
      tally.count(event, await recordTold(store, event, payload));
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      tally.fail(event, `${name}: ${error.message}`);
    }
  });
}
