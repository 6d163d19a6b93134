/** What a commit's tests are in comparison with its base: new, gone, skipped from now on, broken or mended. */
import { TestMark } from "components/tests/TestMark";
import { TestName } from "components/tests/TestName";
import { type TestChange, useCommitTestsChanged } from "components/tests/queries";
import { keyOfTest } from "components/tests/test_name";
import { api_paths } from "lib/browser/paths";
import styles from "components/tests/CommitTests.module.css";

const kinds: readonly { change: TestChange["change"]; title: string }[] = [
  { change: "newly_failing", title: "Newly failing" },
  { change: "newly_skipped", title: "Newly skipped" },
  { change: "removed", title: "Removed" },
  { change: "new", title: "New" },
  { change: "fixed", title: "Fixed" },
];

const shown_max = 200;

export function ChangedTests({ repo, sha, base }: { repo: string; sha: string; base: string }) {
  const { data } = useCommitTestsChanged({ repo, sha, base, limit: shown_max });
  if (!data || data.length === 0) return null;
  return (
    <section aria-labelledby="tests-changed" className={styles.changed}>
      <h3 id="tests-changed" className={styles.subtitle}>
        Since <code>{base.slice(0, 7)}</code>
        <a
          className={styles.aside_link}
          href={api_paths.savedQuery("commit_tests_changed", { repo, sha, base, limit: 10_000 }, "csv")}
          download
        >
          CSV
        </a>
      </h3>
      {kinds.map(({ change, title }) => {
        const rows = data.filter((row) => row.change === change);
        return rows.length === 0 ? null : <Kind key={change} repo={repo} title={title} rows={rows} />;
      })}
    </section>
  );
}

function Kind({ repo, title, rows }: { repo: string; title: string; rows: readonly TestChange[] }) {
  const all = rows[0]?.of_this_change ?? rows.length;
  return (
    <details className={styles.kind}>
      <summary>
        {title} <span className={styles.number}>{all.toLocaleString("en")}</span>
      </summary>
      <ul className={styles.changes}>
        {rows.map((row) => (
          <li key={`${keyOfTest(row)} ${row.job_name}`}>
            {row.status !== null && <TestMark status={row.status} />}
            {row.status === null && row.base_status !== null && <TestMark status={row.base_status} />}
            <TestName repo={repo} test={row} />
            <span className={styles.jobs}>
              {row.job_name}
              {row.jobs > 1 && ` and ${row.jobs - 1} more`}
            </span>
          </li>
        ))}
        {all > rows.length && <li className={styles.jobs}>and {(all - rows.length).toLocaleString("en")} more</li>}
      </ul>
    </details>
  );
}
