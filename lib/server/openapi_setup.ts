/** The API's description: setting a repository up. */
import { github_events, hook_scopes, input_names } from "lib/model/setup";
import { get, type Json, json, list_of, object_of, otherwise, parameter, responses } from "lib/server/openapi_parts";

const moment: Json = { type: ["string", "null"], format: "date-time" };
const words: Json = { type: "string" };
const optional_words: Json = { type: ["string", "null"] };

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

const made: Json = {
  ...object_of({
    ...{ name: words, owner: words, html_url: words, install_url: words, made_at: { ...words, format: "date-time" } },
    signs_alike: { type: "boolean", description: "Its webhook signs with this HUD's secret." },
  }),
  type: ["object", "null"],
  description: "The GitHub App that was made here.",
};

const manifest: Json = {
  ...object_of(
    {
      ...{ name: words, url: words, redirect_url: words, public: { const: false } },
      default_permissions: { type: "object", additionalProperties: { const: "read" } },
    },
    {
      hook_attributes: object_of({ url: words, active: { type: "boolean" } }),
      default_events: list_of({ enum: github_events.map(({ event }) => event) }),
    },
  ),
  description: "As GitHub wants it; without a webhook where GitHub could not reach this HUD.",
};

const app_tag = { tags: ["Operating"] };

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
          made,
        }),
        repo: repo_setup,
      }),
    ),
    ["400", "503"],
  ),
  "/api/setup/github-app": {
    get: {
      ...app_tag,
      summary: "Where GitHub sends the browser back to",
      description: "Keeps the App that GitHub made; no one calls it by hand.",
      parameters: ["code", "state"].map((name) => ({
        ...parameter(name, "query", "As GitHub gives it."),
        required: true,
      })),
      responses: {
        "303": { description: "To /setup?app=made, or =expired, =exists, =refused when no App was kept." },
        ...otherwise(["400"]),
      },
    },
    post: {
      ...app_tag,
      summary: "Begin to make a GitHub App for this HUD",
      description:
        "By GitHub's manifest flow: a browser posts `manifest` as a form field to `form_url`, GitHub sends it back here with a code, and the App is kept in the data directory.",
      parameters: [parameter("Authorization", "header", "Bearer <HUD_API_TOKEN>")],
      requestBody: {
        required: true,
        content: {
          "application/json": {
            schema: object_of(
              {},
              { organisation: { ...optional_words, description: "Whose App it will be; a person's own when null." } },
            ),
          },
        },
      },
      responses: responses(json("For the browser.", object_of({ form_url: words, manifest })), [
        "400",
        "401",
        "409",
        "413",
      ]),
    },
  },
};
