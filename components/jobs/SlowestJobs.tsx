/** The jobs that took longest, each with the way to its row. */
import { useId } from "react";
import { Isolated } from "components/frame/Isolated";
import { JobLink } from "components/jobs/JobTarget";
import type { Totals } from "components/jobs/timeline";
import { duration } from "lib/browser/time";
import styles from "components/jobs/SlowestJobs.module.css";

export function SlowestJobs({ jobs }: { jobs: Totals["slowest"] }) {
  const id = useId();
  if (jobs.length === 0) return null;
  return (
    <div className={styles.row}>
      <h2 id={id} className={styles.title}>
        Slowest jobs
      </h2>
      <ol aria-labelledby={id} className={styles.list}>
        {jobs.map((job) => (
          <li key={job.id} className={styles.item}>
            <JobLink id={job.id} className={styles.name} title={job.name}>
              <Isolated text={job.name} />
            </JobLink>{" "}
            <span className={styles.took} title={job.going ? "So far" : undefined}>
              {duration(job.seconds)}
            </span>
          </li>
        ))}
      </ol>
    </div>
  );
}
