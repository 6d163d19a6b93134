/** The API's description of what the grid's page asks: the lean grid, one cell of it, and what changes. */
import { optional_providers, providers } from "lib/model/provider";
import { get, type Json, json, list_of, object_of, owner, parameter, repo } from "lib/server/openapi_parts";

const tag = "Reading";
const text: Json = { type: "string" };
const moment: Json = { type: "string", format: "date-time" };
const optional_text: Json = { type: ["string", "null"] };
const optional_seconds: Json = { type: ["number", "null"] };

export const page_parameters: Json[] = [
  owner,
  repo,
  parameter("branch", "path", "URL-encoded: slashes as %2F."),
  parameter("page", "path", "From 0.", { type: "integer", minimum: 0 }),
  parameter("per_page", "query", "Commits on a page.", { type: "integer", minimum: 1, maximum: 100, default: 50 }),
];

const optional = optional_providers.join(", ");
/** Which columns are wanted beside those of the repository's own CI. */
export const column_parameters: Json[] = [
  parameter("show", "query", `Show these too, separated by commas: ${optional}. Few checks show by themselves.`),
  parameter("hide", "query", `Hide these, separated by commas: ${optional}.`),
];

const commit_filters: Json[] = [
  parameter("author", "query", "Only commits of this author: part of a login or name, case ignored."),
  parameter("message", "query", "Only commits with this in their message, case ignored."),
];

/** What the grid says of a commit. */
export const grid_commit: Record<string, Json> = {
  sha: text,
  time: moment,
  commitTitle: text,
  commitMessageBody: text,
  author: text,
  authorUrl: optional_text,
  prNum: { type: ["integer", "null"] },
  commitUrl: optional_text,
};

const grid_page = object_of({
  commits: { ...list_of(object_of(grid_commit)), description: "Newest first." },
  jobNames: { ...list_of(text), description: '"<workflow> / <job>", sorted.' },
  providers: { ...list_of({ enum: [...providers] }), description: "Who ran each of them." },
  hidden: {
    ...object_of({ check: { type: "integer" }, oot: { type: "integer" } }),
    description: "How many columns there are of those that were not asked for.",
  },
  letters: {
    ...list_of(text),
    description: "For each commit one letter for each job name; a space where nothing ran.",
  },
  more: { type: "boolean", description: "There are older commits on the next page." },
});

const history = object_of({
  p50_duration_s: { ...optional_seconds, description: "Of successes; of failures while nothing succeeded." },
  p50_queue_s: optional_seconds,
  failures: { type: "integer" },
  total: { type: "integer", description: "Runs that succeeded or failed." },
  first_bad_sha: {
    ...optional_text,
    description:
      "The oldest commit of the unbroken failures that the commit stands in; of a commit that is not on the default branch, those at that branch's end.",
  },
  last_good_sha: { ...optional_text, description: "The newest commit, from the one in question back, that succeeded." },
});

const live_event = {
  description:
    'Each message\'s data, as JSON. `hello` comes first; with `"caught_up": false` load again what you show.',
  oneOf: [
    object_of({ kind: { const: "hello" }, caught_up: { type: "boolean" } }),
    object_of({
      kind: { const: "cells" },
      shas: { ...list_of(text), description: "Something that ran on them changed." },
    }),
    object_of({ kind: { const: "commits" }, shas: { ...list_of(text), description: "New to the branch." } }),
  ],
};

/** @param job how one job is described elsewhere. */
export function gridPaths(job: Json): Record<string, Json> {
  return {
    "/api/grid/{owner}/{repo}/{branch}/{page}": get(
      tag,
      "The commit × job grid, one letter a cell",
      [
        ...[...page_parameters, ...commit_filters, ...column_parameters],
        parameter("shas", "query", "These commits of the branch alone: at most 50 full hashes, separated by commas."),
      ],
      json("What a page draws first; /api/cell explains a cell.", grid_page),
      ["400", "404", "503"],
    ),
    "/api/cell/{owner}/{repo}/{sha}": get(
      tag,
      "One cell of the grid: its runs, and how the job fares on the default branch",
      [
        owner,
        repo,
        parameter("sha", "path", "The commit's full hash."),
        { ...parameter("name", "query", '"<workflow> / <job>"'), required: true },
      ],
      json(
        "The cell.",
        object_of({
          name: text,
          runs: { ...list_of(job), description: "The one that the grid shows, then the others, newest first." },
          history: { ...history, description: "Of the last 100 runs on the default branch." },
          backend: {
            ...object_of({ repo: text, level: optional_text }),
            type: ["object", "null"],
            description: "Who ran an out-of-tree job, and at which level (L1 to L4); null: it is none.",
          },
        }),
      ),
      ["400", "404", "503"],
    ),
    "/api/events": get(
      tag,
      "What changes, as server-sent events",
      [
        { ...parameter("repo", "query", "owner/repo"), required: true },
        parameter("branch", "query", "Only what concerns this branch; all of the repository by default."),
        parameter("Last-Event-ID", "header", "The last message's id: what was missed since comes first. For an hour."),
        parameter("last_event_id", "query", "The same, for who cannot send headers."),
      ],
      {
        description: "A stream that goes on until it is closed; a comment at least every 15 seconds.",
        content: { "text/event-stream": { schema: live_event } },
      },
      ["400", "404", "503"],
    ),
  };
}
