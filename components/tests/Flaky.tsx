/** A repository's flaky tests, ranked by how many commits they hurt, each with the proof. */
import Link from "next/link";
import { useRouter } from "next/router";
import { ChartPlace } from "components/charts/ChartPlace";
import { DayBars } from "components/charts/DayBars";
import { byDay, dayWords, lastDays } from "components/charts/days";
import { TrendLine } from "components/charts/TrendLine";
import { DataTable, type DataColumn } from "components/frame/DataTable";
import { Failure, StaleNotice } from "components/frame/Failure";
import { TextFilter } from "components/frame/Filters";
import { Skeleton } from "components/frame/Skeleton";
import { Time } from "components/frame/Time";
import { NoTests } from "components/tests/NoTests";
import { type FlakyTest, useFlakyTests, useFlakyTrend, useTestSearch } from "components/tests/queries";
import { TestName } from "components/tests/TestName";
import { TestRepos } from "components/tests/TestRepos";
import { DaysChoice, TestsHead } from "components/tests/TestsHead";
import { firstLine, jobWords, keyOfTest } from "components/tests/test_name";
import { periods, testsView } from "components/tests/view";
import { api_paths, paths } from "lib/browser/paths";
import { useAddress } from "lib/browser/use_address";
import { useNow } from "lib/browser/use_now";
import charts from "components/charts/DayChart.module.css";
import page from "components/frame/Page.module.css";
import styles from "components/tests/Flaky.module.css";

const days_default = 30;
const shown_max = 100;

export function Flaky() {
  const { query } = useRouter();
  const { repo, days, branch } = testsView(query, { days: days_default });
  const change = useAddress();
  const params = repo === null ? null : { repo, branch, days, limit: shown_max };
  const { data, error, mutate } = useFlakyTests(params);
  const retry = () => void mutate();
  const csv = params && api_paths.savedQuery("flaky_tests", { ...params, limit: 1_000 }, "csv");
  return (
    <>
      {error && data && <StaleNotice error={error} onRetry={retry} />}
      <div className={page.page}>
        <TestsHead at="flaky" repo={repo} count={repo === null ? undefined : data?.length} csv={csv}>
          {repo !== null && (
            <>
              <DaysChoice days={days} choices={periods} normal={days_default} />
              <TextFilter
                label="Only this branch"
                placeholder="Every branch"
                value={branch}
                onType={(typed) => change({ branch: typed })}
              />
            </>
          )}
        </TestsHead>
        {repo === null ? (
          <TestRepos to={(one) => paths.flaky(one)} />
        ) : (
          <>
            <Trend repo={repo} branch={branch} days={days} />
            {!data &&
              (error ? <Failure error={error} onRetry={retry} level={2} /> : <Skeleton what="the flaky tests" />)}
            {data?.length === 0 && <NoneFlaky repo={repo} days={days} />}
            {data && data.length > 0 && (
              <>
                <DataTable label="Flaky tests" columns={columnsOf(repo)} rows={data} keyOf={keyOfTest} />
                <p className={page.legend}>
                  Flaky is what failed and passed on the same commit in the same job, or within one report. What fails
                  every time is broken, and not listed.
                </p>
              </>
            )}
          </>
        )}
      </div>
    </>
  );
}

/** Nothing flaky is good news only where tests are reported at all. */
function NoneFlaky({ repo, days }: { repo: string; days: number }) {
  const { data } = useTestSearch({ repo, limit: 1 });
  if (!data) return null;
  if (data.length === 0) return <NoTests repo={repo} />;
  return <p className={page.nothing}>No test has been flaky within {days} days.</p>;
}

function Trend({ repo, branch, days }: { repo: string; branch: string; days: number }) {
  const now = useNow();
  const { data, error } = useFlakyTrend({ repo, branch, days });
  if (data?.length === 0 || (!data && error)) return null;
  if (now === null || !data) return <ChartPlace what="the commits hurt by day" />;
  const all = lastDays(days, now);
  const most = Math.max(...data.map(({ commits_hurt }) => commits_hurt));
  return (
    <section className={`${page.card} ${charts.card}`} aria-label="By day">
      <DayBars
        title="Commits hurt by flaky tests, by day"
        label={`Commits hurt by flaky tests by day: at most ${most}`}
        series={[{ label: "Commits hurt", tone: "warn" }]}
        days={byDay(data, all).map((row, index) => {
          const day = all[index] ?? "";
          const words = row ? `${row.flaky_tests} flaky tests hurt ${row.commits_hurt} commits` : "none";
          return { day, values: [row?.commits_hurt ?? 0], words: `${dayWords(day)}: ${words}` };
        })}
      />
    </section>
  );
}

const trend_size = { width: 120, height: 28 };

const columnsOf = (repo: string): readonly DataColumn<FlakyTest>[] => [
  {
    title: "Test",
    cell: (test) => (
      <>
        <TestName repo={repo} test={test} />
        {test.message !== "" && (
          <span className={styles.message} title={test.message}>
            {firstLine(test.message)}
          </span>
        )}
      </>
    ),
  },
  {
    title: "Commits hurt",
    numeric: true,
    hint: "Commits on which it both failed and passed",
    cell: ({ commits_hurt }) => <b className={styles.figure}>{commits_hurt}</b>,
  },
  {
    title: "Trend",
    hint: "Commits hurt on each day",
    cell: (test) => (
      <TrendLine
        points={test.trend.map((value) => ({ value, words: `${value} commits` }))}
        max={Math.max(1, ...test.trend)}
        label={`Commits hurt by ${test.name} by day: ${test.commits_hurt} in all`}
        size={trend_size}
      />
    ),
  },
  {
    title: "Passed on retry",
    numeric: true,
    hint: "Failed runs of which the same job, run again on the same commit, passed",
    cell: ({ passed_on_retry }) => passed_on_retry.toLocaleString("en"),
  },
  {
    title: "Failures",
    numeric: true,
    hint: "All failed runs, also those that nothing disproves",
    cell: ({ failures }) => failures.toLocaleString("en"),
  },
  { title: "Proof", wide: true, cell: (test) => <Proof repo={repo} test={test} /> },
  { title: "Last flaked", cell: ({ last_flaked_at }) => <Time iso={last_flaked_at} /> },
];

/** The run that failed beside the one that passed: who doubts it can look. */
function Proof({ repo, test }: { repo: string; test: FlakyTest }) {
  const { head_sha, failed_job_id, failed_attempt, passed_job_id, passed_attempt } = test;
  const within = failed_job_id === passed_job_id && failed_attempt === passed_attempt;
  return (
    <span className={styles.proof}>
      <span>
        <JobLink
          repo={repo}
          id={failed_job_id}
          words={within ? "failed, then passed" : `failed${attempt(failed_attempt)}`}
        />
        {!within && (
          <>
            , <JobLink repo={repo} id={passed_job_id} words={`passed${attempt(passed_attempt)}`} />
          </>
        )}{" "}
        on{" "}
        <Link href={paths.commit(repo, head_sha)} prefetch={false} className={styles.sha}>
          {head_sha.slice(0, 7)}
        </Link>
      </span>
      <span className={styles.job}>{jobWords({ ...test, job_id: failed_job_id })}</span>
    </span>
  );
}

const attempt = (number: number): string => (number > 0 ? ` in attempt ${number}` : "");

function JobLink({ repo, id, words }: { repo: string; id: number; words: string }) {
  if (id === 0) return <>{words}</>;
  return (
    <Link href={paths.job(repo, id)} prefetch={false}>
      {words}
    </Link>
  );
}
