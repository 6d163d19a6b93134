/** What records tell of commits and branches: the rows of the tables that no DynamoDB table stands behind. */
import type { TableRow } from "lib/model/records/kind";

/**
 * Who told us of a commit, and how much each knows: a push most; a pull request only the hash of its head. Versions of
 * stored rows are made of these, so that they never change; a new source finds a place between.
 */
const knowledge = { pull_request: 0, circleci: 0.5, workflow_run: 1, push: 2 } as const;
export type CommitSource = keyof typeof knowledge;

interface Seen {
  repo: string;
  source: CommitSource;
  /** When the source speaks: among equal sources the newest wins. */
  heard_at: string;
}

/** A version for ClickHouse's replacing engine: better sources first, then newer ones. Exact below 2^53. */
function version({ source, heard_at }: Seen): number {
  return knowledge[source] * 2 ** 40 + Math.floor(Date.parse(heard_at) / 1000);
}

export interface SeenCommit extends Seen {
  sha: string;
  time: string;
  message: string;
  author_name: string | null;
  author_login: string | null;
  /** The repository's page, from which the commit's and the author's are derived. */
  repo_url: string | null;
}

export function commitSeen(commit: SeenCommit): TableRow {
  const { repo, sha, source, time, message, author_name, author_login, repo_url } = commit;
  const { title, body } = splitMessage(message);
  return {
    table: "commit",
    row: {
      ...{ repo, sha, source, time, title, body, author_name, author_login, repo_url },
      pull_number: pullNumber(message),
      // A pipeline need not know its commit's message: then it hides nobody who does.
      revision: source === "circleci" && title === "" ? 0 : version(commit),
    },
  };
}

/** @param seen.message the commit's; "" where the source does not know it. */
export function inBranch(
  seen: Seen & { branch: string; sha: string; time: string; position: number; message: string },
): TableRow {
  const { repo, branch, sha, time, heard_at, position, message } = seen;
  const row = {
    repo,
    branch,
    sha,
    time,
    heard_at,
    position,
    pull_number: pullNumber(message),
    revision: version(seen),
  };
  return { table: "branch_commit", row };
}

/** @param seen.ref_source "head": pushed as a branch; "tag": pushed as a tag; "run": a run named it, which may be either. */
export function branchSeen(
  seen: Seen & { name: string; ref_source: "head" | "tag" | "run"; deleted: boolean },
): TableRow {
  const { repo, name, ref_source, deleted, heard_at } = seen;
  // Within one second, a ref that was deleted and pushed again exists.
  const revision = Math.floor(Date.parse(heard_at) / 1000) * 2 + (deleted ? 0 : 1);
  return { table: "branch", row: { repo, name, source: ref_source, deleted: deleted ? 1 : 0, heard_at, revision } };
}

/** What any message says of its repository as a whole. */
export function repositorySeen(seen: Seen & { default_branch: string | null; repo_url: string | null }): TableRow {
  const { repo, default_branch, repo_url, heard_at } = seen;
  // A message that does not name the default branch never hides one that does.
  const revision = Math.floor(Date.parse(heard_at) / 1000) + (default_branch === null ? 0 : 2 ** 40);
  return { table: "repository", row: { repo, default_branch: default_branch ?? "", repo_url, heard_at, revision } };
}

export function splitMessage(message: string): { title: string; body: string } {
  const [title = "", ...rest] = message.trimStart().split(/\r?\n/);
  return { title: title.trim(), body: rest.join("\n").trim() };
}

/**
 * The number of the pull request that a commit on trunk came from, by what its message says: GitHub's squash titles
 * end in "(#123)", its merge commits begin "Merge pull request #123 from", ghstack's carry a trailer with the link.
 */
export function pullNumber(message: string): number | null {
  const { title, body } = splitMessage(message);
  const found =
    /^Merge pull request #([1-9]\d{0,8}) from /.exec(title) ??
    /\(#([1-9]\d{0,8})\)$/.exec(title) ??
    /^Pull[ -]Request(?: resolved)?: (?:https?:\/\/\S+\/pull\/|#)([1-9]\d{0,8})\b/im.exec(body);
  return found ? Number(found[1]) : null;
}
