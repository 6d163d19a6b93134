/** One job: how its newest attempt ended, how long it waited and ran, and its earlier attempts on request. */
import { type ReactNode, useId, useState } from "react";
import { Mark } from "components/frame/Mark";
import type { JobLine } from "components/jobs/boxes";
import { duration } from "lib/browser/time";
import type { JobAnswer } from "lib/model/answers";
import { type Tone, toneOf } from "lib/model/mark";
import styles from "components/jobs/JobRow.module.css";

/** `tell_run`: several runs are listed together, so each line says what started its run. */
export function JobRow({ line: { job, tone, earlier }, tell_run }: { line: JobLine; tell_run: boolean }) {
  const [open, setOpen] = useState(false);
  const id = useId();
  return (
    <li className={styles.item}>
      <Attempt job={job} tone={tone} tell_run={tell_run}>
        {earlier.length > 0 && (
          <button
            type="button"
            className={styles.toggle}
            aria-expanded={open}
            aria-controls={open ? id : undefined}
            onClick={() => setOpen(!open)}
          >
            {open ? "Hide" : "Show"} {earlier.length} earlier
          </button>
        )}
      </Attempt>
      {open && (
        <div id={id} className={styles.earlier}>
          {earlier.map((attempt) => (
            <Attempt key={attempt.id} job={attempt} tone={toneOf(attempt)} tell_run={false} />
          ))}
        </div>
      )}
      {job.failureLines.length > 0 && <pre className={styles.lines}>{job.failureLines.join("\n")}</pre>}
    </li>
  );
}

interface AttemptProps {
  job: JobAnswer;
  tone: Tone;
  tell_run: boolean;
  children?: ReactNode;
}

function Attempt({ job, tone, tell_run, children }: AttemptProps) {
  const { htmlUrl, logUrl, jobName, runAttempt, event, queueS, durationS, runnerName } = job;
  return (
    <div className={styles.line}>
      <Mark tone={tone} />
      <span className={styles.name}>
        {htmlUrl === null ? (
          jobName
        ) : (
          <a href={htmlUrl} target="_blank" rel="noreferrer" className={styles.link}>
            {jobName}
          </a>
        )}
        {runAttempt > 1 && <span className={styles.tag}>attempt {runAttempt}</span>}
        {tell_run && event !== null && <span className={styles.tag}>{event}</span>}
        {logUrl !== null && (
          <a href={logUrl} className={styles.log}>
            log
          </a>
        )}
        {children}
      </span>
      <span className={styles.runner} title={runnerName ?? undefined}>
        {runnerName}
      </span>
      <span className={styles.fact} title="Waited for a runner">
        {queueS !== null && (
          <>
            <span className={styles.what}>queued </span>
            {duration(queueS)}
          </>
        )}
      </span>
      <span className={styles.took} title="Ran">
        {duration(durationS)}
      </span>
    </div>
  );
}
