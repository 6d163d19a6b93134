/** The line of a job's log that says why it failed, with the lines around it on request, and ways on from there; or that none is known. */
import { useState } from "react";
import Link from "next/link";
import { Spelled } from "components/frame/Isolated";
import { paths } from "lib/browser/paths";
import type { JobAnswer } from "lib/model/answers";
import { isFailure } from "lib/model/conclusion";
import styles from "components/jobs/FailureLine.module.css";

interface Props {
  repo: string;
  job: JobAnswer;
}

export function FailureLine({ repo, job }: Props) {
  const [open, setOpen] = useState(false);
  const [line] = job.failureLines;
  if (line === undefined) return <NoLine repo={repo} job={job} />;
  const at = job.failureLineNum;
  const log = paths.job(repo, job.id, at === null ? null : { first: at, last: at });
  const [capture] = job.failureCaptures;
  return (
    <div className={styles.block}>
      {open ? (
        <pre className={styles.context}>
          {job.failureContext.map((text, index) => (
            <span key={index} className={text === line ? styles.failing : undefined}>
              <Spelled text={text} all />
              {"\n"}
            </span>
          ))}
        </pre>
      ) : (
        <Link href={log} prefetch={false} className={styles.line} title={line}>
          <Spelled text={line} all />
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
            Line {at.toLocaleString("en")}
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

/** Of other CI systems no logs are kept, and a run without jobs, which stands here as one, has none. */
function NoLine({ repo, job: { id, runId, provider, conclusion, logUrl, failureRule } }: Props) {
  if (provider !== "github" || !isFailure(conclusion) || id === runId) return null;
  const is_unknown = logUrl !== null && failureRule === null;
  return (
    <div className={styles.block}>
      <span className={styles.nothing}>
        {is_unknown ? "No rule knows this failure" : "No log of this failure is kept"}
      </span>
      <span className={styles.links}>
        <Link href={paths.job(repo, id)} prefetch={false}>
          {is_unknown ? "Read its log" : "Why"}
        </Link>
        {is_unknown && (
          <Link href={paths.rules({ repo })} prefetch={false}>
            Write a rule
          </Link>
        )}
      </span>
    </div>
  );
}
