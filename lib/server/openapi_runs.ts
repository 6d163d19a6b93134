/** The API's description of what ran for a commit: a cell of the grid, a job, and a check of somebody else's. */
import { conclusions, statuses } from "lib/model/conclusion";
import { providers } from "lib/model/provider";
import { type Json, list_of, object_of } from "lib/server/openapi_parts";

const text: Json = { type: "string" };
const optional_text: Json = { type: ["string", "null"] };
const optional_moment: Json = { type: ["string", "null"], format: "date-time" };
const optional_seconds: Json = { type: ["number", "null"] };
const texts = list_of(text);
/** A conclusion, or how far what has none has come. */
const outcome: Json = { enum: [...conclusions, "pending", "queued"] };

const run: Record<string, Json> = {
  id: { type: "integer" },
  conclusion: outcome,
  status: { enum: [...statuses] },
  htmlUrl: optional_text,
  logUrl: optional_text,
  durationS: { ...optional_seconds, description: "Seconds from start to end." },
  queueS: { ...optional_seconds, description: "Seconds from creation to start." },
  runAttempt: { type: "integer" },
  event: { ...optional_text, description: "What started the run: push, schedule, …" },
  failureLines: texts,
  failureCaptures: texts,
};

const of_others: Record<string, Json> = {
  provider: { enum: [...providers], description: "Left out where it is GitHub Actions." },
  startedAt: { ...optional_moment, description: "Left out where it is GitHub Actions." },
};

const no_run: Json = { type: "object", maxProperties: 0, description: "Nothing ran there." };

/** One job on one commit. */
export const cell: Json = {
  anyOf: [
    object_of(run, {
      ...of_others,
      failedPreviousRun: { const: true, description: "Another run of the same job on the same commit failed." },
      otherRuns: { ...list_of(object_of(run, of_others)), description: "The cell's other runs, newest first." },
    }),
    no_run,
  ],
};

/** One job of one run attempt. */
export const job = object_of({
  ...run,
  name: { ...text, description: '"<workflow> / <job>"' },
  workflowName: text,
  jobName: text,
  runId: { type: "integer" },
  latest: { type: "boolean", description: "False when a later attempt exists." },
  runnerName: optional_text,
  labels: texts,
  createdAt: optional_moment,
  startedAt: optional_moment,
  completedAt: optional_moment,
  provider: { enum: [...providers], description: "Who ran it." },
  failureRule: { ...optional_text, description: "The rule that its log matched." },
  failureLineNum: { type: ["integer", "null"], description: "Of the failing line, from 1." },
  failureContext: { ...texts, description: "The lines around it." },
});

/** What something other than a CI system of the repository's own reported. */
export const check = object_of({
  app: text,
  name: text,
  conclusion: outcome,
  title: optional_text,
  url: optional_text,
  durationS: optional_seconds,
});
