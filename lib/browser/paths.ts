/** Where every page and endpoint is: the one place that builds addresses, and encodes what goes into them. */

type Query = Record<string, string | number | null | undefined>;

/** "owner/repo", each half encoded. */
const repoSegments = (repo: string): string => repo.split("/").map(encodeURIComponent).join("/");

/** Leaves out what is null, undefined or "". */
function withQuery(path: string, query: Query = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== "");
  const search = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return search === "" ? path : `${path}?${search}`;
}

/** "#L12" or "#L12-L20" */
export const lineHash = ({ first, last }: { first: number; last: number }): string =>
  first === last ? `#L${first}` : `#L${first}-L${last}`;

export interface GridView {
  /** 0 = the newest commits: the same number as the API's. */
  page?: number;
  per_page?: number | null;
  name_filter?: string;
  /** Filters, groups and order, as components/hud/use_view.ts has them. */
  [parameter: string]: string | number | null | undefined;
}

/** What a page about out-of-tree backends shows; defaults are left out of the address. */
export interface OotView {
  days?: number | null;
  scope?: string | null;
  upstream?: string | null;
  job?: string | null;
  conclusion?: string | null;
  pr?: number | null;
  /** From 0. */
  page?: number | null;
}

export const paths = {
  home: () => "/",
  apiDocs: () => "/docs/api",
  /** A branch's slashes stay slashes. Without a branch: the repository's default branch. */
  grid: (repo: string, branch?: string | null, { page, ...view }: GridView = {}) =>
    withQuery(`/hud/${repoSegments(repo)}${branch ? `/${branch.split("/").map(encodeURIComponent).join("/")}` : ""}`, {
      page: page === 0 ? null : page,
      ...view,
    }),
  /** The grid on whatever page the commit is, and the commit marked there. */
  gridAt: (repo: string, branch: string, sha: string) => `${paths.grid(repo, branch)}#${sha}`,
  commit: (repo: string, sha: string) => `/${repoSegments(repo)}/commit/${encodeURIComponent(sha)}`,
  pull: (repo: string, number: number, sha?: string | null) =>
    withQuery(`/${repoSegments(repo)}/pull/${number}`, { sha }),
  rules: (view: Query = {}) => withQuery("/rules", view),
  /** Failures whose rules caught the same. */
  failure: (repo: string, capture: string, view: Query = {}) => withQuery("/failure", { repo, capture, ...view }),
  logs: (view: Query = {}) => withQuery("/logs", view),
  /** A job's log; `id` as its CI system counts. `lines`: from 1, both included. */
  job: (repo: string, id: number | string, lines?: { first: number; last: number } | null) =>
    `/${repoSegments(repo)}/job/${id}${lines ? lineHash(lines) : ""}`,
  ootBackends: (view: Query = {}) => withQuery("/oot", view),
  setup: (repo: string | null) => withQuery("/setup", { repo }),
  metrics: (repo: string | null, view: Query = {}) => withQuery("/metrics", { repo, ...view }),
  tests: (repo: string | null, view: Query = {}) => withQuery("/tests", { repo, ...view }),
  /** One test's history. */
  test: (repo: string, { name, classname, file }: { name: string; classname: string; file: string }) =>
    withQuery("/tests/history", { repo, name, classname, file }),
  testFiles: (repo: string | null, view: Query = {}) => withQuery("/tests/files", { repo, ...view }),
  flaky: (repo: string | null, view: Query = {}) => withQuery("/flaky", { repo, ...view }),
  /** `repo`: the backend's own. */
  ootBackend: (repo: string, { page, ...view }: OotView = {}) =>
    withQuery(`/oot/${repoSegments(repo)}`, { ...view, page: page === 0 ? null : page }),
};

export const api_paths = {
  repos: () => "/api/repos",
  artifacts: (repo: string, sha: string) => withQuery(`/api/artifacts/${repoSegments(repo)}`, { sha }),
  setup: (repo: string | null = null) => withQuery("/api/setup", { repo }),
  githubApp: () => "/api/setup/github-app",
  openApi: () => "/api/openapi.json",
  savedQuery: (name: string, parameters: Record<string, unknown> = {}, format: "csv" | null = null) =>
    withQuery(`/api/clickhouse/${encodeURIComponent(name)}`, { parameters: JSON.stringify(parameters), format }),
  /** `wishes`: which commits, and which columns beside those that always show. */
  grid: (repo: string, branch: string, page: number, per_page: number, wishes: Query = {}) =>
    withQuery(`/api/grid/${repoSegments(repo)}/${encodeURIComponent(branch)}/${page}`, { per_page, ...wishes }),
  /** How the branch is doing. */
  trunks: () => "/api/trunk",
  trunk: (repo: string, branch: string) => `/api/trunk/${repoSegments(repo)}/${encodeURIComponent(branch)}`,
  /** What the operator says of the repository. */
  repoConfig: (repo: string) => `/api/repo_config/${repoSegments(repo)}`,
  /** Where a commit is on a branch; `sha`: at least four digits of it. */
  locate: (repo: string, branch: string, sha: string, per_page: number) =>
    withQuery(`/api/locate/${repoSegments(repo)}/${encodeURIComponent(branch)}`, { sha, per_page }),
  /** A commit's whole hash by at least four digits of it. */
  sha: (repo: string, prefix: string) => `/api/sha/${repoSegments(repo)}/${encodeURIComponent(prefix)}`,
  /** `name`: "<workflow> / <job>" */
  cell: (repo: string, sha: string, name: string) =>
    withQuery(`/api/cell/${repoSegments(repo)}/${encodeURIComponent(sha)}`, { name }),
  commit: (repo: string, sha: string) => `/api/${repoSegments(repo)}/commit/${encodeURIComponent(sha)}`,
  pull: (repo: string, number: number, sha?: string | null) =>
    withQuery(`/api/${repoSegments(repo)}/pull/${number}`, { sha }),
  ootBackends: (view: OotView & { format?: "csv" }) => withQuery("/api/oot/backends", { ...view }),
  ootRegistered: () => "/api/oot/registered",
  ootBackend: (repo: string, view: OotView) => withQuery(`/api/oot/${repoSegments(repo)}`, { ...view }),
  ootBadge: (repo: string) => `/api/oot/${repoSegments(repo)}/badge.svg`,
  /** `last_id`: what the page last heard of, when it was away. */
  events: (repo: string, branch: string | null, last_id: string | null) =>
    withQuery("/api/events", { repo, branch, last_event_id: last_id }),
  log: (repo: string, job_id: number | string) => `/api/log/${repoSegments(repo)}/${job_id}`,
  lastSuccess: (repo: string, job_id: number | string) => `/api/last_success/${repoSegments(repo)}/${job_id}`,
  /** Null: the rules of all repositories. */
  rules: (repo: string | null = null) => withQuery("/api/rules", { repo }),
  tryRule: () => "/api/rules/try",
  reclassify: () => "/api/rules/reclassify",
  freshness: (repo: string | null) => withQuery("/api/freshness", { repo }),
  /** What somebody says of a failure; wants the API token. */
  annotation: (repo: string, job_id: number) => `/api/job_annotation/${repoSegments(repo)}/${job_id}`,
  badge: (repo: string, branch: string | null = null) => withQuery(`/api/${repoSegments(repo)}/badge.svg`, { branch }),
};
