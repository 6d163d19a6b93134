/** One workflow's jobs, or the external checks, in a box that opens by itself when it has something to say. */
import { useState } from "react";
import { Mark } from "components/frame/Mark";
import type { sortChecks, WorkflowBox } from "components/jobs/boxes";
import { JobRow } from "components/jobs/JobRow";
import { duration } from "lib/browser/time";
import { countTones, marks, type Tone } from "lib/model/mark";
import styles from "components/jobs/JobBox.module.css";

/** What passed needs no reading. */
const quiet: ReadonlySet<Tone> = new Set<Tone>(["success", "neutral", "skipped", "none"]);

export function JobBox({ box, open }: { box: WorkflowBox; open: boolean }) {
  // As it was at first: a refresh must not fold a box that somebody reads.
  const [is_open] = useState(open || !quiet.has(box.worst));
  const seconds = box.lines.reduce((sum, { job }) => sum + (job.durationS ?? 0), 0);
  return (
    <details className={styles.box} open={is_open}>
      <summary className={styles.head}>
        <h2 className={styles.name}>{box.workflow || "Without a workflow"}</h2>
        <Sum tones={box.lines.map(({ tone }) => tone)} />
        <span className={styles.total} title="Time of all its jobs together">
          {seconds > 0 && duration(seconds)}
        </span>
      </summary>
      {box.worst === "startup_failure" && (
        <p className={styles.advice}>
          GitHub could not start this workflow, so it has no jobs: its file is usually invalid. The run on GitHub has
          the reason.
        </p>
      )}
      <ul>
        {box.lines.map((line) => (
          <JobRow key={line.key} line={line} tell_run={box.several_runs} />
        ))}
      </ul>
    </details>
  );
}

export function CheckBox({ checks }: { checks: ReturnType<typeof sortChecks> }) {
  return (
    <details className={styles.box} open={checks.some(({ tone }) => !quiet.has(tone)) || checks.length <= 10}>
      <summary className={styles.head}>
        <h2 className={styles.name}>External checks</h2>
        <Sum tones={checks.map(({ tone }) => tone)} />
        <span className={styles.total} />
      </summary>
      <ul>
        {checks.map(({ app, name, tone, title, url, durationS }) => (
          <li key={`${app} ${name}`} className={styles.check}>
            <Mark tone={tone} />
            <span className={styles.about}>
              {url === null ? (
                name
              ) : (
                <a href={url} rel="noreferrer" target="_blank">
                  {name}
                </a>
              )}{" "}
              <span className={styles.muted}>
                {app}
                {title !== null && ` · ${title}`}
              </span>
            </span>
            <span className={styles.muted}>{durationS !== null && duration(durationS)}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}

function Sum({ tones }: { tones: readonly Tone[] }) {
  return (
    <span className={styles.sum}>
      {countTones(tones).map(({ tone, count }) => (
        <span key={tone} className={styles.part} title={`${count} ${marks[tone].label.toLowerCase()}`}>
          <Mark tone={tone} label={false} />
          {count}
          <span className="visually-hidden">{marks[tone].label}</span>
        </span>
      ))}
    </span>
  );
}
