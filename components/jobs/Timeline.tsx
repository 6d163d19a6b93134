/** When the jobs waited and ran: the path that the end had to wait for first, then the longest; and the sums. */
import { useState } from "react";
import { Isolated } from "components/frame/Isolated";
import { Mark } from "components/frame/Mark";
import type { JobLine } from "components/jobs/boxes";
import { JobLink } from "components/jobs/JobTarget";
import { SlowestJobs } from "components/jobs/SlowestJobs";
import { type Bar, timeline, type Timeline as Shape, type Totals, totals } from "components/jobs/timeline";
import { useNow } from "lib/browser/use_now";
import { duration } from "lib/browser/time";
import { marks } from "lib/model/mark";
import styles from "components/jobs/Timeline.module.css";

const rows_max = 12;
const ticks_wanted = 6;
/** Of the drawing, across; its height is one row's. */
const units = 1_000;

export function Timeline({ lines }: { lines: readonly JobLine[] }) {
  const now = useNow();
  const shape = timeline(lines, now);
  const sums = totals(lines, shape, now);
  if (shape === null && sums.slowest.length === 0) return null;
  return (
    <div className={styles.box}>
      <SlowestJobs jobs={sums.slowest} />
      {shape !== null && <Drawing shape={shape} sums={sums} />}
    </div>
  );
}

function Drawing({ shape, sums }: { shape: Shape; sums: Totals }) {
  const [all, setAll] = useState(false);
  const critical = shape.bars.filter((bar) => bar.critical);
  const others = shape.bars.filter((bar) => !bar.critical);
  const longest = others.toSorted((a, b) => b.ended - b.created - (a.ended - a.created));
  const rows = all
    ? shape.bars
    : shape.bars.filter((bar) => bar.critical || longest.indexOf(bar) < rows_max - critical.length);
  return (
    <details className={styles.fold}>
      <summary className={styles.head}>
        <h2 className={styles.title}>Timeline</h2>
        <dl className={styles.sums}>
          <Sum name="Wall time" value={duration(sums.wall_seconds)} />
          <Sum name="Compute" value={duration(sums.compute_seconds)} />
          {sums.longest_queue && sums.longest_queue.seconds >= 1 && (
            <Sum name="Longest wait" value={duration(sums.longest_queue.seconds)} title={sums.longest_queue.name} />
          )}
        </dl>
      </summary>
      <div className={styles.body}>
        <p className={styles.note}>
          {critical.length === 1
            ? "The end waited for"
            : `The end waited for ${critical.length} jobs, one after another:`}{" "}
          {critical.map(({ line }) => line.job.name).join(" → ")}
        </p>
        <Axis shape={shape} />
        <ul aria-label="Jobs by start">
          {rows.map((bar) => (
            <Row key={bar.line.key} bar={bar} length_ms={shape.length_ms} began={shape.began} />
          ))}
        </ul>
        <p className={styles.note}>
          {rows.length < shape.bars.length && (
            <button type="button" className={styles.more} onClick={() => setAll(true)}>
              Show all {shape.bars.length} jobs
            </button>
          )}{" "}
          {shape.left_out > 0 && `${shape.left_out} that ran at another time, or were skipped, are left out.`}
        </p>
      </div>
    </details>
  );
}

function Sum({ name, value, title }: { name: string; value: string; title?: string }) {
  return (
    <div className={styles.sum} title={title}>
      <dt>{name}</dt>
      <dd>{value}</dd>
      {title !== undefined && (
        <dd className={styles.of}>
          <Isolated text={title} />
        </dd>
      )}
    </div>
  );
}

/** Round steps: seconds, minutes, hours. */
const steps_seconds = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 28_800, 86_400];

function Axis({ shape: { length_ms } }: { shape: Shape }) {
  const seconds = length_ms / 1000;
  const step = steps_seconds.find((one) => seconds / one <= ticks_wanted) ?? 86_400;
  const ticks = Array.from({ length: Math.floor(seconds / step) + 1 }, (_, index) => index * step);
  return (
    <div className={styles.axis} aria-hidden="true">
      {ticks.map((tick) => (
        <span key={tick} className={styles.tick} style={{ left: `${(100 * tick) / seconds}%` }}>
          {tick === 0 ? "0" : duration(tick).replace(/ 00[ms]$/, "")}
        </span>
      ))}
    </div>
  );
}

const clock = (ms: number): string => new Date(ms).toLocaleTimeString(undefined, { timeStyle: "medium" });

function Row({ bar, length_ms, began }: { bar: Bar; length_ms: number; began: number }) {
  const { line, created, started, ended, waits, critical } = bar;
  const { job, tone } = line;
  const at = (ms: number) => (units * ms) / length_ms;
  const waited = duration((started - created) / 1000);
  const ran = duration((ended - started) / 1000);
  const spent = waits
    ? `waiting for ${waited}, since ${clock(began + created)}`
    : `waited ${waited}, ran ${ran}, ${clock(began + started)} to ${clock(began + ended)}`;
  const words = `${marks[tone].label}: ${spent}`;
  return (
    <li className={`${styles.row} ${critical ? styles.critical : ""}`}>
      <JobLink id={job.id} className={styles.name} title={`${job.name}\n${words}`}>
        <Mark tone={tone} label={false} />
        <span className={styles.text}>
          <Isolated text={job.name} />
        </span>
        <span className="visually-hidden">
          {critical && "on the critical path, "}
          {words}
        </span>
      </JobLink>
      <svg className={styles.bar} viewBox={`0 0 ${units} 12`} preserveAspectRatio="none" aria-hidden="true">
        <title>{words}</title>
        <rect className={styles.queue} x={at(created)} y={4} width={at(started - created)} height={4} />
        {!waits && (
          <rect
            className={styles[tone] ?? styles.other}
            x={at(started)}
            y={1}
            width={Math.max(at(ended - started), 2)}
            height={10}
          />
        )}
      </svg>
      <span className={styles.took}>{waits ? waited : ran}</span>
    </li>
  );
}
