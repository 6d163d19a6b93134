/** The API's description: out-of-tree backends and how they do. */
import { conclusions, statuses } from "lib/model/conclusion";
import { tones } from "lib/model/mark";
import { oot_scopes, period_default } from "lib/model/oot";
import { levels } from "lib/model/oot_allowlist";
import {
  get,
  type Json,
  json,
  json_or_csv,
  list_of,
  object_of,
  owner,
  parameter,
  repo,
} from "lib/server/openapi_parts";

const tag = "Out-of-tree backends";
const count: Json = { type: "integer", minimum: 0 };
const words: Json = { type: "string" };
const optional_number: Json = { type: ["number", "null"] };
const optional_words: Json = { type: ["string", "null"] };
const time: Json = { type: "string", format: "date-time" };
const optional_time: Json = { type: ["string", "null"], format: "date-time" };

const point: Json = { from: { type: "integer", description: "Unix seconds." }, passed: count, total: count };
const oldest_first = "Oldest first; every stretch of the period, also those in which nothing ended.";
const trend: Json = { ...list_of(object_of(point)), description: oldest_first };
const job_trend: Json = {
  ...list_of(object_of(point, { p50_duration_s: optional_number })),
  description: oldest_first,
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
    ...list_of(
      object_of({ upstream_repo: optional_words, pr: count, conclusion: { enum: tones }, last_heard_at: time }),
    ),
    description: "The five that it reported on last, each with the worst that a job came to.",
  },
  trend,
});

const job: Record<string, Json> = {
  ...{ workflow_name: words, job_name: words, run_attempt: count },
  ...{ status: { enum: [...statuses] }, conclusion: { enum: [...conclusions, null] }, last_heard_at: time },
  ...{ delivery_id: words, check_run_id: words, event_type: words, head_sha: optional_words, url: optional_words },
  ...{
    queue_time: optional_number,
    duration_s: optional_number,
    started_at: optional_time,
    completed_at: optional_time,
  },
  ...{ tests_passed: optional_number, tests_failed: optional_number, tests_skipped: optional_number },
  ...{ tests_total: optional_number, artifact_url: optional_words, environment: optional_words },
};

const subject: Record<string, Json> = {
  upstream_repo: optional_words,
  pr: { type: ["integer", "null"] },
  event_type: words,
  head_sha: { ...optional_words, description: "The newest that was reported on." },
  title: { ...optional_words, description: "Of the pull request; null when it is not known." },
  last_heard_at: time,
};

const asked: Record<string, Json> = {
  days: count,
  scope: { enum: [...oot_scopes] },
  upstream: { ...words, description: "Empty when all are asked for." },
  upstreams: { ...list_of(words), description: "All that were reported on within 90 days." },
};

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
    json_or_csv("By name.", object_of({ ...asked, backends: list_of(backend) })),
    ["400", "503"],
  ),
  "/api/oot/registered": get(
    tag,
    "The backends in the allowlist",
    [],
    json(
      "As HUD_OOT_ALLOWLIST was last read; empty when there is none.",
      list_of(
        object_of({ repo: words, level: { enum: [...levels] }, device: optional_words, oncalls: list_of(words) }),
      ),
    ),
    [],
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
        ...{ ...asked, backend, repo_url: words, page: count, per_page: count },
        total: { ...count, description: "Rows on all pages." },
        failures: { ...list_of(object_of({ ...job, ...subject })), description: "Jobs that failed, newest first." },
        more_failures: { type: "boolean" },
        jobs: {
          ...list_of(
            object_of({
              ...{ workflow_name: words, job_name: words, passed: count, total: count },
              ...{ p50_duration_s: optional_number, p90_duration_s: optional_number, trend: job_trend },
            }),
          ),
          description: "The worst pass rate first.",
        },
        rows: {
          ...list_of(object_of({ ...subject, jobs: list_of(object_of(job)) })),
          description: "Pull requests, or commits that are of none.",
        },
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
