/** The closed registry of saved queries: a name that is not here runs nothing. */
import { branchHeads } from "clickhouse_queries/branch_heads/query";
import { branchMembers } from "clickhouse_queries/branch_members/query";
import { cellJobs } from "clickhouse_queries/cell_jobs/query";
import { commitBranches } from "clickhouse_queries/commit_branches/query";
import { commitChecks } from "clickhouse_queries/commit_checks/query";
import { commitJobsQuery } from "clickhouse_queries/commit_jobs_query/query";
import { commitQuery } from "clickhouse_queries/commit_query/query";
import { failedJobs } from "clickhouse_queries/failed_jobs/query";
import { hudCells } from "clickhouse_queries/hud_cells/query";
import { hudCommits } from "clickhouse_queries/hud_commits/query";
import { hudEmptyRuns } from "clickhouse_queries/hud_empty_runs/query";
import { hudQuery } from "clickhouse_queries/hud_query/query";
import { hudRuns } from "clickhouse_queries/hud_runs/query";
import { jobHistory } from "clickhouse_queries/job_history/query";
import { masterCommitRed } from "clickhouse_queries/master_commit_red/query";
import { ootActivity } from "clickhouse_queries/oot_activity/query";
import { ootBackendDashboard } from "clickhouse_queries/oot_backend_dashboard/query";
import { ootBackendFailures } from "clickhouse_queries/oot_backend_failures/query";
import { ootBackendJobs } from "clickhouse_queries/oot_backend_jobs/query";
import { ootBackendSubjects } from "clickhouse_queries/oot_backend_subjects/query";
import { ootCommitResults } from "clickhouse_queries/oot_commit_results/query";
import { ootJobTrend } from "clickhouse_queries/oot_job_trend/query";
import { ootPrResults } from "clickhouse_queries/oot_pr_results/query";
import { ootPullTitles } from "clickhouse_queries/oot_pull_titles/query";
import { ootRecentPulls } from "clickhouse_queries/oot_recent_pulls/query";
import { ootSummary } from "clickhouse_queries/oot_summary/query";
import { ootTrend } from "clickhouse_queries/oot_trend/query";
import { pullQuery } from "clickhouse_queries/pull_query/query";
import { queuedJobs } from "clickhouse_queries/queued_jobs/query";
import { reliability } from "clickhouse_queries/reliability/query";
import { repoBranches } from "clickhouse_queries/repo_branches/query";
import { repoChanges } from "clickhouse_queries/repo_changes/query";
import { timeToSignal } from "clickhouse_queries/time_to_signal/query";
import { trunkHealth } from "clickhouse_queries/trunk_health/query";
import { workflowDurationPercentile } from "clickhouse_queries/workflow_duration_percentile/query";
import type { SavedQuery } from "lib/model/saved_query";

const all: readonly SavedQuery[] = [
  branchHeads,
  branchMembers,
  cellJobs,
  commitBranches,
  commitChecks,
  commitJobsQuery,
  commitQuery,
  failedJobs,
  hudCells,
  hudCommits,
  hudEmptyRuns,
  hudQuery,
  hudRuns,
  jobHistory,
  masterCommitRed,
  ootActivity,
  ootBackendDashboard,
  ootBackendFailures,
  ootBackendJobs,
  ootBackendSubjects,
  ootCommitResults,
  ootJobTrend,
  ootPrResults,
  ootPullTitles,
  ootRecentPulls,
  ootSummary,
  ootTrend,
  pullQuery,
  queuedJobs,
  reliability,
  repoBranches,
  repoChanges,
  timeToSignal,
  trunkHealth,
  workflowDurationPercentile,
];
export const saved_queries: ReadonlyMap<string, SavedQuery> = new Map(all.map((query) => [query.name, query]));
