/** What the endpoints about out-of-tree backends answer. */
import type { Conclusion, Status } from "lib/model/conclusion";
import type { Tone } from "lib/model/mark";
import type { OotScope } from "lib/model/oot";
import type { TrendPoint } from "lib/model/oot_trend";

/** A pull request that a backend reported on, and the worst that any of its jobs came to there. */
export interface OotPull {
  upstream_repo: string | null;
  pr: number;
  conclusion: Tone;
  /** ISO 8601 */
  last_heard_at: string;
}

export interface OotBackend {
  repo: string;
  /** As its callbacks say; else as the allowlist does. */
  downstream_repo_level: string | null;
  /** In the allowlist. */
  registered: boolean;
  device: string | null;
  oncalls: string[];
  successes: number;
  failures: number;
  cancelled: number;
  timed_out: number;
  in_progress: number;
  /** Unfinished for over six hours. */
  stale: number;
  total: number;
  /** 0 to 1; null without evidence. */
  pass_rate: number | null;
  avg_duration_s: number | null;
  p50_duration_s: number | null;
  p90_duration_s: number | null;
  p50_queue_s: number | null;
  p90_queue_s: number | null;
  /** ISO 8601; null when it has not been heard from within 90 days. */
  last_run: string | null;
  /** Quiet for much longer than it usually is. */
  silent: boolean;
  usual_gap_hours: number | null;
  /** The newest first, at most five. */
  pulls: OotPull[];
  /** Oldest first; every stretch of the period. */
  trend: TrendPoint[];
}

/** GET /api/oot/backends?days=&scope=&upstream= */
export interface OotBackendsAnswer {
  days: number;
  scope: OotScope;
  /** "" when all are asked for. */
  upstream: string;
  /** Every upstream that any backend has reported on within 90 days. */
  upstreams: string[];
  backends: OotBackend[];
}

/** One attempt of one job, as the backend reported it. */
export interface OotJob {
  delivery_id: string;
  event_type: string;
  head_sha: string | null;
  workflow_name: string;
  job_name: string;
  check_run_id: string;
  run_attempt: number;
  status: Status;
  conclusion: Conclusion | null;
  url: string | null;
  started_at: string | null;
  completed_at: string | null;
  queue_time: number | null;
  duration_s: number | null;
  tests_passed: number | null;
  tests_failed: number | null;
  tests_skipped: number | null;
  tests_total: number | null;
  artifact_url: string | null;
  environment: string | null;
  last_heard_at: string;
}

/** A pull request, or a commit that is of none. */
export interface OotSubject {
  upstream_repo: string | null;
  pr: number | null;
  event_type: string;
  /** The newest that was reported on. */
  head_sha: string | null;
  /** Of the pull request; null when it is not known. */
  title: string | null;
  last_heard_at: string;
}

/** A row of the matrix. */
export interface OotSubjectRow extends OotSubject {
  jobs: OotJob[];
}

/** How one job did over the period. */
export interface OotJobTrend {
  workflow_name: string;
  job_name: string;
  passed: number;
  total: number;
  p50_duration_s: number | null;
  p90_duration_s: number | null;
  trend: TrendPoint[];
}

/** GET /api/oot/<org>/<repo>?days=&scope=&upstream=&job=&conclusion=&pr=&page= */
export interface OotBackendAnswer {
  days: number;
  scope: OotScope;
  upstream: string;
  upstreams: string[];
  backend: OotBackend;
  /** Where the backend's repository is. */
  repo_url: string;
  failures: (OotJob & OotSubject)[];
  /** Whether there are more failures than these. */
  more_failures: boolean;
  jobs: OotJobTrend[];
  rows: OotSubjectRow[];
  page: number;
  per_page: number;
  /** Rows on all pages. */
  total: number;
}

/** A row of the saved queries oot_pr_results and oot_commit_results, as pages use it. */
export interface OotResult extends OotJob {
  repo: string;
  downstream_repo_level: string | null;
  upstream_repo: string | null;
  pr: number | null;
}
