/** The API's description: setting a repository up. */
import { hook_scopes, input_names } from "lib/model/setup";
import { get, type Json, json, list_of, object_of, parameter, responses } from "lib/server/openapi_parts";

const moment: Json = { type: ["string", "null"], format: "date-time" };
const words: Json = { type: "string" };

const repo_setup: Json = {
  ...object_of({
    repo: words,
    inputs: list_of(
      object_of({
        input: { enum: [...input_names] },
        heard_at: { ...moment, description: "When it last came in, to the minute." },
        recorded_at: { ...moment, description: "Of its newest record within 30 days, however that came in." },
      }),
    ),
    hooks: list_of(
      object_of({
        scope: { enum: [...hook_scopes] },
        hook_id: { type: "integer" },
        heard_at: moment,
        events: { ...list_of(words), description: 'As ticked in its form; "*" is all.' },
        content_type: { type: ["string", "null"] },
      }),
    ),
    log_coverage: object_of({ jobs: { type: "integer" }, with_log: { type: "integer" } }),
    log_refusal: { type: ["string", "null"], description: "Why GitHub lets the HUD at none of its logs." },
  }),
  type: ["object", "null"],
};

export const setup_paths: Record<string, Json> = {
  "/api/setup": get(
    "Operating",
    "Where to send what, where secrets are kept, and what a repository has sent",
    [parameter("repo", "query", "owner/repo; without it only the addresses are told.")],
    json(
      "Never a secret.",
      object_of({
        webhook_url: words,
        circleci_url: words,
        relay_url: words,
        test_reports_url: words,
        artifacts_url: words,
        secret_hint: words,
        circleci_secret_hint: words,
        relay_token_hint: words,
        api_token_hint: words,
        github: object_of({
          token: { type: "boolean" },
          app: { type: "boolean" },
          made: { type: ["object", "null"], description: "The GitHub App that was made here." },
        }),
        repo: repo_setup,
      }),
    ),
    ["400", "503"],
  ),
  "/api/setup/github-app": {
    post: {
      tags: ["Operating"],
      summary: "Begin to make a GitHub App for this HUD",
      description:
        "By GitHub's manifest flow: a browser posts `manifest` as a form field to `form_url`, GitHub sends it back here with a code, and the App is kept in the data directory.",
      parameters: [parameter("Authorization", "header", "Bearer <HUD_API_TOKEN>")],
      requestBody: {
        required: true,
        content: {
          "application/json": {
            schema: object_of({
              organisation: {
                type: ["string", "null"],
                description: "Whose App it will be; a person's own when null.",
              },
            }),
          },
        },
      },
      responses: responses(json("For the browser.", object_of({ form_url: words, manifest: { type: "object" } })), [
        "400",
        "401",
        "409",
        "413",
      ]),
    },
  },
};
