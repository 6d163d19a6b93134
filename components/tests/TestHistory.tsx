/** One test: how reliable it is and where not, how it fails, how long it takes, and its runs. */
import Link from "next/link";
import { useRouter } from "next/router";
import { CopyButton } from "components/frame/Copyable";
import { Failure, Notice, StaleNotice } from "components/frame/Failure";
import { TextFilter } from "components/frame/Filters";
import { Skeleton } from "components/frame/Skeleton";
import { Time } from "components/frame/Time";
import { word } from "components/frame/place";
import { FailureClusters } from "components/tests/FailureClusters";
import { byBranch, byJob, groupRuns, outcomeOf, rateWords } from "components/tests/history";
import { useTestHistory, useTestSearch } from "components/tests/queries";
import { RunGroups } from "components/tests/RunGroups";
import { RunList } from "components/tests/RunList";
import { TestCharts } from "components/tests/TestCharts";
import { DaysChoice } from "components/tests/TestsHead";
import { keyOfTest, placeOfTest, type TestIdentity } from "components/tests/test_name";
import { periods, testsView } from "components/tests/view";
import { api_paths, paths } from "lib/browser/paths";
import { useAddress } from "lib/browser/use_address";
import page from "components/frame/Page.module.css";
import styles from "components/tests/TestHistory.module.css";

const days_default = 30;
const runs_max = 1_000;

export function TestHistory() {
  const { query } = useRouter();
  const { repo, days, branch } = testsView(query, { days: days_default });
  const test = {
    name: word(query, "name") ?? "",
    classname: word(query, "classname") ?? "",
    file: word(query, "file") ?? "",
  };
  if (repo === null || test.name === "") {
    return (
      <Notice title="Which test?">
        <p>The address names no repository and test.</p>
        <p>
          <Link href={paths.tests(repo)}>Find one by its name.</Link>
        </p>
      </Notice>
    );
  }
  return <History key={`${repo} ${keyOfTest(test)}`} {...{ repo, test, days, branch }} />;
}

interface Props {
  repo: string;
  test: TestIdentity;
  days: number;
  branch: string;
}

function History({ repo, test, days, branch }: Props) {
  const change = useAddress();
  const params = { repo, ...test, branch, days };
  const { data, error, mutate } = useTestHistory({ ...params, limit: runs_max });
  const retry = () => void mutate();
  return (
    <>
      {error && data && <StaleNotice error={error} onRetry={retry} />}
      <div className={page.page}>
        <Head repo={repo} test={test} csv={api_paths.savedQuery("test_history", { ...params, limit: 10_000 }, "csv")} />
        <div className={page.filters}>
          <DaysChoice days={days} choices={periods} normal={days_default} />
          <TextFilter
            label="Only this branch"
            placeholder="Every branch"
            value={branch}
            onType={(typed) => change({ branch: typed })}
          />
        </div>
        {!data && (error ? <Failure error={error} onRetry={retry} level={2} /> : <Skeleton what="the test's runs" />)}
        {data?.length === 0 && (
          <p className={page.nothing}>
            It has not run {branch !== "" && `on ${branch} `}within {days} days.
          </p>
        )}
        {data && data.length > 0 && (
          <>
            <Facts runs={data} repo={repo} test={test} />
            <TestCharts {...params} />
            <FailureClusters {...params} />
            <RunGroups title="By job" repo={repo} groups={groupRuns(data, byJob)} />
            <RunGroups title="By branch" repo={repo} groups={groupRuns(data, byBranch)} />
            <RunList repo={repo} runs={data} more={data.length === runs_max} />
          </>
        )}
      </div>
    </>
  );
}

function Head({ repo, test, csv }: { repo: string; test: TestIdentity; csv: string }) {
  const place = placeOfTest(test);
  return (
    <header className={page.head}>
      <div className={styles.what}>
        <p className={page.muted}>
          <Link href={paths.tests(repo)}>Tests of {repo}</Link>
        </p>
        <h1 className={styles.name}>
          {test.name} <CopyButton text={test.name} what="the test's name" />
        </h1>
        {place !== "" && <p className={page.muted}>{place}</p>}
      </div>
      <div className={page.actions}>
        <a className={page.action} href={csv} download>
          Download CSV
        </a>
      </div>
    </header>
  );
}

function Facts({ runs, repo, test }: { runs: Parameters<typeof outcomeOf>[0]; repo: string; test: TestIdentity }) {
  const { pass_rate, failed, flaky, skipped } = outcomeOf(runs);
  // Words find every test that contains them: of those it is the one of just this name.
  const words = [test.name, test.classname, test.file].join(" ").slice(0, 500);
  const known = useTestSearch({ repo, q: words, limit: 50 }).data?.find((one) => keyOfTest(one) === keyOfTest(test));
  const facts = [
    { words: "pass rate", value: rateWords(pass_rate) },
    { words: runs.length === 1 ? "run" : "runs", value: runs.length.toLocaleString("en") },
    { words: "failed", value: failed.toLocaleString("en") },
    { words: "flaky", value: flaky.toLocaleString("en") },
    { words: "skipped", value: skipped.toLocaleString("en") },
  ];
  return (
    <dl className={styles.facts}>
      {facts.map(({ words: of, value }) => (
        <div key={of}>
          <dt>{of}</dt>
          <dd>{value}</dd>
        </div>
      ))}
      {known && (
        <div>
          <dt>first seen</dt>
          <dd>
            <Time iso={known.first_seen} />
          </dd>
        </div>
      )}
    </dl>
  );
}
