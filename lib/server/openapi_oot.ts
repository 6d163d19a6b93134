/** The API's description: out-of-tree backends and how they do. */
import { conclusions } from "lib/model/conclusion";
import { oot_scopes, period_default } from "lib/model/oot";
import { get, type Json, json, list_of, object_of, owner, parameter, repo } from "lib/server/openapi_parts";

const tag = "Out-of-tree backends";
const count: Json = { type: "integer", minimum: 0 };
const words: Json = { type: "string" };
const optional_number: Json = { type: ["number", "null"] };
const optional_words: Json = { type: ["string", "null"] };
const optional_time: Json = { type: ["string", "null"], format: "date-time" };

const trend: Json = {
  ...list_of(object_of({ from: { type: "integer", description: "Unix seconds." }, passed: count, total: count })),
  description: "Oldest first; every stretch of the period, also those in which nothing ended.",
};

const backend = object_of({
  repo: { ...words, description: "The backend's own repository." },
  downstream_repo_level: { ...optional_words, description: "As its callbacks say; else as the allowlist does." },
  registered: { type: "boolean", description: "In the allowlist." },
  device: optional_words,
  oncalls: list_of(words),
  ...{ successes: count, failures: count, cancelled: count, timed_out: count, in_progress: count, total: count },
  stale: { ...count, description: "In progress for over six hours." },
  pass_rate: { ...optional_number, description: "0 to 1; null when nothing passed, failed or timed out." },
  ...{ avg_duration_s: optional_number, p50_duration_s: optional_number, p90_duration_s: optional_number },
  ...{ p50_queue_s: optional_number, p90_queue_s: optional_number },
  last_run: { ...optional_time, description: "Of any kind; null when there was none within 90 days." },
  silent: {
    type: "boolean",
    description: "More than a day, and more than five times its usual gap, since its last run.",
  },
  usual_gap_hours: optional_number,
  pulls: {
    ...list_of(object_of({ upstream_repo: optional_words, pr: count, conclusion: words, last_heard_at: words })),
    description: "The five that it reported on last, each with the worst that a job came to.",
  },
  trend,
});

const job = object_of({
  ...{ workflow_name: words, job_name: words, status: words, conclusion: optional_words, run_attempt: count },
  ...{ delivery_id: words, check_run_id: words, event_type: words, head_sha: optional_words, url: optional_words },
  ...{
    queue_time: optional_number,
    duration_s: optional_number,
    started_at: optional_time,
    completed_at: optional_time,
  },
  ...{ tests_passed: optional_number, tests_failed: optional_number, tests_skipped: optional_number },
  ...{ tests_total: optional_number, artifact_url: optional_words, environment: optional_words },
});

const subject = { upstream_repo: optional_words, pr: { type: ["integer", "null"] }, title: optional_words };

const period = [
  parameter("days", "query", "How far back.", { type: "integer", minimum: 1, maximum: 365, default: period_default }),
  parameter("scope", "query", "What to count; nightly is all that is neither a pull request nor a push.", {
    enum: [...oot_scopes],
    default: "pull_request",
  }),
  parameter("upstream", "query", "Only what was reported on this repository."),
];

export const oot_paths: Record<string, Json> = {
  "/api/oot/backends": get(
    tag,
    "Every backend, heard from or only registered",
    [...period, parameter("format", "query", "json (default) or csv", { enum: ["json", "csv"], default: "json" })],
    json(
      "By name.",
      object_of({ days: count, scope: words, upstream: words, upstreams: list_of(words), backends: list_of(backend) }),
    ),
    ["400", "503"],
  ),
  "/api/oot/{owner}/{repo}": get(
    tag,
    "One backend's dashboard",
    [
      ...[owner, repo, ...period],
      parameter("job", "query", 'Part of "<workflow> / <job>".'),
      parameter("conclusion", "query", "Only where a job came to this.", {
        enum: [...conclusions, "pending", "queued"],
      }),
      parameter("pr", "query", "Only this pull request.", { type: "integer" }),
      parameter("page", "query", "From 0; 50 rows a page.", { type: "integer", minimum: 0, default: 0 }),
    ],
    json(
      "Newest activity first.",
      object_of({
        ...{ backend, repo_url: words, page: count, per_page: count, total: count },
        failures: list_of(job),
        more_failures: { type: "boolean" },
        jobs: list_of(object_of({ workflow_name: words, job_name: words, passed: count, total: count, trend })),
        rows: list_of(object_of({ ...subject, jobs: list_of(job) })),
      }),
    ),
    ["400", "404", "503"],
  ),
  "/api/oot/{owner}/{repo}/badge.svg": get(
    tag,
    "A backend's pass rate over seven days, for a README",
    [owner, repo],
    { description: "An image; grey when there is no data.", content: { "image/svg+xml": { schema: words } } },
    ["404", "503"],
  ),
};
