/** The API described in OpenAPI 3.1: every endpoint that people and scripts may rely on. */
import { saved_queries } from "clickhouse_queries/index";
import { conclusions } from "lib/model/conclusion";
import type { SavedQuery } from "lib/model/saved_query";
import { z } from "zod";

type Json = Record<string, unknown>;

const error_schema = {
  type: "object",
  required: ["error"],
  properties: { error: { type: "string", description: "One sentence." } },
};

const statuses: Record<string, string> = {
  "400": "The request is not of the promised shape; the sentence names the field.",
  "401": "No or wrong credentials; nothing was read or stored.",
  "404": "The HUD does not know what was asked for.",
  "405": "Wrong method; the Allow header names the right ones.",
  "413": "The body is too large.",
  "500": "Our own fault, or a secret that is not configured.",
  "503": "A needed engine is away; the Retry-After header says when to try again. Nothing was half-stored.",
};

function responses(ok: Json, errors: string[]): Json {
  const failed = Object.fromEntries(
    [...errors, "405", "500"].map((status) => [
      status,
      { description: statuses[status], content: { "application/json": { schema: error_schema } } },
    ]),
  );
  return { "200": ok, ...failed };
}

const json = (description: string, schema: Json): Json => ({
  description,
  content: { "application/json": { schema } },
});
const text = (description: string, type: string): Json => ({
  description,
  content: { [type]: { schema: { type: "string" } } },
});

function parameter(
  name: string,
  where: "path" | "query" | "header",
  description: string,
  schema: Json = { type: "string" },
): Json {
  return { name, in: where, description, required: where === "path", schema };
}

const owner = parameter("owner", "path", "The repository's owner: a person or an organisation.");
const repo = parameter("repo", "path", "The repository's name, without its owner.");

const cell = {
  type: "object",
  description: "One job on one commit; an empty object where it did not run.",
  properties: {
    id: { type: "integer" },
    conclusion: {
      enum: [
        ...["success", "failure", "cancelled", "timed_out", "skipped", "neutral", "action_required"],
        ...["startup_failure", "stale", "pending", "queued"],
      ],
    },
    status: { type: "string" },
    htmlUrl: { type: ["string", "null"] },
    logUrl: { type: ["string", "null"] },
    durationS: { type: ["number", "null"], description: "Seconds from start to end." },
    queueS: { type: ["number", "null"], description: "Seconds from creation to start." },
    runAttempt: { type: "integer" },
    event: { type: ["string", "null"], description: "What started the run: push, schedule, …" },
    failureLines: { type: "array", items: { type: "string" } },
    failureCaptures: { type: "array", items: { type: "string" } },
    failedPreviousRun: { type: "boolean", description: "Another run of the same job on the same commit failed." },
    otherRuns: { type: "array", items: { type: "object" }, description: "The cell's other runs, newest first." },
  },
};

const job = {
  type: "object",
  properties: {
    ...cell.properties,
    name: { type: "string", description: "<workflow> / <job>" },
    workflowName: { type: "string" },
    jobName: { type: "string" },
    runId: { type: "integer" },
    latest: { type: "boolean", description: "False when a later attempt exists." },
    runnerName: { type: ["string", "null"] },
    labels: { type: "array", items: { type: "string" } },
    createdAt: { type: ["string", "null"], format: "date-time" },
    startedAt: { type: ["string", "null"], format: "date-time" },
    completedAt: { type: ["string", "null"], format: "date-time" },
  },
};

const list_of = (items: Json): Json => ({ type: "array", items });
const object_of = (properties: Json): Json => ({ type: "object", properties });

const check = object_of({
  app: { type: "string" },
  name: { type: "string" },
  conclusion: { type: "string" },
  title: { type: ["string", "null"] },
  url: { type: ["string", "null"] },
  durationS: { type: ["number", "null"] },
});

const grid = object_of({
  shaGrid: list_of(
    object_of({
      sha: { type: "string" },
      time: { type: "string", format: "date-time" },
      commitTitle: { type: "string" },
      commitMessageBody: { type: "string" },
      author: { type: "string" },
      authorUrl: { type: ["string", "null"] },
      prNum: { type: ["integer", "null"] },
      commitUrl: { type: ["string", "null"] },
      jobs: list_of(cell),
    }),
  ),
  jobNames: { ...list_of({ type: "string" }), description: "Every row's jobs are in this order, and as many." },
});

const webhook: Json = {
  post: {
    tags: ["Taking data in"],
    summary: "GitHub's webhook deliveries",
    description:
      "Signed with the webhook's secret. Answered once the raw delivery is archived and its records are stored. Any order and any number of repetitions end in the same state. 25 MB at most.",
    parameters: [
      parameter("X-GitHub-Event", "header", "The event's name."),
      parameter("X-GitHub-Delivery", "header", "The delivery's id."),
      parameter("X-Hub-Signature-256", "header", "sha256=<HMAC of the raw body>"),
    ],
    requestBody: {
      required: true,
      content: {
        "application/json": { schema: { type: "object" } },
        "application/x-www-form-urlencoded": { schema: object_of({ payload: { type: "string" } }) },
      },
    },
    responses: responses(
      json(
        "Recorded.",
        object_of({
          ok: { const: true },
          event: { type: "string" },
          delivery: { type: "string" },
          records: {
            type: "integer",
            description: "How many records the delivery told us of; an event we do not record has 0.",
          },
        }),
      ),
      ["400", "401", "413", "503"],
    ),
  },
};

const id: Json = { type: ["string", "integer"] };
const optional_number: Json = { type: ["number", "null"] };
const optional_text: Json = { type: ["string", "null"] };

const relay_callback: Json = {
  type: "object",
  required: ["trusted", "untrusted"],
  properties: {
    trusted: {
      type: "object",
      description: "What the relay vouches for.",
      required: ["verified_repo"],
      properties: {
        verified_repo: { type: "string", description: "The backend: owner/repo" },
        downstream_repo_level: optional_text,
        ci_metrics: {
          type: ["object", "null"],
          description: "Seconds.",
          properties: { queue_time: optional_number, execution_time: optional_number },
        },
      },
    },
    untrusted: object_of({
      callback_payload: {
        type: "object",
        required: ["delivery_id", "workflow"],
        properties: {
          event_type: { ...optional_text, description: "What happened upstream: pull_request, push, nightly, …" },
          delivery_id: id,
          payload: { type: "object", description: "The upstream's own webhook: says which repository and change." },
          workflow: {
            type: "object",
            required: ["status", "name", "job_name", "check_run_id"],
            properties: {
              status: { enum: ["queued", "in_progress", "completed"] },
              conclusion: { enum: [...conclusions, null], description: "Required of a completed job." },
              name: { type: "string" },
              job_name: { type: "string" },
              check_run_id: id,
              run_id: { type: ["string", "integer", "null"] },
              run_attempt: { type: ["integer", "null"], minimum: 1 },
              url: { ...optional_text, description: "http(s) only; any other is dropped." },
              artifact_url: { ...optional_text, description: "http(s) only; any other is dropped." },
              started_at: optional_text,
              completed_at: optional_text,
              environment: {},
              test_results: {
                type: ["object", "null"],
                description: "Counts; a missing total is their sum.",
                properties: { passed: {}, failed: {}, skipped: {}, total: {} },
              },
            },
          },
        },
      },
    }),
  },
};

const relay: Json = {
  post: {
    tags: ["Taking data in"],
    summary: "Out-of-tree backends' results, from the relay",
    description:
      "One job's state. Any order and any number of repetitions end in the same state. 2,097,152 bytes at most. Null means absent; unknown fields are ignored.",
    parameters: [parameter("X-OOT-Relay-Token", "header", "The relay's token; X-HUD-Internal-Bot is an alias.")],
    requestBody: { required: true, content: { "application/json": { schema: relay_callback } } },
    responses: responses(
      json("Recorded.", object_of({ ok: { const: true }, status: { type: "string" }, dynamoKey: { type: "string" } })),
      ["400", "401", "413", "503"],
    ),
  },
};

function get(tag: string, summary: string, parameters: Json[], ok: Json, errors: string[], description?: string): Json {
  return {
    get: { tags: [tag], summary, ...(description && { description }), parameters, responses: responses(ok, errors) },
  };
}

function savedQueryPath(query: SavedQuery): [string, Json] {
  const params = z.toJSONSchema(query.params, { io: "input", unrepresentable: "any" });
  const row = z.toJSONSchema(query.row, { io: "input", unrepresentable: "any" });
  const parameters = [
    {
      name: "parameters",
      in: "query",
      description: "A JSON object; numbers may come as strings.",
      content: { "application/json": { schema: params } },
    },
    parameter("format", "query", "json (default) or csv", { enum: ["json", "csv"], default: "json" }),
  ];
  const path = get("Saved queries", query.description, parameters, json("Rows.", list_of(row)), ["400", "404", "503"]);
  return [`/api/clickhouse/${query.name}`, path];
}

export function openApi(version: string): Json {
  const reading = "Reading";
  const operating = "Operating";
  return {
    openapi: "3.1.0",
    info: {
      title: "HUD",
      version,
      description: 'A CI heads-up display. Errors are answered as {"error": "<one sentence>"}.',
      license: { name: "MIT", identifier: "MIT" },
    },
    paths: {
      "/api/github/webhooks": webhook,
      "/api/oot/results": relay,
      "/api/hud/{owner}/{repo}/{branch}/{page}": get(
        reading,
        "The commit × job grid",
        [
          owner,
          repo,
          parameter("branch", "path", "URL-encoded: slashes as %2F."),
          parameter("page", "path", "From 0.", { type: "integer", minimum: 0 }),
          parameter("per_page", "query", "Commits on a page.", {
            type: "integer",
            minimum: 1,
            maximum: 100,
            default: 50,
          }),
        ],
        json("Newest commit first.", grid),
        ["400", "404", "503"],
      ),
      "/api/{owner}/{repo}/commit/{sha}": get(
        reading,
        "One commit and all that ran for it",
        [owner, repo, parameter("sha", "path", "The full hash.")],
        json("The commit.", object_of({ commit: { type: "object" }, jobs: list_of(job), checks: list_of(check) })),
        ["404", "503"],
      ),
      "/api/{owner}/{repo}/pull/{number}": get(
        reading,
        "One pull request and all that ran for one of its heads",
        [
          owner,
          repo,
          parameter("number", "path", "The pull request's number.", { type: "integer" }),
          parameter("sha", "query", "One of its heads; the newest by default."),
        ],
        json(
          "The pull request.",
          object_of({
            title: { type: "string" },
            body: { type: "string" },
            author: { type: "string" },
            state: { enum: ["open", "closed", "merged"] },
            labels: list_of({ type: "string" }),
            shas: list_of(object_of({ sha: { type: "string" }, title: { type: "string" } })),
            sha: { type: "string" },
            jobs: list_of(job),
            checks: list_of(check),
          }),
        ),
        ["404", "503"],
      ),
      "/api/repos": get(
        reading,
        "The repositories this HUD knows",
        [],
        json(
          "The most recently active first.",
          list_of(
            object_of({
              repo: { type: "string" },
              branches: list_of({ type: "string" }),
              last_event: { type: ["string", "null"], format: "date-time" },
            }),
          ),
        ),
        ["503"],
      ),
      "/api/freshness": get(
        reading,
        "How far behind what is shown may be",
        [parameter("repo", "query", "owner/repo; all repositories by default.")],
        json(
          "Stage by stage.",
          object_of({
            repo: { type: ["string", "null"] },
            received: object_of({ last: { type: ["string", "null"] } }),
            recorded: object_of({ last: { type: ["string", "null"] } }),
            replicated: object_of({ last: { type: ["string", "null"] }, lag_seconds: { type: ["number", "null"] } }),
            parked: { type: "integer" },
          }),
        ),
        ["400", "404", "503"],
      ),
      ...Object.fromEntries([...saved_queries.values()].map(savedQueryPath)),
      "/api/setup": get(operating, "Where to send the first event", [], json("Addresses.", { type: "object" }), []),
      "/api/healthz": get(operating, "This process is up", [], json("Up.", object_of({ ok: { const: true } })), []),
      "/api/readyz": get(operating, "The engines can be reached", [], json("Ready.", { type: "object" }), ["503"]),
      "/api/metrics": get(operating, "Prometheus metrics", [], text("Metrics.", "text/plain"), []),
      "/api/openapi.json": get(operating, "This document", [], json("OpenAPI 3.1.", { type: "object" }), []),
    },
  };
}
