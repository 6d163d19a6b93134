/** Each job of a backend over the period: how often it passes and how long it takes; the least reliable first. */
import { DurationTrend, PassTrend } from "components/oot/PassTrend";
import { duration } from "lib/browser/time";
import { jobLabel } from "lib/model/oot";
import type { OotJobTrend } from "lib/model/oot_answers";
import { percentText } from "lib/model/oot_trend";
import shared from "components/frame/Page.module.css";
import styles from "components/oot/JobTrends.module.css";

const open_max = 12;
const size = { width: 200, height: 36 };

export function JobTrends({ jobs }: { jobs: readonly OotJobTrend[] }) {
  if (jobs.length === 0) return null;
  return (
    <section className={shared.section} aria-labelledby="jobs">
      <h2 id="jobs" className={shared.heading}>
        Jobs <span className={shared.aside}>the least reliable first</span>
      </h2>
      <ul className={styles.list}>
        {jobs.slice(0, open_max).map((job) => (
          <JobCard key={jobLabel(job)} job={job} />
        ))}
      </ul>
      {jobs.length > open_max && (
        <details className={styles.more}>
          <summary>{jobs.length - open_max} more jobs</summary>
          <ul className={styles.list}>
            {jobs.slice(open_max).map((job) => (
              <JobCard key={jobLabel(job)} job={job} />
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

function JobCard({ job }: { job: OotJobTrend }) {
  const { passed, total, p50_duration_s, p90_duration_s, trend } = job;
  const name = jobLabel(job);
  return (
    <li className={styles.card}>
      <h3 className={styles.name}>{name}</h3>
      <div className={styles.chart}>
        <p>
          <b className={styles.figure}>{percentText(total === 0 ? 0 : passed / total)}</b>{" "}
          <span className={styles.muted}>
            {passed.toLocaleString("en")} of {total.toLocaleString("en")} passed
          </span>
        </p>
        <PassTrend trend={trend} of={name} size={size} />
      </div>
      <div className={styles.chart}>
        <p>
          <b className={styles.figure}>{duration(p50_duration_s)}</b>{" "}
          <span className={styles.muted}>p90 {duration(p90_duration_s)}</span>
        </p>
        <DurationTrend trend={trend} of={name} size={size} />
      </div>
    </li>
  );
}
