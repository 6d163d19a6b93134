/** The line of a job's log that says why it failed, with the lines around it on request, and ways on from there. */
import { useState } from "react";
import Link from "next/link";
import { paths } from "lib/browser/paths";
import type { JobAnswer } from "lib/model/answers";
import styles from "components/jobs/FailureLine.module.css";

type Props = {
  repo: string;
  job: Pick<JobAnswer, "id" | "failureLines" | "failureLineNum" | "failureContext" | "failureCaptures" | "failureRule">;
};

export function FailureLine({ repo, job }: Props) {
  const [open, setOpen] = useState(false);
  const [line] = job.failureLines;
  if (line === undefined) return null;
  const at = job.failureLineNum;
  const log = paths.job(repo, job.id, at === null ? null : { first: at, last: at });
  const [capture] = job.failureCaptures;
  return (
    <div className={styles.block}>
      {open ? (
        <pre className={styles.context}>
          {job.failureContext.map((text, index) => (
            <span key={index} className={text === line ? styles.failing : undefined}>
              {text}
              {"\n"}
            </span>
          ))}
        </pre>
      ) : (
        <Link href={log} prefetch={false} className={styles.line} title={line}>
          {line}
        </Link>
      )}
      <span className={styles.links}>
        {job.failureContext.length > 1 && (
          <button type="button" className={styles.toggle} aria-expanded={open} onClick={() => setOpen(!open)}>
            {open ? "Less" : "Context"}
          </button>
        )}
        {at !== null && (
          <Link href={log} prefetch={false}>
            Line {at}
          </Link>
        )}
        {capture !== undefined && job.failureRule !== null && (
          <Link href={paths.failure(repo, capture)} prefetch={false} title={`Rule: ${job.failureRule}`}>
            Similar failures
          </Link>
        )}
      </span>
    </div>
  );
}
