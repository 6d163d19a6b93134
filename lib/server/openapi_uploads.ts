/** The API's description: what CI uploads, and where artifacts are found again. */
import { Artifact } from "lib/model/artifact";
import {
  get,
  type Json,
  json,
  list_of,
  object_of,
  owner,
  parameter,
  repo,
  responses,
  text,
} from "lib/server/openapi_parts";
import { z } from "zod";

const tag = "Taking data in";
const reading = "Reading";
const integer: Json = { type: "integer" };

const place_fields = {
  repo: { type: "string", description: "owner/repo" },
  workflow_id: { ...integer, description: "GitHub's id of the workflow's run: $GITHUB_RUN_ID." },
  run_attempt: { ...integer, description: "$GITHUB_RUN_ATTEMPT" },
  job_id: { ...integer, description: "GitHub's id of the job: ${{ job.check_run_id }}." },
};
const token = parameter("Authorization", "header", "Bearer <HUD_API_TOKEN>");
const packed = parameter("Content-Encoding", "header", "gzip, when the whole body is packed.");
const in_address = (fields: Record<string, Json>): Json[] =>
  Object.entries(fields).map(([name, { description, ...schema }]) =>
    parameter(name, "query", `${String(description)} Or a field of the form, before the file.`, schema),
  );
const file: Json = { type: "string", format: "binary" };

const test_reports: Json = {
  post: {
    tags: [tag],
    summary: "Test reports of a job",
    description:
      "JUnit XML (pytest, jest-junit, Surefire, gotestsum, nextest, GoogleTest, Bazel, Playwright, …) or xUnit.net's own: one report as the body, or up to 2,000 in a form; each may be packed with gzip. 64 MB unpacked in all. The same report sent again changes nothing; another one of the same job, attempt and file name takes its place. Nothing is stored unless all of it is right.",
    parameters: [
      token,
      packed,
      ...in_address(place_fields),
      parameter("report", "query", "The report's name, when it is the body; report.xml by default."),
    ],
    requestBody: {
      required: true,
      content: {
        "multipart/form-data": { schema: object_of({ report: { type: "array", items: file } }, place_fields) },
        "application/xml": { schema: { type: "string" } },
      },
    },
    responses: responses(
      json(
        "Stored.",
        object_of({
          ok: { const: true },
          files: integer,
          cases: integer,
          failures: integer,
          errors: integer,
          skipped: integer,
          flaky: integer,
          known: { type: "boolean", description: "The very same reports were stored before." },
        }),
      ),
      ["400", "401", "413", "415", "503"],
    ),
  },
};

const artifact_fields = {
  ...place_fields,
  job_id: { ...integer, description: "GitHub's id of the job; left out for what belongs to the whole run." },
  name: { type: "string", description: "A path of plain names: wheels/torch.whl. A form's file name by default." },
};

const artifacts: Json = {
  post: {
    tags: [tag],
    summary: "One artifact of a run",
    description:
      "The file as the body, or in a form whose fields come before it; streamed to the archive. HUD_ARTIFACT_MAX bytes at most. The same name again replaces it.",
    parameters: [token, packed, ...in_address(artifact_fields)],
    requestBody: {
      required: true,
      content: {
        "application/octet-stream": { schema: file },
        "multipart/form-data": { schema: object_of({ file }, artifact_fields) },
      },
    },
    responses: responses(
      json(
        "Kept.",
        object_of({
          ok: { const: true },
          name: { type: "string" },
          size_bytes: integer,
          url: { type: "string", description: "Where it is downloaded." },
        }),
      ),
      ["400", "401", "413", "415", "503"],
    ),
  },
};

const workflow_id = parameter("workflow_id", "path", "GitHub's id of the workflow's run.", integer);
const listed = json("In no particular order but by run.", list_of(z.toJSONSchema(Artifact)));

export const upload_paths: Json = {
  "/api/test-reports": test_reports,
  "/api/artifacts": artifacts,
  "/api/artifacts/{owner}/{repo}": get(
    reading,
    "The artifacts of all runs of a commit",
    [owner, repo, { ...parameter("sha", "query", "The full hash."), required: true }],
    listed,
    ["400", "404", "503"],
    {
      description:
        "What lies in the archive, and with GitHub when this HUD has credentials for it; what has expired is told of too.",
    },
  ),
  "/api/artifacts/{owner}/{repo}/{workflow_id}": get(
    reading,
    "The artifacts of one run",
    [owner, repo, workflow_id],
    listed,
    ["400", "404", "503"],
  ),
  "/api/artifacts/{owner}/{repo}/{workflow_id}/{run_attempt}/{path}": get(
    reading,
    "One artifact, as a file",
    [
      owner,
      repo,
      workflow_id,
      parameter("run_attempt", "path", "Which attempt.", integer),
      parameter("path", "path", "The job's id or \"run\", and the artifact's name."),
      parameter("Range", "header", "One range of bytes, as in bytes=0-499."),
    ],
    text("The file, always to be saved.", "application/octet-stream"),
    ["304", "400", "404", "410", "416", "503"],
    {
      also: {
        "206": text("The range.", "application/octet-stream"),
        "302": { description: "To the file in the bucket, where the archive is one." },
      },
    },
  ),
};
