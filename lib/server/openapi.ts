/** The API described in OpenAPI 3.1: every endpoint that people and scripts may rely on. */
import { saved_queries } from "clickhouse_queries/index";
import type { SavedQuery } from "lib/model/saved_query";
import { branch_paths } from "lib/server/openapi_branch";
import { commitPaths } from "lib/server/openapi_commit";
import { column_parameters, grid_commit, gridPaths, page_parameters } from "lib/server/openapi_grid";
import { circleci_webhook, relay, webhook } from "lib/server/openapi_intake";
import { log_paths } from "lib/server/openapi_logs";
import { oot_paths } from "lib/server/openapi_oot";
import { setup_paths } from "lib/server/openapi_setup";
import { get, type Json, json, json_or_csv, list_of, object_of, parameter, text } from "lib/server/openapi_parts";
import { cell, check, job } from "lib/server/openapi_runs";
import { upload_paths } from "lib/server/openapi_uploads";
import { z } from "zod";

const grid = object_of({
  shaGrid: list_of(
    object_of({
      ...grid_commit,
      jobs: list_of(cell),
    }),
  ),
  jobNames: { ...list_of({ type: "string" }), description: "Every row's jobs are in this order, and as many." },
});

const engines = object_of({
  dynamodb: { type: "boolean" },
  clickhouse: { type: "boolean" },
  archive: { type: "boolean" },
});
const readiness = object_of({ ok: { const: true }, engines });
const unreadiness = object_of({ error: { type: "string" }, ok: { const: false }, engines });

/** Rows are passed on as ClickHouse writes them: what `query.ts` makes a boolean of may be a number there. */
function describeFlag({
  zodSchema,
  jsonSchema,
}: {
  zodSchema: z.core.$ZodTypes;
  jsonSchema: z.core.JSONSchema.BaseSchema;
}): void {
  const { def } = zodSchema._zod;
  if (def.type !== "pipe" || def.in._zod.def.type !== "transform" || jsonSchema.type !== "boolean") return;
  delete jsonSchema.type;
  jsonSchema.enum = [true, false, 1, 0];
}

function savedQueryPath(query: SavedQuery): [string, Json] {
  const params = z.toJSONSchema(query.params, { io: "input", unrepresentable: "any" });
  const row = z.toJSONSchema(query.row, { io: "input", unrepresentable: "any", override: describeFlag });
  const parameters = [
    {
      name: "parameters",
      in: "query",
      required: (params.required ?? []).length > 0,
      description: "A JSON object; numbers may come as strings.",
      content: { "application/json": { schema: params } },
    },
    parameter("format", "query", "json (default) or csv", { enum: ["json", "csv"], default: "json" }),
  ];
  const path = get("Saved queries", query.description, parameters, json_or_csv("Rows.", list_of(row)), ["400", "503"]);
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
      description:
        'A CI heads-up display. Errors are answered as {"error": "<one sentence>"}. Whoever sends an answer\'s ETag back in If-None-Match is answered 304 as long as nothing has changed.',
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
      "/api/readyz": get(operating, "The engines can be reached", [], json("Ready.", readiness), [], {
        also: { "503": json("Which engine is away; Retry-After says when to ask again.", unreadiness) },
      }),
      "/api/metrics": get(operating, "Prometheus metrics", [], text("Metrics.", "text/plain"), []),
      "/api/openapi.json": get(operating, "This document", [], json("OpenAPI 3.1.", { type: "object" }), []),
    },
  };
}
