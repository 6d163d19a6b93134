/** A commit's jobs as boxes, one per workflow: worst first, attempts of one job together. */
import type { ExternalCheckAnswer, JobAnswer } from "lib/model/answers";
import { isFailure } from "lib/model/conclusion";
import { compareTones, type Tone, toneOf, toneOfWord } from "lib/model/mark";
import type { Provider } from "lib/model/provider";

/** One job of one run: its newest attempt, and those before it. */
export interface JobLine {
  key: string;
  job: JobAnswer;
  tone: Tone;
  /** Newest first. */
  earlier: JobAnswer[];
}

export interface WorkflowBox {
  key: string;
  workflow: string;
  provider: Provider;
  /** Worst first, then by name. */
  lines: JobLine[];
  worst: Tone;
  /** Whether more than one run is in it, so that lines must say which. */
  several_runs: boolean;
}

/** One run of a workflow as it stood after one of its attempts. */
export interface RunChoice {
  /** "<run id>.<attempt>" */
  key: string;
  run_id: number;
  attempt: number;
  event: string | null;
  /** ISO 8601 */
  began: string | null;
  tone: Tone;
}

const byText = (a: string, b: string): number => a.localeCompare(b, "en", { numeric: true });

/** Attempts of one job are those of the same run; the same job of another run (push and schedule) is another line. */
export function jobLines(jobs: readonly JobAnswer[]): JobLine[] {
  const attempts = new Map<string, JobAnswer[]>();
  for (const job of jobs) {
    const key = `${job.runId}/${job.name}`;
    const known = attempts.get(key);
    if (known) known.push(job);
    else attempts.set(key, [job]);
  }
  return [...attempts].flatMap(([key, all]) => {
    const [job, ...earlier] = all.sort((a, b) => b.runAttempt - a.runAttempt || b.id - a.id);
    return job === undefined ? [] : [{ key, job, tone: lineTone(job, earlier), earlier }];
  });
}

/** A success after a failed attempt is flaky. */
function lineTone(job: JobAnswer, earlier: readonly JobAnswer[]): Tone {
  const failed = earlier.some((attempt) => isFailure(attempt.conclusion));
  return toneOf({ conclusion: job.conclusion, ...(failed && { failedPreviousRun: true }) });
}

/** One workflow is one box; what another CI system calls alike is another. */
const boxKey = (job: JobAnswer): string => `${job.provider} ${job.workflowName}`;

export function workflowBoxes(lines: readonly JobLine[]): WorkflowBox[] {
  const by_workflow = new Map<string, JobLine[]>();
  for (const line of lines) {
    const key = boxKey(line.job);
    const members = by_workflow.get(key);
    if (members) members.push(line);
    else by_workflow.set(key, [line]);
  }
  return [...by_workflow]
    .flatMap(([key, members]) => {
      const sorted = members.toSorted(
        (a, b) => compareTones(a.tone, b.tone) || byText(a.job.jobName, b.job.jobName) || b.job.id - a.job.id,
      );
      const [first] = sorted;
      return first === undefined
        ? []
        : [
            {
              ...{ key, workflow: first.job.workflowName, provider: first.job.provider, lines: sorted },
              ...{ worst: first.tone, several_runs: new Set(members.map(({ job }) => job.runId)).size > 1 },
            },
          ];
    })
    .sort((a, b) => compareTones(a.worst, b.worst) || byText(a.workflow, b.workflow));
}

/** By box, what may be picked there: every attempt of every run, newest first; none where there is only one. */
export function runChoices(jobs: readonly JobAnswer[]): Map<string, RunChoice[]> {
  const by_box = new Map<string, Map<string, JobAnswer[]>>();
  for (const job of jobs) {
    const runs = by_box.get(boxKey(job)) ?? new Map<string, JobAnswer[]>();
    by_box.set(boxKey(job), runs);
    const key = `${job.runId}.${job.runAttempt}`;
    const members = runs.get(key);
    if (members) members.push(job);
    else runs.set(key, [job]);
  }
  const choices = new Map<string, RunChoice[]>();
  for (const [box, runs] of by_box) {
    if (runs.size < 2) continue;
    const found = [...runs].flatMap(([key, members]) => {
      const [first] = members;
      if (!first) return [];
      const began = members.flatMap(({ createdAt, startedAt }) => createdAt ?? startedAt ?? []).sort()[0] ?? null;
      const { runId: run_id, runAttempt: attempt, event } = first;
      const tones = jobLines(pickRun(jobs, { run_id, attempt })).map(({ tone }) => tone);
      return [{ key, run_id, attempt, event, began, tone: tones.sort(compareTones)[0] ?? "none" }];
    });
    found.sort((a, b) => (b.began ?? "").localeCompare(a.began ?? "") || b.run_id - a.run_id || b.attempt - a.attempt);
    choices.set(box, found);
  }
  return choices;
}

/** As the run stood after the attempt: of jobs that were not run again, the attempts before. */
export function pickRun(
  jobs: readonly JobAnswer[],
  { run_id, attempt }: Pick<RunChoice, "run_id" | "attempt">,
): JobAnswer[] {
  return jobs.filter((job) => job.runId === run_id && job.runAttempt <= attempt);
}

/** All jobs, but of the picked run's workflow only that run's; a pick that means nothing here changes nothing. */
export function withPick(jobs: readonly JobAnswer[], pick: string): readonly JobAnswer[] {
  const [run, attempt] = pick.split(".").map(Number);
  const member = jobs.find(({ runId, runAttempt }) => runId === run && runAttempt === attempt);
  if (!member) return jobs;
  const box = boxKey(member);
  const picked = new Set(pickRun(jobs, { run_id: member.runId, attempt: member.runAttempt }));
  return jobs.filter((job) => boxKey(job) !== box || picked.has(job));
}

/** Lines whose name contains the text and, when a tone is chosen, that have it. */
export function filterLines(lines: readonly JobLine[], text: string, tone: string): JobLine[] {
  const part = text.trim().toLowerCase();
  return lines.filter(
    (line) => (tone === "" || line.tone === tone) && (part === "" || line.job.name.toLowerCase().includes(part)),
  );
}

export function sortChecks(checks: readonly ExternalCheckAnswer[]): (ExternalCheckAnswer & { tone: Tone })[] {
  return checks
    .map((check) => ({ ...check, tone: toneOfWord(check.conclusion) }))
    .sort((a, b) => compareTones(a.tone, b.tone) || byText(a.app, b.app) || byText(a.name, b.name));
}
