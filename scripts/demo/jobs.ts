/** When each job of one attempt is queued, starts and ends, and how: queues by kind of machine, flakes, breakage, cancellation. */
import type { JobPlan } from "scripts/demo/catalogue/workflows";
import type { Random } from "scripts/demo/random";
import { hour, minute, second, startOf, wholeSecond, dayOf } from "scripts/demo/root";

export interface JobRun {
  plan: JobPlan;
  created_at: number;
  /** Later than its creation when a protected environment made it wait. */
  queued_at: number;
  /** Null when no runner ever took it. */
  started_at: number | null;
  completed_at: number;
  conclusion: "success" | "failure" | "cancelled" | "timed_out" | "skipped";
  runner_name: string;
}

export interface Attempt {
  jobs: readonly JobPlan[];
  at: number;
  attempt: number;
  cancel_at?: number | undefined;
  breaks: (job: JobPlan) => boolean;
  random: (job: JobPlan) => Random;
}

const time_limit = 3 * hour;

/** Jobs in their order; one whose `needs` never ended before the cancellation does not appear. */
export function scheduleAttempt(attempt: Attempt): JobRun[] {
  const runs = new Map<number, JobRun>();
  for (const plan of attempt.jobs) {
    const needed = plan.needs === null ? undefined : runs.get(plan.needs);
    const created_at = needed === undefined ? attempt.at + 2 * second : needed.completed_at + 2 * second;
    const { cancel_at = Infinity } = attempt;
    if (created_at > cancel_at) continue;
    const chance = attempt.random(plan);
    const skipped = !chance.chance(plan.runs) || (needed !== undefined && needed.conclusion !== "success");
    const run = skipped ? skippedRun(plan, created_at) : plannedRun(attempt, plan, created_at, chance);
    runs.set(plan.index, run.completed_at > cancel_at ? cancelledRun(run, cancel_at, chance) : run);
  }
  return [...runs.values()];
}

function skippedRun(plan: JobPlan, at: number): JobRun {
  return {
    plan,
    created_at: at,
    queued_at: at,
    started_at: null,
    completed_at: at,
    conclusion: "skipped",
    runner_name: "",
  };
}

function plannedRun(attempt: Attempt, plan: JobPlan, created_at: number, chance: Random): JobRun {
  const approval = plan.kind === "deploy" ? wholeSecond(chance.log_normal(6 * minute, 0.7)) : 0;
  const queued_at = created_at + approval;
  const started_at = queued_at + queueTime(plan, queued_at, chance);
  const breaks = attempt.breaks(plan);
  // A flaky job that has failed once is likely to pass the next time.
  const flakes = chance.chance(attempt.attempt === 1 ? plan.flaky : plan.flaky / 2);
  const hangs = plan.kind === "test" && chance.chance(0.0015);
  // What fails has usually got some of the way.
  const share = breaks || flakes ? 0.15 + 0.8 * chance.next() : 1;
  const usual = Math.max(20 * second, wholeSecond(plan.median_minutes * minute * share * chance.log_normal(1, 0.18)));
  return {
    plan,
    created_at,
    queued_at,
    started_at,
    completed_at: started_at + (hangs ? time_limit : Math.min(usual, time_limit - minute)),
    conclusion: hangs ? "timed_out" : breaks || flakes ? "failure" : "success",
    runner_name: runnerName(plan, chance),
  };
}

function cancelledRun(run: JobRun, cancel_at: number, chance: Random): JobRun {
  const started_at = run.started_at !== null && run.started_at <= cancel_at ? run.started_at : null;
  return {
    ...run,
    queued_at: Math.min(run.queued_at, cancel_at),
    started_at,
    completed_at: cancel_at + chance.int(1, 25) * second,
    conclusion: "cancelled",
  };
}

/** Scarce machines queue longer, in the afternoon more so, and now and then for hours. */
function queueTime({ labels }: JobPlan, at: number, chance: Random): number {
  const label = labels.at(-1) ?? "";
  const median = /gpu|bare-metal/.test(label)
    ? 4 * minute
    : /macos-m/.test(label)
      ? 7 * minute
      : /^windows/.test(label)
        ? 2 * minute
        : /^ubuntu/.test(label)
          ? 6 * second
          : 35 * second;
  const hour_of_day = (at - startOf(dayOf(at))) / hour;
  const busy = hour_of_day >= 13 && hour_of_day < 18 && median > minute ? 2.5 : 1;
  const starved = median > minute && chance.chance(0.02) ? 12 : 1;
  return Math.min(5 * hour, Math.max(second, wholeSecond(chance.log_normal(median * busy * starved, 0.6))));
}

function runnerName({ labels }: JobPlan, chance: Random): string {
  if (/^(ubuntu|windows-\d|macos-\d)/.test(labels[0] ?? ""))
    return `GitHub Actions ${chance.int(1_000_000, 1_999_999)}`;
  const serial = Array.from({ length: 17 }, () => chance.int(0, 15).toString(16)).join("");
  return /macos/.test(labels[0] ?? "") ? `mac-${chance.int(1, 24)}.lab` : `i-${serial}`;
}
