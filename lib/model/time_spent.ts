/** How long a job waited for its runner and ran: what has not ended, up to now. */
import type { JobAnswer } from "lib/model/answers";
import { isUnfinished } from "lib/model/conclusion";

export interface TimeSpent {
  /** Null while it is not known. */
  queue_seconds: number | null;
  /** Null before it starts. */
  run_seconds: number | null;
  /** Which of the two is still growing. */
  going: "queue" | "run" | null;
}

type Timed = Pick<JobAnswer, "conclusion" | "status" | "createdAt" | "startedAt" | "durationS" | "queueS">;

/** @param now Unix milliseconds; null while the reader's clock is not known: then only what is over is told. */
export function timeSpent(job: Timed, now: number | null): TimeSpent {
  const { createdAt, startedAt, durationS: run_seconds, queueS: queue_seconds } = job;
  // GitHub gives a skipped job times too, but it neither waited nor ran.
  if (job.conclusion === "skipped") return { queue_seconds: null, run_seconds: null, going: null };
  if (!isUnfinished(job.conclusion)) return { queue_seconds, run_seconds, going: null };
  if (hasBegun(job)) return { queue_seconds, run_seconds: run_seconds ?? secondsSince(startedAt, now), going: "run" };
  return {
    queue_seconds: queue_seconds ?? secondsSince(createdAt ?? startedAt, now),
    run_seconds: null,
    going: "queue",
  };
}

/** Until a job starts, GitHub gives the moment it was queued as its start: only the status tells. */
export const hasBegun = ({ status }: Pick<JobAnswer, "status">): boolean =>
  status === "in_progress" || status === "completed";

/** The reader's clock may be behind ours. */
function secondsSince(iso: string | null, now: number | null): number | null {
  const since = Date.parse(iso ?? "");
  return now === null || Number.isNaN(since) ? null : Math.max(0, (now - since) / 1000);
}
