/** What a log is of: the job, how it ended, its commit; and the line that tells why it failed. */
import Link from "next/link";
import { Mark } from "components/frame/Mark";
import { Time } from "components/frame/Time";
import { paths } from "lib/browser/paths";
import { duration } from "lib/browser/time";
import { cellConclusion, isFailure } from "lib/model/conclusion";
import { marks } from "lib/model/mark";
import type { LogJob } from "clickhouse_queries/log_job/query";
import styles from "components/logs/LogHead.module.css";

interface Props {
  repo: string;
  job_id: string;
  /** Null: the HUD knows the log alone. */
  job: LogJob | null;
  onFailingLine: () => void;
}

export function LogHead({ repo, job_id, job, onFailingLine }: Props) {
  if (!job) {
    return (
      <header className={styles.head}>
        <h1 className={styles.title}>Log of job {job_id}</h1>
      </header>
    );
  }
  const tone = cellConclusion(job.status, job.conclusion);
  return (
    <header className={styles.head}>
      <div className={styles.line}>
        <Mark tone={tone} />
        <h1 className={styles.title}>
          {job.workflow_name !== "" && <span className={styles.workflow}>{job.workflow_name} / </span>}
          {job.job_name}
        </h1>
        <span className={styles.facts}>
          <span>{marks[tone].label}</span>
          {job.run_attempt > 1 && <span>attempt {job.run_attempt}</span>}
          {job.duration_seconds !== null && <span>ran {duration(job.duration_seconds)}</span>}
          {job.completed_at !== null && <Time iso={job.completed_at} />}
        </span>
        <span className={styles.links}>
          <Link href={paths.commit(repo, job.head_sha)} className={styles.sha} prefetch={false}>
            {job.head_sha.slice(0, 7)}
          </Link>
          {job.pull_number !== null && (
            <Link href={paths.pull(repo, job.pull_number, job.head_sha)} prefetch={false}>
              PR #{job.pull_number}
            </Link>
          )}
          {job.html_url !== null && (
            <a href={job.html_url} target="_blank" rel="noreferrer">
              On GitHub
            </a>
          )}
        </span>
      </div>
      <Finding repo={repo} job={job} onFailingLine={onFailingLine} />
    </header>
  );
}

function Finding({ repo, job, onFailingLine }: { repo: string; job: LogJob; onFailingLine: () => void }) {
  const { failure_rule, failure_line, failure_line_num, failure_captures } = job;
  if (failure_line === null || failure_line_num === null) {
    if (!job.has_log || !isFailure(job.conclusion)) return null;
    return (
      <p className={styles.unknown}>
        No rule knows this failure yet. <Link href={paths.rules({ repo })}>Write one</Link>, and the HUD will find its
        line in every log like this.
      </p>
    );
  }
  const capture = failure_captures.join(" ");
  return (
    <div className={styles.finding}>
      <button type="button" className={styles.jump} onClick={onFailingLine} title="Go to this line">
        <span className={styles.where}>Line {failure_line_num.toLocaleString("en")}</span>
        <code className={styles.text}>{failure_line}</code>
      </button>
      <span className={styles.about}>
        {failure_rule !== null && (
          <Link href={paths.rules({ rule: failure_rule })} className={styles.rule} title="The rule that found it">
            {failure_rule}
          </Link>
        )}
        {capture !== "" && (
          <Link href={paths.failure(repo, capture)} title="Failures of the last days that say the same">
            Similar failures
          </Link>
        )}
      </span>
    </div>
  );
}
