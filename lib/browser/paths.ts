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
  commit: (repo: string, sha: string) => `/${repoSegments(repo)}/commit/${encodeURIComponent(sha)}`,
  pull: (repo: string, number: number, sha?: string | null) =>
    withQuery(`/${repoSegments(repo)}/pull/${number}`, { sha }),
  ootBackends: (view: Query = {}) => withQuery("/oot", view),
  /** `repo`: the backend's own. */
  ootBackend: (repo: string, { page, ...view }: OotView = {}) =>
    withQuery(`/oot/${repoSegments(repo)}`, { ...view, page: page === 0 ? null : page }),
};

export const api_paths = {
  repos: () => "/api/repos",
  setup: () => "/api/setup",
  openApi: () => "/api/openapi.json",
  savedQuery: (name: string, parameters: Record<string, unknown> = {}) =>
    withQuery(`/api/clickhouse/${encodeURIComponent(name)}`, { parameters: JSON.stringify(parameters) }),
  grid: (repo: string, branch: string, page: number, per_page: number) =>
    withQuery(`/api/grid/${repoSegments(repo)}/${encodeURIComponent(branch)}/${page}`, { per_page }),
  /** `name`: "<workflow> / <job>" */
  cell: (repo: string, sha: string, name: string) =>
    withQuery(`/api/cell/${repoSegments(repo)}/${encodeURIComponent(sha)}`, { name }),
  commit: (repo: string, sha: string) => `/api/${repoSegments(repo)}/commit/${encodeURIComponent(sha)}`,
  pull: (repo: string, number: number, sha?: string | null) =>
    withQuery(`/api/${repoSegments(repo)}/pull/${number}`, { sha }),
  ootBackends: (view: OotView & { format?: "csv" }) => withQuery("/api/oot/backends", { ...view }),
  ootBackend: (repo: string, view: OotView) => withQuery(`/api/oot/${repoSegments(repo)}`, { ...view }),
  ootBadge: (repo: string) => `/api/oot/${repoSegments(repo)}/badge.svg`,
  freshness: (repo: string | null) => withQuery("/api/freshness", { repo }),
};
