/** Which repository and commit a CircleCI pipeline is of: each way of connecting a project to CircleCI says it elsewhere. */
import type { Pipeline, Project } from "lib/intake/circleci/shapes";
import { isLink, RepoName } from "lib/model/fields";

export interface SourceRepository {
  /** "owner/repo" */
  name: string;
  /** Its page; null when only its name is known. */
  url: string | null;
}

/**
 * A repository by any of the addresses that Git takes: https://host/owner/repo(.git), git@host:owner/repo.git,
 * ssh://git@host/owner/repo.git. GitLab's groups may nest: all but the outermost become part of the repository's name,
 * as in group/sub.project, since a name of ours has two parts.
 */
export function repositoryAt(address: string | null): SourceRepository | null {
  // Credentials in an address are left where they are.
  const found =
    /^(?<scheme>https?|ssh|git):\/\/(?:[^/@\s]+@)?(?<host>[^/@\s:]+)(?<port>:\d+)?\/(?<path>.+)$/i.exec(
      address ?? "",
    ) ?? /^[^/@\s]+@(?<host>[^/@\s:]+):(?!\/)(?<path>.+)$/.exec(address ?? "");
  const { scheme = "ssh", host = "", port = "", path = "" } = found?.groups ?? {};
  if (host === "") return null;
  const parts = path
    .replace(/[?#].*$/, "")
    .replace(/\/+$/, "")
    .replace(/\.git$/, "")
    // Bitbucket Data Center's two spellings of project/repository.
    .replace(/^scm\/(?=[^/]+\/[^/]+$)/, "")
    .replace(/^projects\/([^/]+)\/repos\//, "$1/")
    .split("/");
  const [owner = "", ...rest] = parts;
  const name = RepoName.safeParse(`${owner}/${rest.join(".")}`);
  if (!name.success) return null;
  // What is fetched by SSH has its page at the same host, but hardly at the same port.
  const page = /^http/i.test(scheme) ? `${scheme.toLowerCase()}://${host}${port}` : `https://${host}`;
  const url = `${page}/${parts.join("/")}`;
  return { name: name.data, url: isLink(url) ? url : null };
}

/** Slugs that are called after their repository; others are "circleci/<organization's id>/<project's id>". */
const hosts = new Map([
  ["gh", "github.com"],
  ["github", "github.com"],
  ["bb", "bitbucket.org"],
  ["bitbucket", "bitbucket.org"],
]);

export function repositoryOf({ slug }: Project, pipeline: Pipeline): SourceRepository | null {
  const { vcs, trigger_parameters: given } = pipeline;
  const [kind = "", ...path] = slug.split("/");
  const host = hosts.get(kind);
  const addresses = [
    vcs?.target_repository_url,
    given?.github_app?.repo_url,
    given?.git?.repo_url,
    given?.gitlab?.web_url,
    given?.gitlab?.repo_url,
    given?.git?.checkout_url,
    host && `https://${host}/${path.join("/")}`,
    ownedBy(given?.github_app?.owner, given?.github_app?.repo_name),
    // Of the three that remain, only GitHub's Git parameters name an owner.
    ownedBy(given?.git?.repo_owner, given?.git?.repo_name),
  ];
  for (const address of addresses) {
    const found = repositoryAt(address ?? null);
    if (found) return found;
  }
  return null;
}

const ownedBy = (owner: string | null | undefined, name: string | null | undefined): string | null =>
  owner && name ? `https://github.com/${owner}/${name}` : null;

/** Whether the commit comes from another repository than the one that is built: a fork's pull request. */
export function isOfFork(pipeline: Pipeline, target: SourceRepository, branch: string | null): boolean {
  const origin = repositoryAt(pipeline.vcs?.origin_repository_url ?? null);
  // CircleCI calls the branch of a fork's pull request after its number; no branch of the repository is called so.
  if (branch !== null && /^pull\/\d+(\/(head|merge))?$/.test(branch)) return true;
  return origin !== null && origin.name.toLowerCase() !== target.name.toLowerCase();
}
