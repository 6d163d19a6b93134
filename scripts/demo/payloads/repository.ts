/** The repository objects of a webhook payload: whole, minimal (in `workflow_run`) and as a push carries it. */
import { account, installation, organization } from "scripts/demo/payloads/accounts";
import { default_login, default_repo, idOf, nodeId } from "scripts/demo/payloads/defaults";

/** What every builder takes: where the event happened and who caused it. */
export interface Where {
  /** `owner/name`. */
  repo?: string | undefined;
  /** The login of who caused the event. */
  sender?: string | undefined;
}

/** Splits `owner/name`. */
export function ownerAndName(repo: string): { owner: string; name: string } {
  const slash = repo.indexOf("/");
  return { owner: repo.slice(0, slash), name: repo.slice(slash + 1) };
}

/** The objects that every delivery of an organisation's app ends with. */
export function context({ repo = default_repo, sender = default_login }: Where) {
  const { owner } = ownerAndName(repo);
  return {
    repository: repository(repo),
    organization: organization(owner),
    sender: account(sender),
    installation: installation(owner),
  };
}

/** The short form that `workflow_run.repository` and `.head_repository` have. */
export function minimalRepository(repo: string, { fork = false }: { fork?: boolean | undefined } = {}) {
  const { owner, name } = ownerAndName(repo);
  const id = idOf(repo);
  const url = `https://api.github.com/repos/${repo}`;
  return {
    id,
    node_id: nodeId("R", id),
    name,
    full_name: repo,
    private: false,
    owner: account(owner, fork ? "User" : "Organization"),
    html_url: `https://github.com/${repo}`,
    description: `The ${name} project`,
    fork,
    url,
    forks_url: `${url}/forks`,
    keys_url: `${url}/keys{/key_id}`,
    collaborators_url: `${url}/collaborators{/collaborator}`,
    teams_url: `${url}/teams`,
    hooks_url: `${url}/hooks`,
    issue_events_url: `${url}/issues/events{/number}`,
    events_url: `${url}/events`,
    assignees_url: `${url}/assignees{/user}`,
    branches_url: `${url}/branches{/branch}`,
    tags_url: `${url}/tags`,
    blobs_url: `${url}/git/blobs{/sha}`,
    git_tags_url: `${url}/git/tags{/sha}`,
    git_refs_url: `${url}/git/refs{/sha}`,
    trees_url: `${url}/git/trees{/sha}`,
    statuses_url: `${url}/statuses/{sha}`,
    languages_url: `${url}/languages`,
    stargazers_url: `${url}/stargazers`,
    contributors_url: `${url}/contributors`,
    subscribers_url: `${url}/subscribers`,
    subscription_url: `${url}/subscription`,
    commits_url: `${url}/commits{/sha}`,
    git_commits_url: `${url}/git/commits{/sha}`,
    comments_url: `${url}/comments{/number}`,
    issue_comment_url: `${url}/issues/comments{/number}`,
    contents_url: `${url}/contents/{+path}`,
    compare_url: `${url}/compare/{base}...{head}`,
    merges_url: `${url}/merges`,
    archive_url: `${url}/{archive_format}{/ref}`,
    downloads_url: `${url}/downloads`,
    issues_url: `${url}/issues{/number}`,
    pulls_url: `${url}/pulls{/number}`,
    milestones_url: `${url}/milestones{/number}`,
    notifications_url: `${url}/notifications{?since,all,participating}`,
    labels_url: `${url}/labels{/name}`,
    releases_url: `${url}/releases{/id}`,
    deployments_url: `${url}/deployments`,
  };
}

/** The whole repository object. */
export function repository(repo: string, { fork = false }: { fork?: boolean | undefined } = {}) {
  const html_url = `https://github.com/${repo}`;
  return {
    ...minimalRepository(repo, { fork }),
    created_at: "2019-03-04T09:15:21Z",
    updated_at: "2026-01-02T08:44:10Z",
    pushed_at: "2026-01-02T08:44:06Z",
    git_url: `git://github.com/${repo}.git`,
    ssh_url: `git@github.com:${repo}.git`,
    clone_url: `${html_url}.git`,
    svn_url: html_url,
    homepage: "",
    size: 48211,
    stargazers_count: 5140,
    watchers_count: 5140,
    language: "C++",
    has_issues: true,
    has_projects: true,
    has_downloads: true,
    has_wiki: false,
    has_pages: false,
    has_discussions: false,
    forks_count: 611,
    mirror_url: null,
    archived: false,
    disabled: false,
    open_issues_count: 402,
    license: {
      key: "apache-2.0",
      name: "Apache License 2.0",
      spdx_id: "Apache-2.0",
      url: "https://api.github.com/licenses/apache-2.0",
      node_id: "MDc6TGljZW5zZTI=",
    },
    allow_forking: true,
    is_template: false,
    web_commit_signoff_required: false,
    topics: [],
    visibility: "public",
    forks: 611,
    open_issues: 402,
    watchers: 5140,
    default_branch: "main",
    custom_properties: {},
  };
}

/**
 * The repository as a push has it: times as Unix seconds, and an owner with name and email.
 * https://docs.github.com/en/webhooks/webhook-events-and-payloads#push
 */
export function pushedRepository(repo: string, pushed_at: string) {
  const whole = repository(repo);
  const { owner } = ownerAndName(repo);
  return {
    ...whole,
    owner: { name: owner, email: null, ...whole.owner },
    url: whole.html_url,
    created_at: Date.parse(whole.created_at) / 1000,
    pushed_at: Math.floor(Date.parse(pushed_at) / 1000),
    stargazers: whole.stargazers_count,
    master_branch: "main",
    organization: owner,
  };
}
