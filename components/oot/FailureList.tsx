/** What fails at a backend now, newest first: before anything else on its page. */
import Link from "next/link";
import { Isolated } from "components/frame/Isolated";
import { Mark } from "components/frame/Mark";
import { Time } from "components/frame/Time";
import { JobFacts } from "components/oot/JobFacts";
import { Outside } from "components/oot/Outside";
import { SubjectLink } from "components/oot/SubjectLink";
import { paths } from "lib/browser/paths";
import { jobLabel, ootTone } from "lib/model/oot";
import type { OotBackendAnswer } from "lib/model/oot_answers";
import shared from "components/frame/Page.module.css";
import styles from "components/oot/FailureList.module.css";

/** More than these open on demand. */
const open_max = 8;

type Failures = OotBackendAnswer["failures"];

export function FailureList({ failures, more }: { failures: Failures; more: boolean }) {
  if (failures.length === 0) return null;
  return (
    <section aria-labelledby="failures">
      <h2 id="failures" className={shared.heading}>
        Failing now
        <span className={shared.aside}>
          {more ? "the newest " : ""}
          {failures.length} {failures.length === 1 ? "job" : "jobs"} whose newest attempt failed
        </span>
      </h2>
      <div className={styles.list}>
        <Rows failures={failures.slice(0, open_max)} />
        {failures.length > open_max && (
          <details>
            <summary className={styles.more}>{failures.length - open_max} more</summary>
            <Rows failures={failures.slice(open_max)} />
          </details>
        )}
      </div>
    </section>
  );
}

function Rows({ failures }: { failures: Failures }) {
  return (
    <ul>
      {failures.map((job) => (
        <li key={`${job.delivery_id} ${job.check_run_id} ${jobLabel(job)}`} className={styles.row}>
          <Mark tone={ootTone(job)} />
          <span className={styles.job}>
            <Outside href={job.url}>{jobLabel(job)}</Outside>
            <span className={styles.facts}>
              <JobFacts job={job} />
            </span>
          </span>
          <span className={styles.subject}>
            <SubjectLink subject={job} />
            {job.head_sha !== null && job.upstream_repo !== null && job.pr !== null && (
              <Link href={paths.commit(job.upstream_repo, job.head_sha)} className={styles.sha} prefetch={false}>
                {job.head_sha.slice(0, 7)}
              </Link>
            )}
            {job.title !== null && (
              <span className={styles.title}>
                <Isolated text={job.title} />
              </span>
            )}
          </span>
          <span className={styles.time}>
            <Time iso={job.last_heard_at} />
          </span>
        </li>
      ))}
    </ul>
  );
}
