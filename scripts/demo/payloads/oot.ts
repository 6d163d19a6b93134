/** Builder of the out-of-tree relay's callbacks, as `POST /api/oot/results` takes them. */
import { default_time, secondsAfter } from "scripts/demo/payloads/defaults";
import { pullRequest } from "scripts/demo/payloads/pull_request";
import type { Conclusion } from "scripts/demo/payloads/workflow";

export interface OotCallbackOptions {
  /** The backend's repository, which the relay has verified. */
  verified_repo?: string;
  downstream_repo_level?: string | null;
  queue_time?: number | null;
  execution_time?: number | null;
  event_type?: string;
  /** The upstream delivery that the backend answers. */
  delivery_id?: string;
  /** The upstream webhook, whole. */
  payload?: object;
  status?: "queued" | "in_progress" | "completed";
  conclusion?: Conclusion | null;
  workflow?: string;
  job_name?: string;
  check_run_id?: number | string;
  run_id?: number | string;
  run_attempt?: number;
  url?: string;
  started_at?: string | null;
  completed_at?: string | null;
  test_results?: { passed?: number; failed?: number; skipped?: number; total?: number } | null;
  artifact_url?: string | null;
  environment?: string | null;
}

/** A callback that the endpoint accepts, unless told otherwise; `queue_time` and `execution_time` are in seconds. */
export function ootCallback(options: OotCallbackOptions = {}) {
  const { verified_repo = "npu-vendor/rocket-npu", status = "completed", run_id = 9_100_000_001 } = options;
  const { check_run_id = 27_000_000_001, started_at = default_time } = options;
  const done = status === "completed";
  return {
    trusted: {
      verified_repo,
      downstream_repo_level: options.downstream_repo_level ?? "L2",
      ci_metrics: {
        queue_time: options.queue_time ?? (status === "in_progress" ? 45 : null),
        execution_time: options.execution_time ?? (done ? 900 : null),
      },
    },
    untrusted: {
      callback_payload: {
        event_type: options.event_type ?? "pull_request",
        delivery_id: options.delivery_id ?? "7f1c2f5e-3c3a-4b7d-9c55-0c6c3f1f2a10",
        payload: options.payload ?? pullRequest(),
        workflow: {
          schema_version: "1",
          status,
          conclusion: done ? (options.conclusion ?? "success") : null,
          name: options.workflow ?? "rocket upstream",
          url: options.url ?? `https://github.com/${verified_repo}/actions/runs/${run_id}/job/${check_run_id}`,
          job_name: options.job_name ?? "test (ops, 1, 2)",
          check_run_id,
          run_id,
          run_attempt: options.run_attempt ?? 1,
          started_at,
          completed_at: done
            ? (options.completed_at ?? (started_at === null ? null : secondsAfter(started_at, 900)))
            : null,
          test_results: done ? (options.test_results ?? null) : null,
          artifact_url: options.artifact_url ?? null,
          environment: options.environment ?? null,
        },
      },
    },
  };
}
