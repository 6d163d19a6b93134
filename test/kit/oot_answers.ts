/** Answers of the endpoints about out-of-tree backends, whole unless told otherwise. */
import type { OotBackend, OotJob, OotResult, OotSubjectRow } from "lib/model/oot_answers";

export function ootJob(fields: Partial<OotJob> = {}): OotJob {
  return {
    ...{
      delivery_id: "d",
      event_type: "pull_request",
      head_sha: "f".repeat(40),
      workflow_name: "ci",
      job_name: "test",
    },
    ...{ check_run_id: "1", run_attempt: 1, status: "completed", conclusion: "success" },
    ...{
      url: "https://ci.example/run/1",
      started_at: "2026-03-01T11:00:00.000Z",
      completed_at: "2026-03-01T11:20:00.000Z",
    },
    ...{
      queue_time: 12,
      duration_s: 1200,
      tests_passed: null,
      tests_failed: null,
      tests_skipped: null,
      tests_total: null,
    },
    ...{ artifact_url: null, environment: null, last_heard_at: "2026-03-01T11:20:00.000Z" },
    ...fields,
  };
}

export function ootResult(fields: Partial<OotResult> = {}): OotResult {
  return {
    ...ootJob(fields),
    repo: "vendor/backend",
    downstream_repo_level: "L2",
    upstream_repo: "acme/up",
    pr: 7,
    ...fields,
  };
}

export function ootSubject(fields: Partial<OotSubjectRow> = {}): OotSubjectRow {
  return {
    ...{ upstream_repo: "acme/up", pr: 7, event_type: "pull_request", head_sha: "f".repeat(40), title: "A change" },
    ...{ last_heard_at: "2026-03-01T11:20:00.000Z", jobs: [] },
    ...fields,
  };
}

export function ootBackend(fields: Partial<OotBackend> = {}): OotBackend {
  return {
    ...{ repo: "vendor/backend", downstream_repo_level: "L2", registered: true, device: null, oncalls: [] },
    ...{ successes: 9, failures: 1, cancelled: 0, timed_out: 0, in_progress: 0, stale: 0, total: 10, pass_rate: 0.9 },
    ...{ avg_duration_s: 60, p50_duration_s: 60, p90_duration_s: 90, p50_queue_s: 5, p90_queue_s: 9 },
    ...{ last_run: "2026-03-01T11:20:00.000Z", silent: false, usual_gap_hours: 1, pulls: [], trend: [] },
    ...fields,
  };
}
