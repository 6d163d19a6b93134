/** What the metrics page asks, one hook for each saved query, with its rows' types. */
import type { masterCommitRed } from "clickhouse_queries/master_commit_red/query";
import type { queueTimes } from "clickhouse_queries/queue_times/query";
import type { queuedJobs } from "clickhouse_queries/queued_jobs/query";
import type { reliability } from "clickhouse_queries/reliability/query";
import type { timeToSignal } from "clickhouse_queries/time_to_signal/query";
import type { workflowDurationPercentile } from "clickhouse_queries/workflow_duration_percentile/query";
import { useSavedQuery } from "lib/browser/use_saved_query";
import type { RowOf } from "lib/model/saved_query";

export type RedDay = RowOf<typeof masterCommitRed>;
export type SignalDay = RowOf<typeof timeToSignal>;
export type QueueTime = RowOf<typeof queueTimes>;
export type QueuedJob = RowOf<typeof queuedJobs>;
export type JobReliability = RowOf<typeof reliability>;
export type WorkflowDuration = RowOf<typeof workflowDurationPercentile>;

/** What the page is about. */
export interface MetricsOf {
  repo: string;
  days: number;
  /** "" = every branch. */
  branch: string;
}

export const useRed = ({ repo, days, branch }: MetricsOf) =>
  useSavedQuery<typeof masterCommitRed>("master_commit_red", { repo, days, branch });
export const useTimeToSignal = ({ repo, days, branch }: MetricsOf) =>
  useSavedQuery<typeof timeToSignal>("time_to_signal", { repo, days, branch });
export const useReliability = ({ repo, days, branch }: MetricsOf) =>
  useSavedQuery<typeof reliability>("reliability", { repo, days, branch });
export const useWorkflowDurations = ({ repo, days, branch }: MetricsOf) =>
  useSavedQuery<typeof workflowDurationPercentile>("workflow_duration_percentile", { repo, days, branch });
export const useQueueTimes = ({ repo, days }: MetricsOf, by: "day" | "labels") =>
  useSavedQuery<typeof queueTimes>("queue_times", { repo, days, by });
export const useQueuedJobs = (repo: string) => useSavedQuery<typeof queuedJobs>("queued_jobs", { repo, limit: 200 });
