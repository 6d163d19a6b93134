/** What the pages about tests ask, one hook for each saved query, with its rows' types. */
import type { commitTestCounts } from "clickhouse_queries/commit_test_counts/query";
import type { commitTests } from "clickhouse_queries/commit_tests/query";
import type { commitTestsChanged } from "clickhouse_queries/commit_tests_changed/query";
import type { flakyTests } from "clickhouse_queries/flaky_tests/query";
import type { flakyTrend } from "clickhouse_queries/flaky_trend/query";
import type { slowestFiles } from "clickhouse_queries/slowest_files/query";
import type { slowestTests } from "clickhouse_queries/slowest_tests/query";
import type { testDays } from "clickhouse_queries/test_days/query";
import type { testFailureClusters } from "clickhouse_queries/test_failure_clusters/query";
import type { testHistory } from "clickhouse_queries/test_history/query";
import type { testRepos } from "clickhouse_queries/test_repos/query";
import type { testSearch } from "clickhouse_queries/test_search/query";
import type { testStrips } from "clickhouse_queries/test_strips/query";
import type { testTrend } from "clickhouse_queries/test_trend/query";
import { useSavedQuery } from "lib/browser/use_saved_query";
import type { ParamsOf, RowOf } from "lib/model/saved_query";

export type CommitTest = RowOf<typeof commitTests>;
export type CommitTestCounts = RowOf<typeof commitTestCounts>;
export type TestChange = RowOf<typeof commitTestsChanged>;
export type FlakyTest = RowOf<typeof flakyTests>;
export type FlakyDay = RowOf<typeof flakyTrend>;
export type SlowFile = RowOf<typeof slowestFiles>;
export type SlowTest = RowOf<typeof slowestTests>;
export type TestDay = RowOf<typeof testDays>;
export type FailureCluster = RowOf<typeof testFailureClusters>;
export type TestRun = RowOf<typeof testHistory>;
export type FoundTest = RowOf<typeof testSearch>;
export type TestStrip = RowOf<typeof testStrips>;
export type TrendDay = RowOf<typeof testTrend>;

/** Of another commit's page nothing is shown while this one's is on its way. */
const of_one_commit = { keep: false };

export const useCommitTestCounts = (repo: string, sha: string | null) =>
  useSavedQuery<typeof commitTestCounts>("commit_test_counts", sha === null ? null : { repo, sha }, of_one_commit);

export const useCommitTests = (params: ParamsOf<typeof commitTests> | null) =>
  useSavedQuery<typeof commitTests>("commit_tests", params, of_one_commit);

export const useCommitTestsChanged = (params: ParamsOf<typeof commitTestsChanged> | null) =>
  useSavedQuery<typeof commitTestsChanged>("commit_tests_changed", params, of_one_commit);

export const useFlakyTests = (params: ParamsOf<typeof flakyTests> | null) =>
  useSavedQuery<typeof flakyTests>("flaky_tests", params);

export const useFlakyTrend = (params: ParamsOf<typeof flakyTrend> | null) =>
  useSavedQuery<typeof flakyTrend>("flaky_trend", params);

export const useSlowestFiles = (params: ParamsOf<typeof slowestFiles> | null) =>
  useSavedQuery<typeof slowestFiles>("slowest_files", params);

export const useSlowestTests = (params: ParamsOf<typeof slowestTests> | null) =>
  useSavedQuery<typeof slowestTests>("slowest_tests", params);

export const useTestDays = (params: ParamsOf<typeof testDays> | null) =>
  useSavedQuery<typeof testDays>("test_days", params);

export const useTestFailureClusters = (params: ParamsOf<typeof testFailureClusters> | null) =>
  useSavedQuery<typeof testFailureClusters>("test_failure_clusters", params);

export const useTestHistory = (params: ParamsOf<typeof testHistory> | null) =>
  useSavedQuery<typeof testHistory>("test_history", params);

export const useTestRepos = () => useSavedQuery<typeof testRepos>("test_repos", {});

export const useTestSearch = (params: ParamsOf<typeof testSearch> | null) =>
  useSavedQuery<typeof testSearch>("test_search", params);

export const useTestStrips = (params: ParamsOf<typeof testStrips> | null) =>
  useSavedQuery<typeof testStrips>("test_strips", params);

export const useTestTrend = (params: ParamsOf<typeof testTrend> | null) =>
  useSavedQuery<typeof testTrend>("test_trend", params);
