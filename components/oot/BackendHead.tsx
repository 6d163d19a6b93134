/** The top of a backend's page: who it is, and its figures for the period. */
import type { ReactNode } from "react";
import { Mark } from "components/frame/Mark";
import { Time } from "components/frame/Time";
import { Flags, Level } from "components/oot/BackendName";
import { PassTrend } from "components/oot/PassTrend";
import { PullDots } from "components/oot/PullDots";
import { duration } from "lib/browser/time";
import { marks, type Tone } from "lib/model/mark";
import type { OotBackend } from "lib/model/oot_answers";
import { percentText } from "lib/model/oot_trend";
import shared from "components/frame/Page.module.css";
import styles from "components/oot/BackendHead.module.css";

export function BackendHead({ backend, repo_url }: { backend: OotBackend; repo_url: string }) {
  const { repo, downstream_repo_level, device, oncalls, pass_rate, trend, pulls, last_run } = backend;
  return (
    <header className={styles.head}>
      <h1 className={shared.title}>
        {repo} <Level level={downstream_repo_level} /> <Flags {...backend} />
      </h1>
      <p className={styles.facts}>
        {device !== null && <span>{device}</span>}
        {oncalls.length > 0 && <span>On call: {oncalls.join(", ")}</span>}
        <a href={repo_url} target="_blank" rel="noreferrer">
          On GitHub
        </a>
      </p>
      <dl className={styles.figures}>
        <Figure title="Pass rate" wide>
          <span className={styles.large}>{pass_rate === null ? "—" : percentText(pass_rate)}</span>
          <PassTrend trend={trend} of={repo} size={{ width: 200, height: 40 }} />
        </Figure>
        <Figure title="Jobs" broad>
          <Counts backend={backend} />
        </Figure>
        <Figure title="Duration">
          <Pair p50={backend.p50_duration_s} p90={backend.p90_duration_s} />
        </Figure>
        <Figure title="Queue">
          <Pair p50={backend.p50_queue_s} p90={backend.p90_queue_s} />
        </Figure>
        <Figure title="Last run">{last_run === null ? "never" : <Time iso={last_run} />}</Figure>
        <Figure title="Last PRs">
          <PullDots pulls={pulls} of={repo} />
        </Figure>
      </dl>
    </header>
  );
}

interface FigureProps {
  title: string;
  wide?: boolean;
  broad?: boolean;
  children: ReactNode;
}

function Figure({ title, wide = false, broad = false, children }: FigureProps) {
  return (
    <div className={[styles.figure, wide && styles.wide, broad && styles.broad].filter(Boolean).join(" ")}>
      <dt className={styles.name}>{title}</dt>
      <dd className={styles.value}>{children}</dd>
    </div>
  );
}

function Counts({ backend }: { backend: OotBackend }) {
  const { successes, failures, timed_out, cancelled, in_progress, stale } = backend;
  const all: [Tone, number][] = [
    ["failure", failures],
    ["timed_out", timed_out],
    ["pending", in_progress],
    ["cancelled", cancelled],
    ["stale", stale],
    ["success", successes],
  ];
  const some = all.filter(([, count]) => count > 0);
  if (some.length === 0) return "none";
  return (
    <span className={styles.counts}>
      {some.map(([tone, count]) => (
        <span key={tone} className={styles.count}>
          <Mark tone={tone} label={false} /> {count.toLocaleString("en")}{" "}
          <span className={styles.word}>{marks[tone].counted}</span>
        </span>
      ))}
    </span>
  );
}

function Pair({ p50, p90 }: { p50: number | null; p90: number | null }) {
  if (p50 === null) return "—";
  return (
    <>
      {duration(p50)} <span className={styles.word}>p90 {duration(p90)}</span>
    </>
  );
}
