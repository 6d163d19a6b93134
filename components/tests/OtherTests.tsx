/** The rest of a commit's tests, read only once they are asked for: the slowest, and the skipped. */
import { useState } from "react";
import { Failure } from "components/frame/Failure";
import { Skeleton } from "components/frame/Skeleton";
import { type CommitTestCounts, useCommitTests } from "components/tests/queries";
import { jobWords, keyOfTest } from "components/tests/test_name";
import { TestMark } from "components/tests/TestMark";
import { TestName } from "components/tests/TestName";
import { took } from "components/tests/took";
import type { TestStatus } from "lib/model/test_status";
import styles from "components/tests/CommitTests.module.css";

const shown_max = 50;

export function OtherTests({ repo, sha, counts }: { repo: string; sha: string; counts: CommitTestCounts }) {
  return (
    <div className={styles.changed}>
      {counts.successes > 0 && <Fold title="Slowest" repo={repo} sha={sha} status="success" count={null} />}
      {counts.skipped > 0 && <Fold title="Skipped" repo={repo} sha={sha} status="skipped" count={counts.skipped} />}
    </div>
  );
}

interface FoldProps {
  title: string;
  repo: string;
  sha: string;
  status: TestStatus;
  count: number | null;
}

function Fold({ title, repo, sha, status, count }: FoldProps) {
  const [opened, setOpened] = useState(false);
  const { data, error, mutate } = useCommitTests(opened ? { repo, sha, statuses: [status], limit: shown_max } : null);
  return (
    <details className={styles.kind} onToggle={(event) => event.currentTarget.open && setOpened(true)}>
      <summary>
        {title} {count !== null && <span className={styles.number}>{count.toLocaleString("en")}</span>}
      </summary>
      {error && !data && <Failure error={error} onRetry={() => void mutate()} level={2} />}
      {opened && !data && !error && <Skeleton what="the tests" lines={4} />}
      {data && (
        <ul className={styles.changes}>
          {data.map((test) => (
            <li key={`${keyOfTest(test)} ${test.workflow_id} ${test.job_id} ${test.invoking_file}`}>
              <TestMark status={test.status} />
              <TestName repo={repo} test={test} />
              <span className={styles.jobs}>
                {status === "success" && <b>{took(test.duration_seconds)} </b>}
                {jobWords(test)}
              </span>
            </li>
          ))}
          {count !== null && count > data.length && (
            <li className={styles.jobs}>and {(count - data.length).toLocaleString("en")} more in the CSV</li>
          )}
        </ul>
      )}
    </details>
  );
}
