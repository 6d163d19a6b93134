/** The list of backends: a table where there is room, cards where there is none. */
import type { ReactNode } from "react";
import { DataTable, type DataColumn } from "components/frame/DataTable";
import { Time } from "components/frame/Time";
import { BackendLink, Flags, Level } from "components/oot/BackendName";
import { PassTrend } from "components/oot/PassTrend";
import { PullDots } from "components/oot/PullDots";
import { nextSort, parseSort, type Sort, type SortName } from "components/oot/sorting";
import { duration } from "lib/browser/time";
import type { OotBackend } from "lib/model/oot_answers";
import { percentText } from "lib/model/oot_trend";
import styles from "components/oot/BackendTable.module.css";

const columns: readonly (DataColumn<OotBackend> & { sort?: SortName })[] = [
  { title: "Backend", sort: "name", cell: (backend) => <Name backend={backend} /> },
  {
    title: "Level",
    sort: "level",
    hint: "How far the project relies on it",
    cell: (backend) => <LevelCell backend={backend} />,
  },
  {
    title: "Pass rate",
    sort: "pass_rate",
    hint: "Of the jobs that passed, failed or timed out",
    cell: (backend) => <Rate backend={backend} />,
  },
  { title: "Passed", sort: "passed", numeric: true, cell: ({ successes }) => count(successes) },
  {
    title: "Failed",
    sort: "failed",
    numeric: true,
    hint: "And timed out",
    cell: (backend) => <Failed backend={backend} />,
  },
  { title: "Cancelled", sort: "cancelled", numeric: true, cell: ({ cancelled }) => count(cancelled) },
  {
    title: "Running",
    sort: "running",
    numeric: true,
    hint: "And queued",
    cell: ({ in_progress }) => count(in_progress),
  },
  {
    title: "Duration",
    sort: "duration",
    hint: "Half of the jobs took no longer; nine in ten took no longer",
    cell: ({ p50_duration_s, p90_duration_s }) => <Pair p50={p50_duration_s} p90={p90_duration_s} />,
  },
  {
    title: "Queue",
    sort: "queue",
    hint: "Half of the jobs waited no longer; nine in ten waited no longer",
    cell: ({ p50_queue_s, p90_queue_s }) => <Pair p50={p50_queue_s} p90={p90_queue_s} />,
  },
  {
    title: "Last run",
    sort: "last_run",
    cell: ({ last_run }) => (last_run === null ? <span className={styles.muted}>never</span> : <Time iso={last_run} />),
  },
  {
    title: "Last PRs",
    hint: "The worst result of each, newest first",
    cell: ({ pulls, repo }) => <PullDots pulls={pulls} of={repo} />,
  },
];

interface Props {
  backends: readonly OotBackend[];
  sort: Sort;
  onSort: (sort: Sort) => void;
}

export function BackendTable({ backends, sort, onSort }: Props) {
  return (
    <DataTable
      label="Out-of-tree backends"
      className={styles.backends}
      columns={columns}
      rows={backends}
      keyOf={({ repo }) => repo}
      sort={sort}
      onSort={(by) => onSort(nextSort(sort, parseSort(by).by))}
    />
  );
}

function Name({ backend }: { backend: OotBackend }) {
  const { repo, device, oncalls } = backend;
  const about = [device, oncalls.length > 0 && `on call: ${oncalls.join(", ")}`].filter(Boolean).join(" · ");
  return (
    <div className={styles.name}>
      <BackendLink repo={repo} /> <Flags {...backend} />
      {about !== "" && <div className={styles.about}>{about}</div>}
    </div>
  );
}

function LevelCell({ backend: { downstream_repo_level } }: { backend: OotBackend }) {
  return downstream_repo_level === null ? (
    <span className={styles.muted}>—</span>
  ) : (
    <Level level={downstream_repo_level} />
  );
}

function Rate({ backend: { repo, pass_rate, trend } }: { backend: OotBackend }) {
  return (
    <div className={styles.rate}>
      <span className={styles.percent}>{pass_rate === null ? "—" : percentText(pass_rate)}</span>
      <PassTrend trend={trend} of={repo} size={{ width: 108, height: 26 }} />
    </div>
  );
}

function Failed({ backend: { failures, timed_out } }: { backend: OotBackend }) {
  if (failures + timed_out === 0) return count(0);
  return (
    <span title={`${failures} failed, ${timed_out} timed out`}>
      <strong>{failures.toLocaleString("en")}</strong>
      {timed_out > 0 && <span className={styles.muted}> +{timed_out} T</span>}
    </span>
  );
}

/** A zero says nothing: it steps back. */
function count(value: number): ReactNode {
  return value === 0 ? <span className={styles.muted}>0</span> : value.toLocaleString("en");
}

function Pair({ p50, p90 }: { p50: number | null; p90: number | null }) {
  if (p50 === null) return <span className={styles.muted}>—</span>;
  return (
    <span className={styles.pair}>
      {duration(p50)} <span className={styles.muted}>p90 {duration(p90)}</span>
    </span>
  );
}
