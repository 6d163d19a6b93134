/** What a commit's test reports say: what failed first, then what changed since the base, then what took long. */
import { SectionBoundary } from "components/frame/SectionBoundary";
import { Failure } from "components/frame/Failure";
import { ChangedTests } from "components/tests/ChangedTests";
import { FailedTests } from "components/tests/FailedTests";
import { OtherTests } from "components/tests/OtherTests";
import { type CommitTestCounts, useCommitTestCounts } from "components/tests/queries";
import { TestMark } from "components/tests/TestMark";
import { api_paths } from "lib/browser/paths";
import { took } from "components/tests/took";
import type { TestStatus } from "lib/model/test_status";
import page from "components/frame/Page.module.css";
import styles from "components/tests/CommitTests.module.css";

interface Props {
  repo: string;
  sha: string;
  /** The commit to compare with; null: none is known. */
  base: string | null;
}

export function CommitTests(props: Props) {
  return (
    <SectionBoundary title="Tests" place={`${props.repo}@${props.sha}`}>
      <Tests {...props} />
    </SectionBoundary>
  );
}

/** Nothing at all when no report has come: many projects send none. */
function Tests({ repo, sha, base }: Props) {
  const { data, error, mutate } = useCommitTestCounts(repo, sha);
  const before = useCommitTestCounts(repo, base).data?.[0];
  const [counts] = data ?? [];
  if (!counts) {
    return error && error.problem !== "not_found" ? (
      <Failure error={error} onRetry={() => void mutate()} level={2} />
    ) : null;
  }
  const hurt = counts.failures + counts.errors + counts.flaky;
  return (
    <section className={styles.section} aria-labelledby="tests">
      <header className={styles.head}>
        <h2 id="tests" className={styles.title}>
          Tests{" "}
          <span className={page.aside}>
            {counts.total.toLocaleString("en")} in {counts.jobs} {counts.jobs === 1 ? "job" : "jobs"},{" "}
            {took(counts.duration_seconds)} in all
            {counts.unfinished_reports > 0 && `; ${counts.unfinished_reports} reports are still being stored`}
          </span>
        </h2>
        <a
          className={page.action}
          href={api_paths.savedQuery("commit_tests", { repo, sha, limit: 10_000 }, "csv")}
          download
        >
          CSV
        </a>
      </header>
      <Counts counts={counts} before={before} />
      {hurt > 0 && <FailedTests repo={repo} sha={sha} hurt={hurt} />}
      {base !== null && before && <ChangedTests repo={repo} sha={sha} base={base} />}
      <OtherTests repo={repo} sha={sha} counts={counts} />
    </section>
  );
}

const shown: readonly { status: TestStatus; field: keyof CommitTestCounts; words: string }[] = [
  { status: "failure", field: "failures", words: "failed" },
  { status: "error", field: "errors", words: "with errors" },
  { status: "flaky", field: "flaky", words: "flaky" },
  { status: "skipped", field: "skipped", words: "skipped" },
  { status: "success", field: "successes", words: "passed" },
];

function Counts({ counts, before }: { counts: CommitTestCounts; before: CommitTestCounts | undefined }) {
  return (
    <ul className={styles.counts} aria-label="Tests by outcome">
      {shown
        .filter(({ field }) => counts[field] > 0 || (before?.[field] ?? 0) > 0)
        .map(({ status, field, words }) => (
          <li key={status} className={styles.count}>
            <TestMark status={status} label={false} />
            <b>{counts[field].toLocaleString("en")}</b> {words}
            {before && <Delta by={counts[field] - before[field]} />}
          </li>
        ))}
    </ul>
  );
}

function Delta({ by }: { by: number }) {
  if (by === 0) return null;
  const words = `${by > 0 ? "+" : "−"}${Math.abs(by).toLocaleString("en")}`;
  return (
    <span className={page.aside} title="In comparison with the base commit">
      {words}
    </span>
  );
}
