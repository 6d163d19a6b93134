/** The API's description: the endpoints that take data in. */
import { conclusions } from "lib/model/conclusion";
import { type Json, json, object_of, parameter, responses } from "lib/server/openapi_parts";

export const webhook: Json = {
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

export const circleci_webhook: Json = {
  post: {
    tags: ["Taking data in"],
    summary: "CircleCI's webhook deliveries",
    description:
      "job-completed and workflow-completed are recorded; ping and whatever else CircleCI sends is archived and acknowledged. Any order and any number of repetitions end in the same state. 25 MB at most.",
    parameters: [
      parameter(
        "circleci-signature",
        "header",
        "v1=<HMAC-SHA256 of the raw body>; of several, separated by commas, one must be right.",
      ),
    ],
    requestBody: { required: true, content: { "application/json": { schema: circleciMessage() } } },
    responses: responses(
      json(
        "Recorded.",
        object_of({
          ok: { const: true },
          event: { type: "string", description: "job-completed, workflow-completed, ping, …" },
          delivery: { type: "string" },
          records: {
            type: "integer",
            description: "0 for an event that is not recorded, and for a pipeline of no commit.",
          },
        }),
      ),
      ["400", "401", "413", "503"],
    ),
  },
};

function circleciMessage(): Json {
  return {
    type: "object",
    description: "As CircleCI documents it; unknown fields are ignored.",
    required: ["type"],
    properties: {
      id: { type: "string" },
      type: { type: "string" },
      project: object_of({ slug: { type: "string" } }),
      pipeline: { type: "object", description: "Names the repository and the commit: vcs, or trigger_parameters." },
      workflow: { type: "object" },
      job: { type: "object" },
    },
  };
}

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

export const relay: Json = {
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
