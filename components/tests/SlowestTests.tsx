/** What takes long in a repository's tests: its files, or single tests. */
import Link from "next/link";
import { useRouter } from "next/router";
import { DataTable, type DataColumn } from "components/frame/DataTable";
import { Failure, StaleNotice } from "components/frame/Failure";
import { Choice } from "components/frame/Filters";
import { word } from "components/frame/place";
import { Skeleton } from "components/frame/Skeleton";
import { NoTests } from "components/tests/NoTests";
import { type SlowFile, type SlowTest, useSlowestFiles, useSlowestTests } from "components/tests/queries";
import { Share } from "components/tests/Share";
import { TestName } from "components/tests/TestName";
import { TestRepos } from "components/tests/TestRepos";
import { DaysChoice, TestsHead } from "components/tests/TestsHead";
import { keyOfTest } from "components/tests/test_name";
import { periods, testsView } from "components/tests/view";
import { api_paths, paths } from "lib/browser/paths";
import { took } from "components/tests/took";
import { useAddress } from "lib/browser/use_address";
import page from "components/frame/Page.module.css";

const days_default = 7;
const shown_max = 200;

export function SlowestTests() {
  const { query } = useRouter();
  const { repo, days } = testsView(query, { days: days_default });
  const change = useAddress();
  const of = word(query, "of") === "tests" ? "tests" : "files";
  const params = repo === null ? null : { repo, days, limit: shown_max };
  const files = useSlowestFiles(of === "files" ? params : null);
  const tests = useSlowestTests(of === "tests" ? params : null);
  const { data, error } = of === "files" ? files : tests;
  const retry = () => void (of === "files" ? files : tests).mutate();
  const name = of === "files" ? "slowest_files" : "slowest_tests";
  const csv = params && api_paths.savedQuery(name, { ...params, limit: 1_000 }, "csv");
  return (
    <>
      {error && data && <StaleNotice error={error} onRetry={retry} />}
      <div className={page.page}>
        <TestsHead at="files" repo={repo} csv={csv}>
          {repo !== null && (
            <>
              <Choice
                label="Of"
                options={[
                  { value: "files", words: "Files" },
                  { value: "tests", words: "Tests" },
                ]}
                value={of}
                onChoose={(chosen) => change({ of: chosen === "files" ? "" : chosen })}
              />
              <DaysChoice days={days} choices={periods} normal={days_default} />
            </>
          )}
        </TestsHead>
        {repo === null && <TestRepos to={(one) => paths.testFiles(one)} />}
        {repo !== null &&
          !data &&
          (error ? <Failure error={error} onRetry={retry} level={2} /> : <Skeleton what="the slowest" />)}
        {repo !== null && data?.length === 0 && <NoTests repo={repo} />}
        {repo !== null && of === "files" && files.data && files.data.length > 0 && (
          <DataTable
            label="Slowest files"
            columns={fileColumns(repo, Math.max(...files.data.map(({ total_seconds }) => total_seconds)))}
            rows={files.data}
            keyOf={({ file }) => file}
          />
        )}
        {repo !== null && of === "tests" && tests.data && tests.data.length > 0 && (
          <DataTable
            label="Slowest tests"
            columns={testColumns(repo, Math.max(...tests.data.map(({ mean_seconds }) => mean_seconds)))}
            rows={tests.data}
            keyOf={keyOfTest}
          />
        )}
      </div>
    </>
  );
}

const count = (number: number): string => number.toLocaleString("en");

const fileColumns = (repo: string, most: number): readonly DataColumn<SlowFile>[] => [
  {
    title: "File",
    cell: ({ file }) => (
      <Link href={paths.tests(repo, { q: file })} prefetch={false}>
        {file === "" ? "(no file)" : file}
      </Link>
    ),
  },
  {
    title: "One run",
    numeric: true,
    hint: "All its tests, each at its mean",
    cell: ({ mean_seconds }) => took(mean_seconds),
  },
  { title: "Tests", numeric: true, cell: ({ tests }) => count(tests) },
  { title: "Runs", numeric: true, cell: ({ runs }) => count(runs) },
  { title: "Failures", numeric: true, cell: ({ failures }) => count(failures) },
  {
    title: "All runs",
    wide: true,
    hint: "What its runs took together",
    cell: ({ total_seconds }) => <Share of={total_seconds} most={most} words={took(total_seconds)} />,
  },
];

const testColumns = (repo: string, most: number): readonly DataColumn<SlowTest>[] => [
  { title: "Test", cell: (test) => <TestName repo={repo} test={test} /> },
  {
    title: "Mean",
    wide: true,
    cell: ({ mean_seconds }) => <Share of={mean_seconds} most={most} words={took(mean_seconds)} />,
  },
  { title: "Longest", numeric: true, cell: ({ max_seconds }) => took(max_seconds) },
  { title: "Runs", numeric: true, cell: ({ runs }) => count(runs) },
  {
    title: "All runs",
    numeric: true,
    hint: "What its runs took together",
    cell: ({ total_seconds }) => took(total_seconds),
  },
];
