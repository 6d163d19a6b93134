/** The accounts of a webhook payload: users, bots, organisations, and the installation that sends. */
import { idOf, nodeId } from "scripts/demo/payloads/defaults";

/** GitHub's simple user. A login that ends in `[bot]` is a bot's. */
export function account(
  login: string,
  type: "User" | "Organization" | "Bot" = login.endsWith("[bot]") ? "Bot" : "User",
) {
  const id = idOf(login);
  const url = `https://api.github.com/users/${encodeURIComponent(login)}`;
  const bot_slug = login.replace(/\[bot\]$/, "");
  return {
    login,
    id,
    node_id: nodeId(type === "Organization" ? "O" : type === "Bot" ? "BOT" : "U", id),
    avatar_url: `https://avatars.githubusercontent.com/${type === "Bot" ? "in" : "u"}/${id}?v=4`,
    gravatar_id: "",
    url,
    html_url: type === "Bot" ? `https://github.com/apps/${bot_slug}` : `https://github.com/${login}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type,
    user_view_type: "public",
    site_admin: false,
  };
}

/** The `organization` of a payload. */
export function organization(login: string) {
  const id = idOf(login);
  const url = `https://api.github.com/orgs/${login}`;
  return {
    login,
    id,
    node_id: nodeId("O", id),
    url,
    repos_url: `${url}/repos`,
    events_url: `${url}/events`,
    hooks_url: `${url}/hooks`,
    issues_url: `${url}/issues`,
    members_url: `${url}/members{/member}`,
    public_members_url: `${url}/public_members{/member}`,
    avatar_url: `https://avatars.githubusercontent.com/u/${id}?v=4`,
    description: "",
  };
}

/** The GitHub App installation that the delivery comes from. */
export function installation(owner: string) {
  const id = idOf(`installation of ${owner}`) % 100_000_000;
  return { id, node_id: nodeId("MDIzOkludGVncmF0aW9uSW5zdGFsbGF0aW9u", id) };
}
