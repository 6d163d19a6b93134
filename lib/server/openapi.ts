/** The API described in OpenAPI 3.1: every endpoint that people and scripts may rely on. */
import { saved_queries } from "clickhouse_queries/index";
import { providers } from "lib/model/provider";
import type { SavedQuery } from "lib/model/saved_query";
import { branch_paths } from "lib/server/openapi_branch";
import { commitPaths } from "lib/server/openapi_commit";
import { column_parameters, grid_commit, gridPaths, page_parameters } from "lib/server/openapi_grid";
import { circleci_webhook, relay, webhook } from "lib/server/openapi_intake";
import { log_paths } from "lib/server/openapi_logs";
import { oot_paths } from "lib/server/openapi_oot";
import { setup_paths } from "lib/server/openapi_setup";
import { get, type Json, json, list_of, object_of, parameter, text } from "lib/server/openapi_parts";
import { upload_paths } from "lib/server/openapi_uploads";
import { z } from "zod";

const cell = {
  type: "object",
  description: "One job on one commit; an empty object where it did not run.",
  properties: {
    id: { type: "integer" },
    provider: {
      enum: [...providers],
      description: "Left out where it is GitHub Actions.",
    },
    startedAt: { type: ["string", "null"], format: "date-time" },
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
    provider: { enum: providers, description: "Who ran it." },
    failureRule: { type: ["string", "null"], description: "The rule that its log matched." },
    failureLineNum: { type: ["integer", "null"], description: "Of the failing line, from 1." },
    failureContext: { type: "array", items: { type: "string" }, description: "The lines around it." },
  },
};

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
      ...grid_commit,
      jobs: list_of(cell),
    }),
  ),
  jobNames: { ...list_of({ type: "string" }), description: "Every row's jobs are in this order, and as many." },
});

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
      "/api/circleci/webhooks": circleci_webhook,
      "/api/oot/results": relay,
      ...upload_paths,
      "/api/hud/{owner}/{repo}/{branch}/{page}": get(
        reading,
        "The commit × job grid",
        [...page_parameters, ...column_parameters],
        json("Newest commit first.", grid),
        ["400", "404", "503"],
      ),
      ...gridPaths(job),
      ...branch_paths,
      ...commitPaths(job, check),
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
      ...oot_paths,
      ...Object.fromEntries([...saved_queries.values()].map(savedQueryPath)),
      ...log_paths,
      ...setup_paths,
      "/api/healthz": get(operating, "This process is up", [], json("Up.", object_of({ ok: { const: true } })), []),
      "/api/readyz": get(operating, "The engines can be reached", [], json("Ready.", { type: "object" }), ["503"]),
      "/api/metrics": get(operating, "Prometheus metrics", [], text("Metrics.", "text/plain"), []),
      "/api/openapi.json": get(operating, "This document", [], json("OpenAPI 3.1.", { type: "object" }), []),
    },
  };
}
