/** The tests of a commit that failed or are flaky: each opens to what its report says of the failure. */
import Link from "next/link";
import { CopyButton } from "components/frame/Copyable";
import { Failure } from "components/frame/Failure";
import { Skeleton } from "components/frame/Skeleton";
import { type CommitTest, type TestStrip, useCommitTests } from "components/tests/queries";
import { Strip } from "components/tests/Strip";
import { firstLine, jobWords, keyOfTest, placeOfTest } from "components/tests/test_name";
import { TestMark } from "components/tests/TestMark";
import { useStrips } from "components/tests/use_strips";
import { paths } from "lib/browser/paths";
import { took } from "components/tests/took";
import page from "components/frame/Page.module.css";
import styles from "components/tests/CommitTests.module.css";

const shown_max = 100;

export function FailedTests({ repo, sha, hurt }: { repo: string; sha: string; hurt: number }) {
  const { data, error, mutate } = useCommitTests({
    repo,
    sha,
    statuses: ["failure", "error", "flaky"],
    limit: shown_max,
  });
  const tests = byTest(data ?? []);
  const strips = useStrips(
    repo,
    tests.flatMap(([first]) => first ?? []),
  );
  if (!data) {
    return error ? (
      <Failure error={error} onRetry={() => void mutate()} level={2} />
    ) : (
      <Skeleton what="the failed tests" lines={4} />
    );
  }
  return (
    <>
      <ul className={styles.list} aria-label="Failed and flaky tests">
        {tests.map((cases) => {
          const [first] = cases;
          if (!first) return null;
          const key = keyOfTest(first);
          return (
            <li key={key}>
              <FailedTest repo={repo} first={first} cases={cases} strip={strips.get(key)} />
            </li>
          );
        })}
      </ul>
      {hurt > data.length && (
        <p className={page.legend}>
          The first {data.length} cases of {hurt.toLocaleString("en")}; the CSV has them all.
        </p>
      )}
    </>
  );
}

/** One test that fails in many jobs is one failure to look at. In the order given, the worst first. */
function byTest(tests: readonly CommitTest[]): CommitTest[][] {
  const groups = new Map<string, CommitTest[]>();
  for (const test of tests) {
    const group = groups.get(keyOfTest(test));
    if (group) group.push(test);
    else groups.set(keyOfTest(test), [test]);
  }
  return [...groups.values()];
}

interface FailedTestProps {
  repo: string;
  first: CommitTest;
  cases: readonly CommitTest[];
  strip: TestStrip | undefined;
}

function FailedTest({ repo, first, cases, strip }: FailedTestProps) {
  const place = placeOfTest(first);
  return (
    <details className={styles.test}>
      <summary className={styles.summary}>
        <TestMark status={first.status} />
        <span className={styles.about}>
          <b className={styles.name}>{first.name}</b> <span className={page.aside}>{place}</span>
          {cases.length > 1 && <span className={styles.times}>in {cases.length} jobs</span>}
          {first.message !== "" && <span className={styles.message}>{firstLine(first.message)}</span>}
        </span>
        {strip && <Strip repo={repo} {...strip} links={false} />}
      </summary>
      {cases.map((test, index) => (
        <Case key={index} repo={repo} test={test} first={index === 0} />
      ))}
    </details>
  );
}

/** One job's failure of it. The first one also leads to the test itself. */
function Case({ repo, test, first }: { repo: string; test: CommitTest; first: boolean }) {
  const { duration_seconds, tries, failed_attempt, failed_job_id, message, text } = test;
  return (
    <div className={styles.detail}>
      <p className={styles.facts}>
        {first && (
          <Link href={paths.test(repo, test)} prefetch={false}>
            History of the test
          </Link>
        )}
        <span>
          <TestMark status={test.status} /> <JobLink repo={repo} id={test.job_id} words={jobWords(test)} />
          {test.run_attempt > 1 && `, attempt ${test.run_attempt}`}
        </span>
        <span>took {took(duration_seconds)}</span>
        {tries > 1 && <span>tried {tries} times within the report</span>}
        {failed_attempt !== null && (
          <span>
            failed in <JobLink repo={repo} id={failed_job_id ?? 0} words={`attempt ${failed_attempt}`} />, passed in
            attempt {test.run_attempt}
          </span>
        )}
      </p>
      <Output message={message} text={text} />
    </div>
  );
}

function JobLink({ repo, id, words }: { repo: string; id: number; words: string }) {
  if (id === 0) return <>{words}</>;
  return (
    <Link href={paths.job(repo, id)} prefetch={false}>
      {words}
    </Link>
  );
}

/** Other people's text, as text: the message, and what follows unless it begins with the same. */
function Output({ message, text }: { message: string; text: string }) {
  const whole = text.trim() === "" ? message : text.includes(firstLine(message)) ? text : `${message}\n\n${text}`;
  if (whole.trim() === "") return <p className={page.aside}>The report says nothing more of it.</p>;
  return (
    <div className={styles.output}>
      <pre tabIndex={0} aria-label="The failure">
        {whole}
      </pre>
      <CopyButton text={whole} what="the failure" />
    </div>
  );
}
