/** The different ways in which one test fails, the most frequent first. */
import Link from "next/link";
import { Time } from "components/frame/Time";
import { useTestFailureClusters } from "components/tests/queries";
import type { TestIdentity } from "components/tests/test_name";
import { paths } from "lib/browser/paths";
import page from "components/frame/Page.module.css";
import styles from "components/tests/TestHistory.module.css";

const named_max = 3;

export function FailureClusters(params: TestIdentity & { repo: string; branch: string; days: number }) {
  const { data } = useTestFailureClusters({ ...params, limit: 20 });
  if (!data || data.length === 0) return null;
  const { repo } = params;
  return (
    <section className={page.section} aria-labelledby="clusters">
      <h2 id="clusters" className={page.heading}>
        How it fails <span className={page.aside}>alike but for numbers and addresses</span>
      </h2>
      <ul className={styles.clusters}>
        {data.map(
          ({ pattern, message, failures, commits, branches, jobs, first_seen, last_seen, head_sha, job_id }) => (
            <li key={pattern} className={styles.cluster}>
              <span className={styles.times}>
                <b>{failures.toLocaleString("en")}×</b> on {commits} {commits === 1 ? "commit" : "commits"}
              </span>
              <div className={styles.told}>
                <pre className={styles.message} tabIndex={0} aria-label="The newest message">
                  {message === "" ? "(no message)" : message}
                </pre>
                <p className={styles.where}>
                  <span>{some(jobs)}</span>
                  <span>on {some(branches)}</span>
                  <span>
                    first <Time iso={first_seen} />, last <Time iso={last_seen} />
                  </span>
                  {job_id !== 0 && (
                    <Link href={paths.job(repo, job_id)} prefetch={false}>
                      newest log
                    </Link>
                  )}
                  {head_sha !== "" && (
                    <Link href={paths.commit(repo, head_sha)} prefetch={false} className={styles.run}>
                      {head_sha.slice(0, 7)}
                    </Link>
                  )}
                </p>
              </div>
            </li>
          ),
        )}
      </ul>
    </section>
  );
}

function some(names: readonly string[]): string {
  const known = names.map((name) => (name === "" ? "unknown" : name));
  return known.length <= named_max
    ? known.join(", ")
    : `${known.slice(0, named_max).join(", ")} and ${known.length - named_max} more`;
}
