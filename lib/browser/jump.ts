/** What somebody who types into the jump box may mean, best guess first: a repository, a pull request, a commit. */
import { paths } from "lib/browser/paths";

export interface JumpTarget {
  label: string;
  kind: "repository" | "branch" | "pull request" | "commit";
  path: string;
}

export interface JumpContext {
  /** The repository of the page, which a bare number or sha belongs to. */
  repo: string | null;
  known: readonly { repo: string; branches: readonly string[] }[];
}

const targets_max = 8;
const repo_name = "[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+";

/** At most 8. Takes `owner/repo`, part of a known name, `123`, `#123`, a sha, `owner/repo#123`, `owner/repo@sha`, GitHub URLs. */
export function jumpTargets(typed: string, { repo, known }: JumpContext): JumpTarget[] {
  const text = typed
    .trim()
    .replace(/^https?:\/\/[^/]+\//i, "")
    .replace(/[?#](?!\d+$).*$/, "");
  if (text === "") return [];
  const repos = repo === null ? known.slice(0, targets_max).map((entry) => entry.repo) : [repo];
  const targets = [
    ...exact(text),
    ...inRepository(text, repos),
    ...byName(text, repo, known),
    ...byFewDigits(text, repos),
  ];
  const seen = new Set<string>();
  return targets.filter(({ path }) => !seen.has(path) && seen.add(path)).slice(0, targets_max);
}

/** Text that names its repository. */
function exact(text: string): JumpTarget[] {
  const pull = new RegExp(`^(${repo_name})(?:#|/pull/)(\\d{1,9})(?:/.*)?$`).exec(text);
  if (pull?.[1] !== undefined && pull[2] !== undefined) return [pullTarget(pull[1], Number(pull[2]))];
  const commit = new RegExp(`^(${repo_name})(?:@|/commit/)([0-9a-fA-F]{4,64})$`).exec(text);
  if (commit?.[1] !== undefined && commit[2] !== undefined) return [commitTarget(commit[1], commit[2])];
  const tree = new RegExp(`^(${repo_name})/tree/(.+)$`).exec(text);
  if (tree?.[1] !== undefined && tree[2] !== undefined) return [branchTarget(tree[1], tree[2])];
  return new RegExp(`^${repo_name}$`).test(text) ? [repositoryTarget(text)] : [];
}

/** A bare number or sha. Seven digits may be either. */
function inRepository(text: string, repos: readonly string[]): JumpTarget[] {
  const number = /^#?(\d{1,9})$/.exec(text)?.[1];
  const sha = /^[0-9a-fA-F]{7,64}$/.test(text) ? text : null;
  return [
    ...(number === undefined ? [] : repos.map((repo) => pullTarget(repo, Number(number)))),
    ...(sha === null ? [] : repos.map((repo) => commitTarget(repo, sha))),
  ];
}

/** So short, it is more likely a word; the commit's page makes the whole hash of it. */
function byFewDigits(text: string, repos: readonly string[]): JumpTarget[] {
  const may_be_sha = /^(?!\d+$)[0-9a-fA-F]{4,6}$/.test(text);
  return may_be_sha ? repos.map((repo) => commitTarget(repo, text)) : [];
}

function byName(text: string, repo: string | null, known: JumpContext["known"]): JumpTarget[] {
  const part = text.toLowerCase();
  const repos = known.filter((entry) => entry.repo.toLowerCase().includes(part));
  const branches = known.find((entry) => entry.repo === repo)?.branches ?? [];
  return [
    ...repos.map((entry) => repositoryTarget(entry.repo)),
    ...branches
      .filter((branch) => branch.toLowerCase().includes(part))
      .map((branch) => branchTarget(repo ?? "", branch)),
  ];
}

const repositoryTarget = (repo: string): JumpTarget => ({ label: repo, kind: "repository", path: paths.grid(repo) });
const branchTarget = (repo: string, branch: string): JumpTarget => ({
  label: `${repo} · ${branch}`,
  kind: "branch",
  path: paths.grid(repo, branch),
});
const pullTarget = (repo: string, number: number): JumpTarget => ({
  label: `${repo}#${number}`,
  kind: "pull request",
  path: paths.pull(repo, number),
});
const commitTarget = (repo: string, sha: string): JumpTarget => ({
  label: `${repo}@${sha.slice(0, 12).toLowerCase()}`,
  kind: "commit",
  path: paths.commit(repo, sha.toLowerCase()),
});
