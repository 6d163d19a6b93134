/** One job: how its newest attempt ended, how long it waited and ran, why it failed, and its earlier attempts on request. */
import { type ReactNode, useId, useState } from "react";
import Link from "next/link";
import { Isolated } from "components/frame/Isolated";
import { Mark } from "components/frame/Mark";
import type { JobLine } from "components/jobs/boxes";
import { FailureLine } from "components/jobs/FailureLine";
import { useWantedJob } from "components/jobs/JobTarget";
import { paths } from "lib/browser/paths";
import { duration } from "lib/browser/time";
import { useNow } from "lib/browser/use_now";
import type { JobAnswer } from "lib/model/answers";
import { isUnfinished } from "lib/model/conclusion";
import { type Tone, toneOf } from "lib/model/mark";
import { type TimeSpent, timeSpent } from "lib/model/time_spent";
import type { Verdict } from "lib/model/triage";
import { kind_labels } from "lib/model/triage_words";
import styles from "components/jobs/JobRow.module.css";

interface Props {
  repo: string;
  line: JobLine;
  /** Several runs are listed together, so each line says what started its run. */
  tell_run: boolean;
  verdict: Verdict | null;
}

export function JobRow({ repo, line: { job, tone, earlier }, tell_run, verdict }: Props) {
  const [open, setOpen] = useState(false);
  const wanted = useWantedJob();
  const asked = wanted !== null && earlier.some((attempt) => attempt.id === wanted.id) ? wanted : null;
  const [answered, setAnswered] = useState<typeof asked>(null);
  // Each time that the address asks for an earlier attempt they unfold; in between the reader may fold them.
  if (asked !== answered) {
    setAnswered(asked);
    if (asked !== null) setOpen(true);
  }
  const id = useId();
  return (
    <li className={styles.item}>
      <Attempt repo={repo} job={job} tone={tone} tell_run={tell_run}>
        {verdict !== null && !verdict.settled && (
          <span className={styles.tag}>{kind_labels[verdict.kind].toLowerCase()}</span>
        )}{" "}
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
            <Attempt key={attempt.id} repo={repo} job={attempt} tone={toneOf(attempt)} tell_run={false} />
          ))}
        </div>
      )}
    </li>
  );
}

interface AttemptProps {
  repo: string;
  job: JobAnswer;
  tone: Tone;
  tell_run: boolean;
  children?: ReactNode;
}

function Attempt({ repo, job, tone, tell_run, children }: AttemptProps) {
  const { htmlUrl, logUrl, jobName, runAttempt, event, runnerName } = job;
  return (
    <div className={styles.attempt} data-job={job.id}>
      <div className={styles.line}>
        <Mark tone={tone} />
        <span className={styles.name}>
          {htmlUrl === null ? (
            <Isolated text={jobName} />
          ) : (
            <a href={htmlUrl} target="_blank" rel="noreferrer" className={styles.link}>
              <Isolated text={jobName} />
            </a>
          )}
          {/* The spaces are where a line may break: a name is not to be torn off its last word. */}
          {runAttempt > 1 && (
            <>
              {" "}
              <span className={styles.tag}>attempt {runAttempt}</span>
            </>
          )}
          {tell_run && event !== null && (
            <>
              {" "}
              <span className={styles.tag}>{event}</span>
            </>
          )}
          {logUrl !== null && (
            <>
              {" "}
              <Link href={paths.job(repo, job.id)} prefetch={false} className={styles.log}>
                log
              </Link>
            </>
          )}{" "}
          {children}
        </span>
        <span className={styles.runner} title={runnerName ?? undefined}>
          {runnerName}
        </span>
        {isUnfinished(job.conclusion) ? <TimesSoFar job={job} /> : <Times spent={timeSpent(job, null)} />}
      </div>
      <div className={styles.lines}>
        <FailureLine repo={repo} job={job} />
      </div>
    </div>
  );
}

/** Apart, so that only rows of jobs that have not ended are drawn again as time passes. */
function TimesSoFar({ job }: { job: JobAnswer }) {
  return <Times spent={timeSpent(job, useNow())} />;
}

function Times({ spent: { queue_seconds, run_seconds, going } }: { spent: TimeSpent }) {
  return (
    <>
      <span
        className={going === "queue" ? styles.waits : styles.fact}
        title={going === "queue" ? "Waits for a runner" : "Waited for a runner"}
      >
        {queue_seconds !== null && `queued ${duration(queue_seconds)}`}
      </span>
      <span className={styles.took} title={going === "run" ? "Has run so far" : "Ran"}>
        {duration(run_seconds)}
      </span>
    </>
  );
}
