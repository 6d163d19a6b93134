/** What stands in a log's place while it is read, when it is empty, and when it cannot be had: and what to do then. */
import Link from "next/link";
import { Failure, Notice } from "components/frame/Failure";
import { LogExcerpt } from "components/logs/LogExcerpt";
import type { LogState } from "components/logs/log_reader";
import { ApiError } from "lib/browser/fetch_json";
import { paths } from "lib/browser/paths";
import { isFailure } from "lib/model/conclusion";
import { no_log_sentence } from "lib/model/log_finding";
import type { LogJob } from "clickhouse_queries/log_job/query";
import styles from "components/logs/LogState.module.css";

/** The failing line is known before the log has arrived. */
export function ReadingLog({ log, job }: { log: LogState; job: LogJob | null }) {
  const megabytes = (log.bytes / 1e6).toLocaleString("en", { maximumFractionDigits: 1 });
  return (
    <div className={styles.reading}>
      <p className={styles.progress} role="status">
        Reading the log…
        {log.bytes > 1e6 && ` ${megabytes} MB, ${log.lines.toLocaleString("en")} lines`}
      </p>
      {job !== null && (
        <LogExcerpt line={job.failure_line} line_num={job.failure_line_num} context={job.failure_context} />
      )}
    </div>
  );
}

/** While the line that is looked at is there already, and the rest is on its way. */
export function ReadingOn({ log }: { log: LogState }) {
  return (
    <p className={styles.on} role="status">
      Reading the log…{" "}
      <span aria-hidden="true">{(log.bytes / 1e6).toLocaleString("en", { maximumFractionDigits: 0 })} MB</span>
    </p>
  );
}

export function EmptyLog() {
  return (
    <Notice title="The log is empty" level={2}>
      <p>The job has written nothing. A job that is cancelled before its first step has such a log.</p>
    </Notice>
  );
}

interface FailureProps {
  repo: string;
  job: LogJob | null;
  failure: { status: number; message: string };
  onRetry: () => void;
}

export function LogFailure({ repo, job, failure, onRetry }: FailureProps) {
  if (failure.status !== 404 && failure.status !== 410) {
    return <Failure error={new ApiError(failure.message, failure.status)} onRetry={onRetry} level={2} />;
  }
  return (
    <Notice title={missing(job)} level={2}>
      <p>{refusal(failure.message) ?? reason(job)}</p>
      <ul className={styles.ways}>
        {job !== null && job.html_url !== null && (
          <li>
            <a href={job.html_url} target="_blank" rel="noreferrer">
              The job on GitHub
            </a>{" "}
            has its log as long as GitHub keeps it.
          </li>
        )}
        {job !== null && (
          <li>
            <Link href={paths.commit(repo, job.head_sha)}>All jobs of commit {job.head_sha.slice(0, 7)}</Link>
          </li>
        )}
        <li>
          Who has the log of a GitHub Actions job can send it: <code>PUT /api/log/{repo}/&lt;job id&gt;</code>, as{" "}
          <Link href={paths.apiDocs()}>the API reference</Link> describes. Jobs of other CI systems have no logs here.
        </li>
      </ul>
      <LogExcerpt
        line={job?.failure_line ?? null}
        line_num={job?.failure_line_num ?? null}
        context={job?.failure_context ?? []}
      />
    </Notice>
  );
}

function missing(job: LogJob | null): string {
  if (!job) return "There is no log of this job";
  if (job.status !== "completed") return "The job has not ended yet";
  return job.has_log ? "The log of this job is not kept any more" : "No log of this job is kept";
}

/** What the HUD knows of why GitHub does not give it the log; null when it says no more than that there is none. */
function refusal(message: string): string | null {
  const lead = `${no_log_sentence}: `;
  return message.startsWith(lead) ? `${message.slice(lead.length)}.` : null;
}

function reason(job: LogJob | null): string {
  if (!job) return "The HUD has heard neither of the job nor of its log. The address may be mistyped.";
  if (job.status !== "completed") return "GitHub gives a job's log out when the job is over. Then it appears here.";
  if (job.has_log) return "It was there, and its time in the archive is over. What was found in it is kept.";
  if (isFailure(job.conclusion)) {
    return "The HUD fetches logs of failed jobs within seconds, if it has a GitHub token or App to ask with: the page about setting up says whether it has.";
  }
  return "The HUD keeps the logs of jobs that did not succeed. With HUD_LOGS=all it keeps every log.";
}
