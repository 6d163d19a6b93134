/** One workflow run from request to end, with its jobs, attempts and cancellation, as the deliveries that GitHub sends. */
import type { JobPlan, WorkflowPlan } from "scripts/demo/catalogue/workflows";
import { scheduleAttempt, type JobRun } from "scripts/demo/jobs";
import { logText } from "scripts/demo/log_text";
import { isoTime } from "scripts/demo/payloads/defaults";
import { workflowJob, workflowRun, type Conclusion, type WorkflowRunOptions } from "scripts/demo/payloads/workflow";
import { reportMoments } from "scripts/demo/reports";
import { minute, second, wholeSecond, type Root } from "scripts/demo/root";
import { jobSteps } from "scripts/demo/steps";
import type { Moment } from "scripts/demo/timeline";

/** Where a root's ids for runs start; jobs' ids are below. */
const first_run_id = 3000;

export interface RunPlan {
  root: Root;
  workflow: WorkflowPlan;
  /** Which of the root's pushes it is for: 0 for the trunk's, from 1 for a pull request's. */
  round: number;
  event: string;
  at: number;
  head_sha: string;
  head_branch: string;
  head_repo?: string;
  head_commit: NonNullable<WorkflowRunOptions["head_commit"]>;
  display_title?: string;
  pull_requests?: NonNullable<WorkflowRunOptions["pull_requests"]>;
  actor: string;
  /** When a newer push supersedes it. */
  cancel_at?: number;
  /** Jobs that fail for a reason, on every attempt. */
  breaks: (job: JobPlan) => boolean;
  /** How likely somebody reruns what failed. */
  rerun: number;
}

/** Everything that the run causes, its later attempts included. */
export function runMoments(plan: RunPlan): Moment[] {
  return attemptMoments(plan, { number: 1, at: plan.at, jobs: plan.workflow.jobs });
}

interface AttemptPlan {
  number: number;
  at: number;
  jobs: readonly JobPlan[];
}

function attemptMoments(plan: RunPlan, attempt: AttemptPlan): Moment[] {
  const { root, round, workflow } = plan;
  const chance = root.random("run", round, workflow.slot, attempt.number);
  const scheduled = scheduleAttempt({
    jobs: attempt.jobs,
    at: attempt.at,
    attempt: attempt.number,
    cancel_at: plan.cancel_at,
    breaks: plan.breaks,
    random: (job) => root.random("job", round, workflow.slot, attempt.number, job.index),
  });
  if (scheduled.length === 0) return [];
  const moments = scheduled.flatMap((job) => jobMoments(plan, attempt.number, job));
  const ended_at = Math.max(...scheduled.map((job) => job.completed_at)) + 2 * second;
  const started_at = Math.min(...scheduled.map((job) => job.started_at ?? Infinity));
  const conclusion = concludes(scheduled);
  moments.push(
    runMoment(plan, attempt, "queued", attempt.at, null),
    ...(started_at < Infinity ? [runMoment(plan, attempt, "in_progress", started_at, null)] : []),
    runMoment(plan, attempt, "completed", ended_at, conclusion),
  );
  if (attempt.number === 1 && conclusion === "failure" && chance.chance(plan.rerun)) {
    const at = wholeSecond(ended_at + chance.log_normal(9 * minute, 0.8));
    moments.push({
      at,
      unfold: () => attemptMoments(plan, { number: 2, at, jobs: attempt.jobs.filter((job) => failed(scheduled, job)) }),
    });
  }
  return moments;
}

/** A run whose workflow file does not parse: it ends as it starts and has no jobs. */
export function startupFailure(plan: RunPlan): Moment[] {
  const once = { number: 1, at: plan.at, jobs: [] };
  return [
    runMoment(plan, once, "queued", plan.at, null),
    runMoment(plan, once, "completed", plan.at + second, "startup_failure"),
  ];
}

/** "Re-run failed jobs" takes what failed and what was skipped for it. */
function failed(scheduled: readonly JobRun[], job: JobPlan): boolean {
  const run = scheduled.find((one) => one.plan.index === job.index);
  if (run === undefined || run.conclusion === "success") return false;
  return (
    run.conclusion !== "skipped" ||
    scheduled.some((one) => one.plan.index === job.needs && one.conclusion !== "success")
  );
}

function concludes(scheduled: readonly JobRun[]): Conclusion {
  if (scheduled.some((job) => job.conclusion === "failure" || job.conclusion === "timed_out")) return "failure";
  if (scheduled.some((job) => job.conclusion === "cancelled")) return "cancelled";
  return scheduled.every((job) => job.conclusion === "skipped") ? "skipped" : "success";
}

function runId({ root, round, workflow }: RunPlan): number {
  return root.id(first_run_id + round * 20 + workflow.slot);
}

/** Attempts get new job ids, as GitHub's do. */
function jobId({ root, round }: RunPlan, attempt: number, index: number): number {
  return root.id(round === 0 ? (attempt - 1) * 1000 + index : 2000 + round * 100 + (attempt - 1) * 50 + index);
}

function runMoment(
  plan: RunPlan,
  { number: attempt, at: attempt_at }: AttemptPlan,
  status: "queued" | "in_progress" | "completed",
  at: number,
  conclusion: Conclusion | null,
): Moment {
  const { root, round, workflow } = plan;
  return root.send(at, "workflow_run", [round, workflow.slot, attempt, status], () =>
    workflowRun({
      repo: root.repo,
      id: runId(plan),
      run_number: root.day * 20 + (root.slot % 20) + 1,
      run_attempt: attempt,
      name: workflow.name,
      path: workflow.path,
      display_title: plan.display_title,
      head_sha: plan.head_sha,
      head_branch: plan.head_branch,
      head_repo: plan.head_repo,
      head_commit: plan.head_commit,
      event: plan.event,
      status,
      conclusion,
      // A rerun keeps the run's first time; only run_started_at is its attempt's own.
      created_at: isoTime(plan.at),
      run_started_at: isoTime(attempt_at),
      updated_at: isoTime(at),
      pull_requests: plan.pull_requests,
      actor: plan.actor,
      sender: plan.actor,
    }),
  );
}

function jobMoments(plan: RunPlan, attempt: number, job: JobRun): Moment[] {
  const { root, round, workflow } = plan;
  const id = jobId(plan, attempt, job.plan.index);
  const send = (status: "waiting" | "queued" | "in_progress" | "completed", at: number) =>
    root.send(at, "workflow_job", [round, workflow.slot, attempt, job.plan.index, status], () =>
      workflowJob({
        repo: root.repo,
        id,
        run_id: runId(plan),
        run_attempt: attempt,
        name: job.plan.name,
        workflow_name: workflow.name,
        head_sha: plan.head_sha,
        head_branch: plan.head_branch,
        status,
        conclusion: job.conclusion,
        created_at: isoTime(job.created_at),
        started_at: isoTime(
          status === "queued" || status === "waiting" ? job.created_at : (job.started_at ?? job.completed_at),
        ),
        completed_at: isoTime(job.completed_at),
        labels: job.plan.labels,
        runner_name: status === "queued" || status === "waiting" || job.started_at === null ? null : job.runner_name,
        steps:
          status === "queued" || status === "waiting" || job.started_at === null
            ? []
            : jobSteps(job, status === "completed"),
        sender: plan.actor,
      }),
    );
  // GitHub sends nothing of a skipped job but its end.
  if (job.conclusion === "skipped") return [send("completed", job.completed_at)];
  const waits = job.queued_at > job.created_at ? [send("waiting", job.created_at)] : [];
  const starts = job.started_at === null ? [] : [send("in_progress", job.started_at)];
  const reports = reportMoments({
    ...{ root, run: job, workflow_id: runId(plan), job_id: id, attempt, round, slot: workflow.slot },
    breaks: plan.breaks(job.plan),
  });
  const told = [...waits, send("queued", job.queued_at), ...starts, ...reports, send("completed", job.completed_at)];
  return hasLog(plan, attempt, job) ? [...told, logMoment(plan, attempt, job, id)] : told;
}

/** Every log of a failure is uploaded; of the trunk's successes some, to compare failures with. */
function hasLog({ root, round, workflow }: RunPlan, attempt: number, job: JobRun): boolean {
  if (job.started_at === null) return false;
  if (job.conclusion !== "success") return true;
  const chance = root.random("keeps log", round, workflow.slot, attempt, job.plan.index);
  return round === 0 && job.plan.kind === "test" && chance.chance(0.06);
}

function logMoment(plan: RunPlan, attempt: number, job: JobRun, id: number): Moment {
  const { root, round, workflow, head_sha } = plan;
  const path = [round, workflow.slot, attempt, job.plan.index] as const;
  return root.send(job.completed_at + second, "log", path, () => {
    const chance = root.random("log", ...path);
    // On the trunk a kind of job breaks for one reason; half of what breaks on a pull request is the trunk's.
    const culprit = round === 0 || chance.chance(0.5) ? "trunk" : String(root.key.join("/"));
    const breaks = plan.breaks(job.plan);
    const text = logText({ repo: root.repo, run: job, head_sha, breaks, chance, culprit });
    return { repo: root.repo, id, text };
  });
}
