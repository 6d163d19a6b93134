/** The steps of a job, laid over its running time. */
import type { JobPlan } from "scripts/demo/catalogue/workflows";
import type { JobRun } from "scripts/demo/jobs";
import { isoTime } from "scripts/demo/payloads/defaults";
import type { Step } from "scripts/demo/payloads/workflow";
import { second, wholeSecond } from "scripts/demo/root";

interface StepPlan {
  name: string;
  /** Its share of the job's time. */
  share: number;
  /** Whether it is the one that fails. */
  is_main?: boolean;
  /** Whether it runs after a failure too. */
  always?: boolean;
}

const main_step: Record<JobPlan["kind"], string> = {
  lint: "Run linters",
  build: "Build",
  test: "Run tests",
  docs: "Build pages",
  deploy: "Deploy",
};

function stepPlans({ kind }: JobPlan): StepPlan[] {
  return [
    { name: "Set up job", share: 0.02 },
    { name: "Run actions/checkout@v5", share: 0.05 },
    { name: "Set up toolchain", share: 0.08 },
    ...(kind === "test" ? [{ name: "Download build artifacts", share: 0.06 }] : []),
    { name: main_step[kind], share: 0.7, is_main: true },
    ...(kind === "build" ? [{ name: "Upload artifacts", share: 0.05 }] : []),
    ...(kind === "test" ? [{ name: "Upload test results", share: 0.03, always: true }] : []),
    { name: "Post Run actions/checkout@v5", share: 0.01, always: true },
    { name: "Complete job", share: 0.01, always: true },
  ];
}

/** All steps of an ended job; of a job that has just started the first is running and the others wait. */
export function jobSteps({ plan, started_at, completed_at, conclusion }: JobRun, done: boolean): Step[] {
  const plans = stepPlans(plan);
  const start = started_at ?? completed_at;
  if (!done) {
    return plans.map(({ name }, place) =>
      place === 0
        ? { name, number: 1, status: "in_progress", conclusion: null, started_at: isoTime(start), completed_at: null }
        : { name, number: place + 1, status: "queued", conclusion: null, started_at: null, completed_at: null },
    );
  }
  const whole = plans.reduce((sum, { share }) => sum + share, 0);
  const main = plans.findIndex(({ is_main }) => is_main);
  let at = start;
  return plans.map(({ name, share, always = false }, place) => {
    const from = at;
    const last = place === plans.length - 1;
    at = last
      ? completed_at
      : Math.min(completed_at, from + Math.max(second, wholeSecond(((completed_at - start) * share) / whole)));
    return {
      name,
      number: place + 1,
      status: "completed",
      conclusion: stepEnd(conclusion, place - main, always),
      started_at: isoTime(from),
      completed_at: isoTime(at),
    };
  });
}

function stepEnd(job: JobRun["conclusion"], from_main: number, always: boolean): Step["conclusion"] {
  if (job === "success" || from_main < 0) return "success";
  if (from_main === 0) return job === "failure" ? "failure" : "cancelled";
  return always && job === "failure" ? "success" : "skipped";
}
