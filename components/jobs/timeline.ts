/** When a commit's jobs waited and ran, and which of them the end had to wait for. */
import type { JobLine } from "components/jobs/boxes";
import { isUnfinished } from "lib/model/conclusion";
import { hasBegun, timeSpent } from "lib/model/time_spent";

export interface Bar {
  line: JobLine;
  /** Milliseconds since the timeline's beginning. */
  created: number;
  started: number;
  ended: number;
  /** It has no runner yet. */
  waits: boolean;
  /** Of the path that the end had to wait for. */
  critical: boolean;
}

export interface Timeline {
  /** Unix milliseconds. */
  began: number;
  length_ms: number;
  /** By start, then by name. */
  bars: Bar[];
  /** Jobs that ran at another time, hours apart, or of which no times are known. */
  left_out: number;
  /** Whether some have not ended: they are drawn as far as they have come. */
  open: boolean;
}

export interface Totals {
  /** From the first job's creation to the last one's end, of those that ran together. */
  wall_seconds: number | null;
  /** Of all attempts. */
  compute_seconds: number;
  longest_queue: { name: string; seconds: number; going: boolean } | null;
  /** The longest first. */
  slowest: { name: string; id: number; seconds: number; going: boolean }[];
}

/** What lies further apart was not waited for together: a nightly run, a retry on the next day. */
const gap_ms = 20 * 60_000;
/** A job is made as soon as those it needs have ended; clocks and queues take a little. */
const early_ms = 5_000;
const late_ms = 120_000;
const slowest_max = 5;

/** @param now Unix milliseconds; null while the reader's clock is not known. */
export function timeline(lines: readonly JobLine[], now: number | null): Timeline | null {
  const timed = lines.flatMap((line) => timesOf(line, now) ?? []);
  const together = largestCluster(timed);
  const began = Math.min(...together.map(({ created }) => created));
  const ended = Math.max(...together.map((bar) => bar.ended));
  if (together.length === 0 || ended <= began) return null;
  const critical = criticalPath(together);
  return {
    began,
    length_ms: ended - began,
    bars: together
      .map((bar) => ({
        ...{ line: bar.line, created: bar.created - began, started: bar.started - began, ended: bar.ended - began },
        waits: bar.waits,
        critical: critical.has(bar),
      }))
      .sort((a, b) => a.started - b.started || (a.line.job.name < b.line.job.name ? -1 : 1)),
    left_out: lines.length - together.length,
    open: together.some(({ line }) => isUnfinished(line.job.conclusion)),
  };
}

type Times = Omit<Bar, "critical">;

function timesOf(line: JobLine, now: number | null): Times | null {
  const { createdAt, startedAt, completedAt, conclusion } = line.job;
  if (conclusion === "skipped") return null;
  const is_open = isUnfinished(conclusion);
  const ended = completedAt === null ? (is_open ? now : null) : Date.parse(completedAt);
  const created = Date.parse(createdAt ?? startedAt ?? "");
  if (ended === null || Number.isNaN(created)) return null;
  const waits = is_open && !hasBegun(line.job);
  const started = waits || startedAt === null ? (is_open ? ended : created) : Date.parse(startedAt);
  const begun = Math.max(created, Math.min(started, Math.max(ended, created)));
  return { line, created, started: begun, ended: Math.max(ended, begun), waits };
}

function largestCluster(bars: readonly Times[]): Times[] {
  let best: Times[] = [];
  let current: Times[] = [];
  let until = -Infinity;
  for (const bar of bars.toSorted((a, b) => a.created - b.created)) {
    if (bar.created > until + gap_ms) current = [];
    current.push(bar);
    until = Math.max(current.length === 1 ? -Infinity : until, bar.ended);
    if (current.length > best.length) best = current;
  }
  return best;
}

/** Back from the job that ended last: each was made when the one before it had ended, in the same run. */
function criticalPath(bars: readonly Times[]): Set<Times> {
  const path = new Set<Times>();
  let at = bars.reduce<Times | null>((last, bar) => (last === null || bar.ended > last.ended ? bar : last), null);
  while (at !== null && !path.has(at)) {
    path.add(at);
    const { created, line } = at;
    // A run is only run again, by somebody who may take their time, when all of it has ended.
    const late = line.job.runAttempt > 1 ? Infinity : late_ms;
    at = bars.reduce<Times | null>((best, bar) => {
      const needed =
        bar.line.job.runId === line.job.runId &&
        !path.has(bar) &&
        bar.ended <= created + early_ms &&
        bar.ended >= created - late;
      return needed && (best === null || bar.ended > best.ended) ? bar : best;
    }, null);
  }
  return path;
}

/** @param now as for the timeline: what has not ended counts up to now. */
export function totals(lines: readonly JobLine[], shown: Timeline | null, now: number | null): Totals {
  const spent = lines.map(({ job }) => ({ job, ...timeSpent(job, now) }));
  const slowest = spent
    .flatMap(({ job: { name, id }, run_seconds, going }) =>
      run_seconds === null ? [] : [{ name, id, seconds: run_seconds, going: going === "run" }],
    )
    .sort((a, b) => b.seconds - a.seconds || (a.name < b.name ? -1 : 1));
  const queues = spent
    .flatMap(({ job: { name }, queue_seconds, going }) =>
      queue_seconds === null ? [] : [{ name, seconds: queue_seconds, going: going === "queue" }],
    )
    .sort((a, b) => b.seconds - a.seconds);
  return {
    wall_seconds: shown && shown.length_ms / 1000,
    compute_seconds: lines.reduce((sum, line) => sum + computeSeconds(line, now), 0),
    longest_queue: queues[0] ?? null,
    slowest: slowest.slice(0, slowest_max),
  };
}

/** Of all the job's attempts. */
function computeSeconds({ job, earlier }: JobLine, now: number | null): number {
  return [job, ...earlier].reduce((sum, attempt) => sum + (timeSpent(attempt, now).run_seconds ?? 0), 0);
}
