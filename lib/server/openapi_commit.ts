/** The API's description of commits, pull requests, the verdicts on their failures, and a branch's badge. */
import { get, type Json, json, list_of, object_of, owner, parameter, repo } from "lib/server/openapi_parts";
import { verdict_kinds } from "lib/model/triage";
import { evidence, said } from "lib/server/openapi_evidence";

const tag = "Reading";
const text: Json = { type: "string" };
const optional_text: Json = { type: ["string", "null"] };
const optional_moment: Json = { type: ["string", "null"], format: "date-time" };
const whole: Json = { type: "integer" };

const part_kind: Json = { enum: [...verdict_kinds, "checks", "pending", "passed", "nothing"] };

const commit = object_of({
  sha: text,
  time: { type: "string", format: "date-time" },
  title: text,
  body: text,
  author: text,
  authorUrl: optional_text,
  commitUrl: optional_text,
  prNum: { type: ["integer", "null"] },
  branches: { ...list_of(text), description: "Of the repository itself, that it was seen on." },
});

const verdicts = {
  ...object_of({
    summary: { ...text, description: '"2 failures look new, 1 also fails on main since abc1234, 3 pending"' },
    parts: {
      ...list_of(
        object_of({ kind: part_kind, text, sha: { ...optional_text, description: "What the text ends with." } }),
      ),
      description: "The summary, part by part.",
    },
    jobs: {
      ...list_of(
        object_of({
          name: { ...text, description: '"<workflow> / <job>"' },
          job_id: { ...whole, description: "Of the newest failed attempt." },
          kind: { enum: verdict_kinds },
          settled: { type: "boolean", description: "It passed in the end." },
          evidence: { ...list_of(evidence), description: "The most telling first." },
        }),
      ),
      description: "One for each job that failed, by name.",
    },
    pending: whole,
    passed: { ...whole, description: "Jobs that passed without ever failing." },
    unjudged: { ...whole, description: "Failing jobs beyond the first thousand." },
    said: {
      ...list_of(said),
      description: "What people, and the HUD, said of the failures.",
    },
    trunk: {
      ...object_of({ branch: text, commits: whole, days: whole, newest_sha: optional_text }),
      type: ["object", "null"],
      description: "What they were compared with; null: nothing is known.",
    },
  }),
  description: "Whose the failures are.",
};

/** @param job, check how they are described elsewhere. */
export function commitPaths(job: Json, check: Json): Record<string, Json> {
  return {
    "/api/{owner}/{repo}/commit/{sha}": get(
      tag,
      "One commit, all that ran for it, and whose its failures are",
      [owner, repo, parameter("sha", "path", "The full hash.")],
      json("The commit.", object_of({ commit, verdicts, jobs: list_of(job), checks: list_of(check) })),
      ["404", "503"],
    ),
    "/api/{owner}/{repo}/pull/{number}": get(
      tag,
      "One pull request, all that ran for one of its heads, and whose its failures are",
      [
        owner,
        repo,
        parameter("number", "path", "The pull request's number.", { type: "integer" }),
        parameter("sha", "query", "One of its heads, or the beginning of it; the newest by default."),
      ],
      json(
        "The pull request.",
        object_of({
          number: whole,
          title: text,
          body: { ...text, description: "Markdown, as it was written." },
          bodyHtml: {
            ...text,
            description: "The same as HTML that is safe to show: links to http(s) alone, no pictures.",
          },
          ...{ author: text, authorUrl: optional_text },
          state: { enum: ["open", "closed", "merged"] },
          draft: { type: "boolean" },
          labels: list_of(text),
          url: optional_text,
          reviews: {
            ...list_of(
              object_of({
                author: text,
                state: { enum: ["approved", "changes_requested", "commented", "dismissed"] },
                at: optional_moment,
                url: optional_text,
              }),
            ),
            description: "Each reviewer's last word; those that decide first.",
          },
          ...{ baseRef: optional_text, baseSha: optional_text, headRef: optional_text, headRepo: optional_text },
          shas: { ...list_of(object_of({ sha: text, title: text })), description: "Every head, newest first." },
          sha: { ...text, description: "The head that the rest is of." },
          commitUrl: text,
          verdicts,
          jobs: list_of(job),
          checks: list_of(check),
        }),
      ),
      ["400", "404", "503"],
    ),
    "/api/{owner}/{repo}/badge.svg": get(
      tag,
      "How a branch is doing, as a small picture",
      [owner, repo, parameter("branch", "query", "The repository's default branch by default.")],
      {
        description: "Passing, how many jobs are failing, pending, or unknown. With an ETag; a minute may be old.",
        content: { "image/svg+xml": { schema: text } },
      },
      ["400", "404", "503"],
    ),
  };
}
