/** A repository's tests: how they did over the last weeks, and a search over their names. */
import { useRouter } from "next/router";
import { ChartPlace } from "components/charts/ChartPlace";
import { DayBars } from "components/charts/DayBars";
import { byDay, dayWords, lastDays } from "components/charts/days";
import { DataTable, type DataColumn } from "components/frame/DataTable";
import { Failure, StaleNotice } from "components/frame/Failure";
import { TextFilter } from "components/frame/Filters";
import { Skeleton } from "components/frame/Skeleton";
import { Time } from "components/frame/Time";
import { NoTests } from "components/tests/NoTests";
import { type FoundTest, type TestStrip, useTestDays, useTestSearch } from "components/tests/queries";
import { Strip } from "components/tests/Strip";
import { TestMark } from "components/tests/TestMark";
import { TestName } from "components/tests/TestName";
import { TestRepos } from "components/tests/TestRepos";
import { DaysChoice, TestsHead } from "components/tests/TestsHead";
import { keyOfTest } from "components/tests/test_name";
import { useStrips } from "components/tests/use_strips";
import { periods, testsView } from "components/tests/view";
import { api_paths, paths } from "lib/browser/paths";
import { useAddress } from "lib/browser/use_address";
import { useNow } from "lib/browser/use_now";
import charts from "components/charts/DayChart.module.css";
import page from "components/frame/Page.module.css";

const days_default = 30;
const shown_max = 100;

export function Tests() {
  const { query } = useRouter();
  const { repo, days, q } = testsView(query, { days: days_default });
  const change = useAddress();
  const found = useTestSearch(repo === null ? null : { repo, q, limit: shown_max });
  const count = found.data?.[0]?.found ?? (found.data ? 0 : undefined);
  const csv = repo === null ? null : api_paths.savedQuery("test_search", { repo, q, limit: 1_000 }, "csv");
  return (
    <>
      {found.error && found.data && <StaleNotice error={found.error} onRetry={() => void found.mutate()} />}
      <div className={page.page}>
        <TestsHead at="tests" repo={repo} count={count} csv={csv}>
          {repo !== null && (
            <>
              <TextFilter
                label="Find tests by words of their name, class or file"
                placeholder="Find tests…"
                value={q}
                onType={(typed) => change({ q: typed })}
              />
              <DaysChoice days={days} choices={periods} normal={days_default} />
            </>
          )}
        </TestsHead>
        {repo === null ? (
          <TestRepos to={(one) => paths.tests(one)} />
        ) : (
          <>
            {q === "" && <History repo={repo} days={days} />}
            {!found.data &&
              (found.error ? (
                <Failure error={found.error} onRetry={() => void found.mutate()} level={2} />
              ) : (
                <Skeleton what="the tests" />
              ))}
            {found.data && <Found repo={repo} q={q} tests={found.data} count={count ?? 0} />}
          </>
        )}
      </div>
    </>
  );
}

function History({ repo, days }: { repo: string; days: number }) {
  const now = useNow();
  const { data, error } = useTestDays({ repo, days });
  if (data?.length === 0 || (!data && error)) return null;
  if (now === null || !data) return <ChartPlace what="the outcomes by day" />;
  const all = lastDays(days, now);
  const cases = data.reduce((sum, row) => sum + row.runs, 0);
  const failures = data.reduce((sum, row) => sum + row.failures, 0);
  return (
    <section className={`${page.card} ${charts.card}`} aria-label="By day">
      <DayBars
        title="Test cases that did not pass, by day"
        figure={
          <>
            <b>{failures.toLocaleString("en")}</b> failures of {cases.toLocaleString("en")} cases
          </>
        }
        label={`Failed and flaky test cases by day: ${failures} failures in ${days} days`}
        series={[
          { label: "Failed", tone: "bad" },
          { label: "Flaky", tone: "warn" },
        ]}
        days={byDay(data, all).map((row, index) => {
          const day = all[index] ?? "";
          const words = row
            ? `${row.failures} failed and ${row.flaky} flaky of ${row.runs.toLocaleString("en")} cases on ${row.commits} commits`
            : "no reports";
          return { day, values: [row?.failures ?? 0, row?.flaky ?? 0], words: `${dayWords(day)}: ${words}` };
        })}
      />
    </section>
  );
}

function Found({ repo, q, tests, count }: { repo: string; q: string; tests: readonly FoundTest[]; count: number }) {
  const strips = useStrips(repo, tests);
  if (tests.length === 0) {
    return q === "" ? (
      <NoTests repo={repo} />
    ) : (
      <p className={page.nothing}>
        No test of {repo} has “{q}” in its name.
      </p>
    );
  }
  return (
    <>
      <DataTable label="Tests" columns={columnsOf(repo, strips)} rows={tests} keyOf={keyOfTest} />
      <p className={page.legend}>
        {count > tests.length &&
          `The ${tests.length} most recently seen of ${count.toLocaleString("en")}; type to narrow down. `}
        The strip is the default branch&apos;s latest commits, the newest first.
      </p>
    </>
  );
}

const columnsOf = (repo: string, strips: ReadonlyMap<string, TestStrip>): readonly DataColumn<FoundTest>[] => [
  { title: "Test", cell: (test) => <TestName repo={repo} test={test} /> },
  { title: "Last", cell: ({ last_status }) => <TestMark status={last_status} />, hint: "How it last ended, anywhere" },
  {
    title: "Trunk",
    wide: true,
    cell: (test) => {
      const strip = strips.get(keyOfTest(test));
      return strip ? <Strip repo={repo} {...strip} /> : <span className={page.muted}>–</span>;
    },
  },
  { title: "Last seen", cell: ({ last_seen }) => <Time iso={last_seen} /> },
  { title: "First seen", cell: ({ first_seen }) => <Time iso={first_seen} /> },
];
