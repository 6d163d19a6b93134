/** What the jobs of out-of-tree backends come to: their tone, their order, the newest attempt of each. */
import type { Conclusion, Status } from "lib/model/conclusion";
import { groupBy } from "lib/model/group_by";
import { compareTones, type Tone, toneOfWord } from "lib/model/mark";

/** What a backend's jobs may be about. Nightly stands for everything that is neither a pull request nor a push. */
export const oot_scopes = ["pull_request", "push", "nightly"] as const;
export type OotScope = (typeof oot_scopes)[number];

export const scope_labels: Record<OotScope, string> = {
  pull_request: "Pull requests",
  push: "Pushes",
  nightly: "Nightly",
};

/** The periods that the pages offer, in days. */
export const oot_periods = [1, 7, 30, 90] as const;
export type OotPeriod = (typeof oot_periods)[number];
export const period_default: OotPeriod = 7;

/** As the saved queries answer it: `conclusion` is "stale" for what has been unfinished for too long. */
interface Outcome {
  status: Status;
  conclusion: Conclusion | null;
}

export function ootTone({ status, conclusion }: Outcome): Tone {
  if (conclusion !== null) return conclusion;
  if (status === "completed") return "neutral";
  return status === "queued" ? "queued" : "pending";
}

/** The one that a sum of several jobs shows; "none" for none. */
export function worstTone(words: readonly string[]): Tone {
  return words.map(toneOfWord).sort(compareTones)[0] ?? "none";
}

export const jobLabel = (job: { workflow_name: string; job_name: string }): string =>
  `${job.workflow_name} / ${job.job_name}`;

interface Attempt {
  delivery_id: string;
  run_attempt: number;
  started_at: string | null;
  last_heard_at: string;
}

/**
 * The attempts of one job, newest first. Those that answer the same delivery are numbered; deliveries follow each other
 * in the order in which their jobs began.
 */
export function newestFirst<Job extends Attempt>(attempts: readonly Job[]): Job[] {
  const began = new Map<string, string>();
  for (const { delivery_id, started_at, last_heard_at } of attempts) {
    const at = started_at ?? last_heard_at;
    if (at > (began.get(delivery_id) ?? "")) began.set(delivery_id, at);
  }
  const of = (job: Job): string => began.get(job.delivery_id) ?? "";
  return attempts.toSorted(
    (a, b) =>
      compareText(of(b), of(a)) ||
      compareText(b.delivery_id, a.delivery_id) ||
      b.run_attempt - a.run_attempt ||
      compareText(b.last_heard_at, a.last_heard_at),
  );
}

/** Not by locale: these are times and names, whose order must be the same everywhere. */
export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** A job of one subject (a commit, a pull request): its newest attempt, and those before it. */
export interface OotJobLine<Job> {
  job: Job;
  tone: Tone;
  /** Newest first. */
  earlier: Job[];
}

/** Jobs of one name together, worst first, then by name. */
export function jobLines<Job extends Attempt & Outcome & { workflow_name: string; job_name: string }>(
  jobs: readonly Job[],
): OotJobLine<Job>[] {
  return [...groupBy(jobs, jobLabel).values()]
    .flatMap((attempts) => {
      const [job, ...earlier] = newestFirst(attempts);
      return job === undefined ? [] : [{ job, tone: ootTone(job), earlier }];
    })
    .sort((a, b) => compareTones(a.tone, b.tone) || byName(jobLabel(a.job), jobLabel(b.job)));
}

export const byName = (a: string, b: string): number => a.localeCompare(b, "en", { numeric: true });
