/** A commit's jobs as boxes, one per workflow: worst first, attempts of one job together. */
import type { ExternalCheckAnswer, JobAnswer } from "lib/model/answers";
import { isFailure } from "lib/model/conclusion";
import { compareTones, type Tone, toneOf, toneOfWord } from "lib/model/mark";

/** One job of one run: its newest attempt, and those before it. */
export interface JobLine {
  key: string;
  job: JobAnswer;
  tone: Tone;
  /** Newest first. */
  earlier: JobAnswer[];
}

export interface WorkflowBox {
  workflow: string;
  /** Worst first, then by name. */
  lines: JobLine[];
  worst: Tone;
  /** Whether more than one run is in it, so that lines must say which. */
  several_runs: boolean;
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

export function workflowBoxes(lines: readonly JobLine[]): WorkflowBox[] {
  const by_workflow = new Map<string, JobLine[]>();
  for (const line of lines) {
    const members = by_workflow.get(line.job.workflowName);
    if (members) members.push(line);
    else by_workflow.set(line.job.workflowName, [line]);
  }
  return [...by_workflow]
    .map(([workflow, members]) => {
      const sorted = members.toSorted(
        (a, b) => compareTones(a.tone, b.tone) || byText(a.job.jobName, b.job.jobName) || b.job.id - a.job.id,
      );
      return {
        workflow,
        lines: sorted,
        worst: sorted[0]?.tone ?? "none",
        several_runs: new Set(members.map(({ job }) => job.runId)).size > 1,
      };
    })
    .sort((a, b) => compareTones(a.worst, b.worst) || byText(a.workflow, b.workflow));
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
