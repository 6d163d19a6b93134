/** The API's description: logs, the rules that explain failures, and people's verdicts. */
import { annotations } from "lib/model/annotation";
import {
  ForgetRuleRequest,
  ReclassifyRequest,
  rule_categories,
  rule_sources,
  SaveRuleRequest,
  TryRuleRequest,
} from "lib/model/failure_rule";
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

const tag = "Logs and failures";
const string: Json = { type: "string" };
const integer: Json = { type: "integer" };
const ok: Json = { const: true };
const token = parameter("Authorization", "header", "Bearer <HUD_API_TOKEN>");
const job = parameter("job", "path", "The job's id.", integer);
const job_path = [owner, repo, job];
const captures = list_of(string);

const schemaOf = (schema: z.ZodType): Json => ({
  required: true,
  content: { "application/json": { schema: z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) } },
});

interface Writing {
  description?: string;
  parameters?: Json[];
  body: Json;
  answer: Json;
  /** Statuses beside those that any body may be answered with. */
  named: string[];
}

function writing(summary: string, { description, parameters = [token], body, answer, named }: Writing): Json {
  return {
    tags: [tag],
    summary,
    ...(description && { description }),
    parameters,
    requestBody: body,
    responses: responses(answer, ["400", "413", "503", ...named]),
  };
}

const rule = object_of({
  name: string,
  pattern: { type: "string", description: "RE2's syntax, held against one line." },
  priority: { type: "integer", description: "The least is tried first." },
  category: { enum: rule_categories, description: "What its failures are about; verdicts are made with it." },
  source: { enum: rule_sources },
  repo: { type: ["string", "null"], description: "Null: for all repositories." },
  fired_14d: integer,
  last_fired: { type: ["string", "null"], format: "date-time" },
});

const reclassified = object_of({
  ...{ ok, examined: integer, changed: integer },
  skipped: { type: "integer", description: "Logs that cannot be read any more: what was found in them stays." },
  left: { type: "integer", description: "Older logs that this answer is not about." },
  next: {
    ...object_of({ completed_at: { type: "string", format: "date-time" }, job_id: integer }),
    type: ["object", "null"],
    description: "Null: all are done.",
  },
});

export const log_paths: Record<string, Json> = {
  "/api/log/{owner}/{repo}/{job}": {
    ...get(
      tag,
      "A job's log",
      [
        ...job_path,
        parameter("Range", "header", "bytes=<from>-<to>, of the unpacked log."),
        parameter(
          "lines",
          "query",
          "<first>-<last>, counted from 1: only these lines, at most 500, and as many as go into 1 MiB.",
        ),
        parameter("download", "query", "1: as a file to save.", { enum: ["1"] }),
      ],
      text("The log; packed with gzip for who accepts that and asks for no range.", "text/plain"),
      ["304", "400", "404", "416", "503"],
      {
        description:
          "A log that the HUD does not have yet is fetched from GitHub while the asker waits, where there are credentials.",
        also: { "206": text("The range.", "text/plain") },
      },
    ),
    put: writing("Stores a job's log", {
      description:
        "For logs that the HUD may not fetch from GitHub; the id is that of a GitHub Actions job, no other system's jobs are classified. Secrets are masked before it is stored; it replaces an older log of the job. It is classified at once when the job has ended, otherwise then. 512 MiB at most. An empty one is refused with 400, and an older log stays.",
      parameters: [...job_path, token, parameter("Content-Encoding", "header", "gzip or identity.")],
      body: { required: true, content: { "text/plain": { schema: string } } },
      answer: json(
        "Stored.",
        object_of({
          ok,
          bytes: integer,
          lines: integer,
          classified: { type: "boolean" },
          failure: {
            ...object_of({ rule: string, line: string, line_num: integer, captures }),
            type: ["object", "null"],
          },
        }),
      ),
      named: ["401", "404", "415"],
    }),
  },
  "/api/last_success/{owner}/{repo}/{job}": get(
    tag,
    "The same job's newest success on the default branch, to compare logs with",
    job_path,
    json("The job.", object_of({ job_id: integer })),
    ["404", "503"],
  ),
  "/api/rules": {
    ...get(
      tag,
      "The rules that find failing lines",
      [parameter("repo", "query", "Only its rules, and how often they fired there; without it, those of all.")],
      json(
        "In the order in which they are tried.",
        object_of({
          rules: list_of(rule),
          unclassified_14d: { type: "integer", description: "Failures with a log in which no rule found anything." },
        }),
      ),
      ["400", "503"],
    ),
    put: writing("Saves a rule", {
      description:
        "It replaces the rule of that name, for one repository or for all. With `pattern: null` it takes that rule away.",
      body: schemaOf(SaveRuleRequest),
      answer: json("Saved.", object_of({ ok })),
      named: ["401", "409"],
    }),
    delete: writing("Forgets a saved rule", {
      body: schemaOf(ForgetRuleRequest),
      answer: json("Forgotten.", object_of({ ok })),
      named: ["401", "404"],
    }),
  },
  "/api/rules/try": {
    post: writing("What a pattern would find in the newest failed logs", {
      parameters: [],
      body: schemaOf(TryRuleRequest),
      answer: json(
        "Of each log its last matching line.",
        object_of({
          matched: list_of(
            object_of({ repo: string, job_id: integer, name: string, line: string, line_num: integer, captures }),
          ),
          searched: { type: "integer", description: "How many logs were searched." },
        }),
      ),
      named: [],
    }),
  },
  "/api/rules/reclassify": {
    post: writing("Holds failed logs against the rules as they are now", {
      description:
        "From the newest log on, until `limit` or some twenty seconds are reached: `next` as `after` goes on from there.",
      body: schemaOf(ReclassifyRequest),
      answer: json("Done, or as far as it got.", reclassified),
      named: ["401"],
    }),
  },
  "/api/job_annotation/{owner}/{repo}/{job}": {
    post: writing("Says what a failure is", {
      parameters: [...job_path, token],
      body: {
        required: true,
        content: {
          "application/json": {
            schema: {
              type: "object",
              required: ["annotation"],
              properties: {
                annotation: { enum: [...annotations, null], description: "Null takes back what was said." },
                note: { type: ["string", "null"] },
                by: { type: ["string", "null"], description: "Who says so: a name." },
              },
            },
          },
        },
      },
      answer: json("Recorded.", object_of({ ok, dynamoKey: string })),
      named: ["401", "404"],
    }),
  },
};
