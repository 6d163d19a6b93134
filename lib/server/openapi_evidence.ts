/** The API's description of what speaks for a verdict on a failure: each kind of evidence, as lib/model/triage.ts has it. */
import { annotation_sources } from "lib/model/annotation";
import { type Json, list_of, object_of } from "lib/server/openapi_parts";

const text: Json = { type: "string" };
const optional_text: Json = { type: ["string", "null"] };
const whole: Json = { type: "integer" };
const branch = text;
const sha = text;
const job_id = whole;

/** What somebody, or the HUD itself, said of a job's failure. */
export const said = object_of({
  ...{ job_id: whole, annotation: text, note: optional_text, by: optional_text },
  at: { type: "string", format: "date-time" },
  source: { enum: [...annotation_sources] },
});

const kind = (name: string, fields: Json): Json => object_of({ kind: { const: name }, ...fields });

export const evidence: Json = {
  oneOf: [
    kind("said", { said }),
    kind("infra_rule", { rule: text }),
    kind("passed_on_retry", { job_id, attempt: whole }),
    kind("passed_before", { job_id, attempt: whole }),
    kind("fails_on_trunk", {
      ...{ branch, since_sha: sha, newest_sha: sha, job_id },
      commits: { ...whole, description: "How many failed in a row, as far as is known." },
      same: { enum: ["captures", "job"], description: "By what it is the same failure." },
    }),
    kind("fails_otherwise_on_trunk", { branch, sha, job_id, captures: list_of(text) }),
    kind("same_failure_here", { name: text, job_id }),
    kind("failure_rate", { branch, failed: whole, commits: whole, days: whole }),
    kind("passed_on_trunk", { branch, sha, job_id }),
    kind("never_on_trunk", { branch: optional_text, commits: whole }),
  ],
};
