/** The closed registry of saved queries: a name that is not here runs nothing. */
import { annotationCounts } from "clickhouse_queries/annotation_counts/query";
import { branchHeads } from "clickhouse_queries/branch_heads/query";
import { branchMembers } from "clickhouse_queries/branch_members/query";
import { branchSearch } from "clickhouse_queries/branch_search/query";
import { branchPlace } from "clickhouse_queries/branch_place/query";
import { cellJobs } from "clickhouse_queries/cell_jobs/query";
import { classifiedLogs } from "clickhouse_queries/classified_logs/query";
import { commitBranches } from "clickhouse_queries/commit_branches/query";
import { commitFacts } from "clickhouse_queries/commit_facts/query";
import { commitJobsQuery } from "clickhouse_queries/commit_jobs_query/query";
import { commitQuery } from "clickhouse_queries/commit_query/query";
import { commitRunNames } from "clickhouse_queries/commit_run_names/query";
import { commitRunHomes } from "clickhouse_queries/commit_run_homes/query";
import { commitTestCounts } from "clickhouse_queries/commit_test_counts/query";
import { commitTests } from "clickhouse_queries/commit_tests/query";
import { commitTestsChanged } from "clickhouse_queries/commit_tests_changed/query";
import { commitTitles } from "clickhouse_queries/commit_titles/query";
import { failedJobs } from "clickhouse_queries/failed_jobs/query";
import { flakyTests } from "clickhouse_queries/flaky_tests/query";
import { flakyTrend } from "clickhouse_queries/flaky_trend/query";
import { hudAnnotations } from "clickhouse_queries/hud_annotations/query";
import { hudCells } from "clickhouse_queries/hud_cells/query";
import { hudCommits } from "clickhouse_queries/hud_commits/query";
import { hudDurations } from "clickhouse_queries/hud_durations/query";
import { hudEmptyRuns } from "clickhouse_queries/hud_empty_runs/query";
import { hudQuery } from "clickhouse_queries/hud_query/query";
import { hudRuns } from "clickhouse_queries/hud_runs/query";
import { jobHistory } from "clickhouse_queries/job_history/query";
import { lastSuccesses } from "clickhouse_queries/last_successes/query";
import { logJob } from "clickhouse_queries/log_job/query";
import { logLineCounts } from "clickhouse_queries/log_line_counts/query";
import { logSearch } from "clickhouse_queries/log_search/query";
import { masterCommitRed } from "clickhouse_queries/master_commit_red/query";
import { ootActivity } from "clickhouse_queries/oot_activity/query";
import { ootBackendDashboard } from "clickhouse_queries/oot_backend_dashboard/query";
import { ootBackendFailures } from "clickhouse_queries/oot_backend_failures/query";
import { ootBackendJobs } from "clickhouse_queries/oot_backend_jobs/query";
import { ootBackendSubjects } from "clickhouse_queries/oot_backend_subjects/query";
import { ootCommitResults } from "clickhouse_queries/oot_commit_results/query";
import { ootJobTrend } from "clickhouse_queries/oot_job_trend/query";
import { ootLevel } from "clickhouse_queries/oot_level/query";
import { ootPrResults } from "clickhouse_queries/oot_pr_results/query";
import { ootPullTitles } from "clickhouse_queries/oot_pull_titles/query";
import { ootRecentPulls } from "clickhouse_queries/oot_recent_pulls/query";
import { ootSummary } from "clickhouse_queries/oot_summary/query";
import { ootTrend } from "clickhouse_queries/oot_trend/query";
import { providerCells } from "clickhouse_queries/provider_cells/query";
import { providerJobs } from "clickhouse_queries/provider_jobs/query";
import { pullFacts } from "clickhouse_queries/pull_facts/query";
import { pullQuery } from "clickhouse_queries/pull_query/query";
import { queueTimes } from "clickhouse_queries/queue_times/query";
import { queuedJobs } from "clickhouse_queries/queued_jobs/query";
import { reliability } from "clickhouse_queries/reliability/query";
import { repoBranches } from "clickhouse_queries/repo_branches/query";
import { repoChanges } from "clickhouse_queries/repo_changes/query";
import { repoInputs } from "clickhouse_queries/repo_inputs/query";
import { ruleCatches } from "clickhouse_queries/rule_catches/query";
import { ruleCounts } from "clickhouse_queries/rule_counts/query";
import { ruleMatches } from "clickhouse_queries/rule_matches/query";
import { sevIssues } from "clickhouse_queries/sev_issues/query";
import { shasByPrefix } from "clickhouse_queries/shas_by_prefix/query";
import { similarFailures } from "clickhouse_queries/similar_failures/query";
import { similarFailuresByDay } from "clickhouse_queries/similar_failures_by_day/query";
import { similarFailuresByJob } from "clickhouse_queries/similar_failures_by_job/query";
import { slowestFiles } from "clickhouse_queries/slowest_files/query";
import { slowestTests } from "clickhouse_queries/slowest_tests/query";
import { testDays } from "clickhouse_queries/test_days/query";
import { testFailureClusters } from "clickhouse_queries/test_failure_clusters/query";
import { testHistory } from "clickhouse_queries/test_history/query";
import { testRepos } from "clickhouse_queries/test_repos/query";
import { testSearch } from "clickhouse_queries/test_search/query";
import { testStrips } from "clickhouse_queries/test_strips/query";
import { testTrend } from "clickhouse_queries/test_trend/query";
import { timeToSignal } from "clickhouse_queries/time_to_signal/query";
import { trunkBefore } from "clickhouse_queries/trunk_before/query";
import { trunkHealth } from "clickhouse_queries/trunk_health/query";
import { trunkOutcomes } from "clickhouse_queries/trunk_outcomes/query";
import { trunkStarts } from "clickhouse_queries/trunk_starts/query";
import { unclassifiedFailures } from "clickhouse_queries/unclassified_failures/query";
import { workflowDurationPercentile } from "clickhouse_queries/workflow_duration_percentile/query";
import type { SavedQuery } from "lib/model/saved_query";

const all: readonly SavedQuery[] = [
  annotationCounts,
  branchHeads,
  branchMembers,
  branchSearch,
  branchPlace,
  cellJobs,
  classifiedLogs,
  commitBranches,
  commitFacts,
  commitJobsQuery,
  commitQuery,
  commitRunNames,
  commitRunHomes,
  commitTestCounts,
  commitTests,
  commitTestsChanged,
  commitTitles,
  failedJobs,
  flakyTests,
  flakyTrend,
  hudAnnotations,
  hudCells,
  hudCommits,
  hudDurations,
  hudEmptyRuns,
  hudQuery,
  hudRuns,
  jobHistory,
  lastSuccesses,
  logJob,
  logLineCounts,
  logSearch,
  masterCommitRed,
  ootActivity,
  ootBackendDashboard,
  ootBackendFailures,
  ootBackendJobs,
  ootBackendSubjects,
  ootCommitResults,
  ootJobTrend,
  ootLevel,
  ootPrResults,
  ootPullTitles,
  ootRecentPulls,
  ootSummary,
  ootTrend,
  providerCells,
  providerJobs,
  pullFacts,
  pullQuery,
  queueTimes,
  queuedJobs,
  reliability,
  repoBranches,
  repoChanges,
  repoInputs,
  ruleCatches,
  ruleCounts,
  ruleMatches,
  sevIssues,
  shasByPrefix,
  similarFailures,
  similarFailuresByDay,
  similarFailuresByJob,
  slowestFiles,
  slowestTests,
  testDays,
  testFailureClusters,
  testHistory,
  testRepos,
  testSearch,
  testStrips,
  testTrend,
  timeToSignal,
  trunkBefore,
  trunkHealth,
  trunkOutcomes,
  trunkStarts,
  unclassifiedFailures,
  workflowDurationPercentile,
];
export const saved_queries: ReadonlyMap<string, SavedQuery> = new Map(all.map((query) => [query.name, query]));
