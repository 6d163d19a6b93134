/** The GitHub App that a HUD wants to be: what it may read, and what GitHub tells it. Pure. */
import { github_events, type GithubEvent } from "lib/model/setup";

/** https://docs.github.com/apps/sharing-github-apps/registering-a-github-app-from-a-manifest */
export interface AppManifest {
  name: string;
  url: string;
  redirect_url: string;
  public: boolean;
  default_permissions: Record<string, "read">;
  hook_attributes?: { url: string; active: boolean };
  default_events?: readonly GithubEvent[];
}

/** Everything is read only: the HUD changes nothing at GitHub. Logs and artifacts are part of `actions`. */
const permissions = {
  actions: "read",
  checks: "read",
  contents: "read",
  issues: "read",
  metadata: "read",
  pull_requests: "read",
  statuses: "read",
} as const;

const name_length_max = 34; // GitHub's own.

/** @param origin where GitHub and the browser reach this HUD: "https://hud.example.org" */
export function appManifest(origin: string, owner: string | null): AppManifest {
  const manifest: AppManifest = {
    name: `HUD ${owner ?? new URL(origin).hostname}`.slice(0, name_length_max).trim(),
    url: origin,
    redirect_url: new URL("/api/setup/github-app", origin).href,
    public: false,
    default_permissions: permissions,
  };
  // GitHub refuses an App whose webhook it could never reach; one without still reads logs and history.
  if (isLocal(origin)) return manifest;
  return {
    ...manifest,
    hook_attributes: { url: new URL("/api/github/webhooks", origin).href, active: true },
    default_events: github_events.map(({ event }) => event),
  };
}

/** Whether this address means something on its own machine only. */
export const isLocal = (url: string): boolean => {
  const { hostname } = new URL(url);
  return /^(localhost|127\.[\d.]+|0\.0\.0\.0|\[::1?\])$/.test(hostname) || hostname.endsWith(".localhost");
};

/** Where GitHub takes a manifest: a person's settings, or an organisation's. */
export function manifestFormUrl(web_origin: string, organisation: string | null, state: string): string {
  const path =
    organisation === null
      ? "/settings/apps/new"
      : `/organizations/${encodeURIComponent(organisation)}/settings/apps/new`;
  const url = new URL(path, web_origin);
  url.searchParams.set("state", state);
  return url.href;
}

/** GitHub's pages, from its API's address: api.github.com → github.com, <host>/api/v3 → <host>. */
export function githubWebOrigin(api_url: string): string {
  const url = new URL(api_url);
  return url.hostname === "api.github.com" ? "https://github.com" : url.origin;
}
