/** The API's description of what is asked of a branch and its commits beside the grid itself. */
import { get, type Json, json, list_of, object_of, owner, parameter, repo } from "lib/server/openapi_parts";

const tag = "Reading";
const text: Json = { type: "string" };
const optional_text: Json = { type: ["string", "null"] };
const moment: Json = { type: "string", format: "date-time" };
const count: Json = { type: "integer", minimum: 0 };
const branch = parameter("branch", "path", "URL-encoded: slashes as %2F.");

const trunk_state = object_of({
  branch: text,
  red_since: {
    ...object_of({ sha: text, time: moment, title: text }),
    type: ["object", "null"],
    description: "The oldest commit of the oldest streak of failures that has not ended; null: no job is failing.",
  },
  red_jobs: { ...list_of(text), maxItems: 20, description: "The failing jobs, those that fail for longest first." },
  red_job_count: count,
  commits_since_green: {
    type: ["integer", "null"],
    description: "Commits newer than the last green one; null: none of those looked at is green.",
  },
  last_green_sha: optional_text,
  pending_jobs: { ...count, description: "Not ended, on the commits since the last green one." },
  sevs: {
    ...list_of(object_of({ number: count, title: text, url: optional_text, created_at: optional_text })),
    description: "Open issues with one of the repository's sev labels, newest first.",
  },
  commits_searched: { ...count, description: "How many of the newest commits were looked at." },
});

const patterns = { ...list_of(text), description: "Regular expressions over a column's whole name, case ignored." };
const repo_config = object_of({
  groups: list_of(object_of({ name: text, pattern: text })),
  unstable: patterns,
  sev_label: list_of(text),
  hidden_by_default: patterns,
});

const trunk_health = object_of({
  repo: text,
  branch: text,
  head_sha: { ...text, description: "The newest commit with jobs; the counts are its." },
  title: text,
  time: moment,
  success: count,
  failure: count,
  pending: count,
  red_job_count: { ...count, description: "Failing jobs, wherever they last passed or failed." },
  last_green_sha: optional_text,
});

export const branch_paths: Record<string, Json> = {
  "/api/trunk": get(
    tag,
    "How every repository's default branch is doing",
    [],
    json(
      "By the cells of the newest 100 commits, unstable jobs left out; at most a second old.",
      list_of(trunk_health),
    ),
    ["503"],
  ),
  "/api/trunk/{owner}/{repo}/{branch}": get(
    tag,
    "How a branch is doing: red since when and by which jobs, and its open sev issues",
    [owner, repo, branch],
    json("By the cells of the newest 100 commits; at most a second old.", trunk_state),
    ["400", "404", "503"],
  ),
  "/api/repo_config/{owner}/{repo}": get(
    tag,
    "What the operator says of a repository",
    [owner, repo],
    json("From config/repos.yaml, with defaults where it says nothing.", repo_config),
    ["404", "503"],
  ),
  "/api/locate/{owner}/{repo}/{branch}": get(
    tag,
    "On which page of the grid a commit is",
    [
      owner,
      repo,
      branch,
      { ...parameter("sha", "query", "The beginning of its hash: at least four digits."), required: true },
      parameter("per_page", "query", "Commits on a page.", { type: "integer", minimum: 1, maximum: 100, default: 50 }),
    ],
    json("Page and row count from 0.", object_of({ sha: text, page: count, row: count })),
    ["400", "404", "409", "503"],
  ),
  "/api/sha/{owner}/{repo}/{prefix}": get(
    tag,
    "A commit's whole hash",
    [owner, repo, parameter("prefix", "path", "The beginning of its hash: at least four digits.")],
    json("The one commit whose hash begins so.", object_of({ sha: text })),
    ["404", "409", "503"],
  ),
};
