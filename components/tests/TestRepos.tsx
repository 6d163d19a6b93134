/** The repositories that report their tests: where a page about tests begins when its address names none. */
import Link from "next/link";
import { Failure } from "components/frame/Failure";
import { Skeleton } from "components/frame/Skeleton";
import { Time } from "components/frame/Time";
import { NoTests } from "components/tests/NoTests";
import { useTestRepos } from "components/tests/queries";
import styles from "components/tests/TestRepos.module.css";

/** @param to the page's address for a repository. */
export function TestRepos({ to }: { to: (repo: string) => string }) {
  const { data, error, mutate } = useTestRepos();
  if (!data) {
    return error ? (
      <Failure error={error} onRetry={() => void mutate()} level={2} />
    ) : (
      <Skeleton what="the repositories" lines={4} />
    );
  }
  if (data.length === 0) return <NoTests repo={null} />;
  return (
    <ul className={styles.list} aria-label="Repositories with tests">
      {data.map(({ repo, tests, last_report_at }) => (
        <li key={repo}>
          <Link href={to(repo)} className={styles.repo}>
            {repo}
          </Link>
          <span className={styles.fact}>{tests.toLocaleString("en")} tests</span>
          <span className={styles.fact}>
            last report <Time iso={last_report_at} />
          </span>
        </li>
      ))}
    </ul>
  );
}
