/** What a backfill still has to do, as it is kept between runs of the command: pure. */
import type { BackfillOptions } from "scripts/backfill/options";
import { z } from "zod";

const Time = z.iso.datetime();
const Page = z.int().positive();

/** A listing and a stretch of time, both ends included. */
const Task = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("commits"), branch: z.string(), from: Time, until: Time, page: Page }),
  z.object({ kind: z.literal("pulls"), from: Time, until: Time, page: Page }),
  /** `done`: runs that need not be asked for again. */
  z.object({ kind: z.literal("runs"), from: Time, until: Time, done: z.array(z.int()) }),
]);
export type Task = z.infer<typeof Task>;
export type RunsTask = Extract<Task, { kind: "runs" }>;

export const Plan = z.object({
  version: z.literal(1),
  /** As GitHub spells it. */
  repo: z.string(),
  scope: z.object({ days: z.int(), branches: z.array(z.string()), jobs: z.boolean(), pulls: z.boolean() }),
  since: Time,
  until: Time,
  started_at: Time,
  /** In the order in which to do them. */
  pending: z.array(Task),
});
export type Plan = z.infer<typeof Plan>;

const day_ms = 24 * 60 * 60 * 1000;
/** What happens while the command runs comes by webhook; a gap longer than this between two runs of it may not have. */
const gap_min_ms = 60_000;

export function scopeOf({ days, branches, jobs, pulls }: BackfillOptions, default_branch: string): Plan["scope"] {
  return { days, branches: [...new Set([default_branch, ...branches])], jobs, pulls };
}

export function newPlan(repo: string, scope: Plan["scope"], now: number): Plan {
  const until = new Date(now).toISOString();
  const since = new Date(now - scope.days * day_ms).toISOString();
  return { version: 1, repo, scope, since, until, started_at: until, pending: tasks(scope, since, until) };
}

/** Rows first, then what they are called, then their cells: each listing newest first, so that the page fills from the top. */
function tasks(scope: Plan["scope"], from: string, until: string): Task[] {
  return [
    ...scope.branches.map((branch) => ({ kind: "commits", branch, from, until, page: 1 }) as const),
    ...(scope.pulls ? [{ kind: "pulls", from, until, page: 1 } as const] : []),
    { kind: "runs", from, until, done: [] },
  ];
}

/** The plan of an interrupted run, with what has happened since put first; null when it was for something else. */
export function resumePlan(plan: Plan, repo: string, scope: Plan["scope"], now: number): Plan | null {
  if (plan.repo !== repo || JSON.stringify(plan.scope) !== JSON.stringify(scope)) return null;
  if (now - Date.parse(plan.until) < gap_min_ms) return plan;
  const until = new Date(now).toISOString();
  return { ...plan, until, pending: [...tasks(scope, plan.until, until), ...plan.pending] };
}

/** Two halves in place of one, the newer first; null when the stretch is a single second, GitHub's finest. */
export function halve(task: RunsTask): [RunsTask, RunsTask] | null {
  const from = Math.floor(Date.parse(task.from) / 1000);
  const until = Math.floor(Date.parse(task.until) / 1000);
  if (until <= from) return null;
  const middle = Math.floor((from + until) / 2);
  const at = (seconds: number): string => new Date(seconds * 1000).toISOString();
  return [
    { ...task, from: at(middle + 1) },
    { ...task, until: at(middle) },
  ];
}

/** How much has been done, 0 to 1, by the time that runs have been filled for. @param of_current of the first task. */
export function fractionDone(plan: Plan, of_current: number): number {
  const length = ({ from, until }: { from: string; until: string }): number => Date.parse(until) - Date.parse(from);
  const whole = length({ from: plan.since, until: plan.until });
  const left = plan.pending
    .filter((task) => task.kind === "runs")
    .reduce((sum, task) => sum + length(task) * (task === plan.pending[0] ? 1 - of_current : 1), 0);
  return whole <= 0 ? 1 : Math.min(1, Math.max(0, 1 - left / whole));
}
