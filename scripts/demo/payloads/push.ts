/** Builders of what a `git push` causes: `push`, and `create` / `delete` of branches and tags. */
import {
  default_login,
  default_parent_sha,
  default_repo,
  default_sha,
  default_time,
  zero_sha,
} from "scripts/demo/payloads/defaults";
import { context, pushedRepository, type Where } from "scripts/demo/payloads/repository";

/** One commit to build; only its sha must be given. */
export interface CommitOptions {
  id: string;
  message?: string;
  /** With the author's own time zone, as git keeps it: `2026-01-05T14:00:00+02:00`. */
  timestamp?: string;
  author?: { name: string; email: string; username?: string };
  committer?: { name: string; email: string; username?: string };
  /** False when the commit was already on another ref of the repository. */
  distinct?: boolean;
  added?: string[];
  removed?: string[];
  modified?: string[];
}

/** A commit as a push lists it. */
export function pushedCommit(repo: string, options: CommitOptions) {
  const author = options.author ?? { name: "Mira Okafor", email: "mira@acme.example", username: default_login };
  return {
    id: options.id,
    tree_id: [...options.id].reverse().join(""),
    distinct: options.distinct ?? true,
    message: options.message ?? "Make the telemetry buffer grow without copying",
    timestamp: options.timestamp ?? default_time,
    url: `https://github.com/${repo}/commit/${options.id}`,
    author,
    committer: options.committer ?? author,
    added: options.added ?? [],
    removed: options.removed ?? [],
    modified: options.modified ?? ["src/telemetry/buffer.cpp"],
  };
}

export interface PushOptions extends Where {
  /** `refs/heads/…` or `refs/tags/…`. */
  ref?: string;
  before?: string;
  /** Forty zeros when the ref is deleted. */
  after?: string;
  forced?: boolean;
  base_ref?: string | null;
  /** Oldest first; GitHub lists at most 2,048. One default commit unless told. */
  commits?: CommitOptions[];
  /** The last of `commits` unless told; null when the ref is deleted. */
  head_commit?: CommitOptions | null;
  pushed_at?: string;
}

/** https://docs.github.com/en/webhooks/webhook-events-and-payloads#push */
export function push(options: PushOptions = {}) {
  const { repo = default_repo, before = default_parent_sha, after = default_sha, sender = default_login } = options;
  const { pushed_at = default_time } = options;
  const deleted = after === zero_sha;
  const created = before === zero_sha;
  const listed = options.commits ?? (deleted ? [] : [{ id: after, timestamp: pushed_at }]);
  const head = options.head_commit === undefined ? (listed.at(-1) ?? null) : options.head_commit;
  const range =
    created || deleted ? (deleted ? before : after).slice(0, 12) : `${before.slice(0, 12)}...${after.slice(0, 12)}`;
  return {
    ref: options.ref ?? "refs/heads/main",
    before,
    after,
    ...context(options),
    repository: pushedRepository(repo, pushed_at),
    pusher: { name: sender, email: `${sender}@users.noreply.github.com` },
    created,
    deleted,
    forced: options.forced ?? deleted,
    base_ref: options.base_ref ?? null,
    compare: `https://github.com/${repo}/compare/${range}`,
    commits: listed.map((commit) => pushedCommit(repo, commit)),
    head_commit: head === null ? null : pushedCommit(repo, head),
  };
}

export interface RefOptions extends Where {
  ref?: string;
  ref_type?: "branch" | "tag";
}

/** https://docs.github.com/en/webhooks/webhook-events-and-payloads#create */
export function create(options: RefOptions = {}) {
  const { ref = "release/2.4", ref_type = "branch" } = options;
  return { ref, ref_type, master_branch: "main", description: null, pusher_type: "user", ...context(options) };
}

/** https://docs.github.com/en/webhooks/webhook-events-and-payloads#delete */
export function deleteRef(options: RefOptions = {}) {
  const { ref = "release/2.4", ref_type = "branch" } = options;
  return { ref, ref_type, pusher_type: "user", ...context(options) };
}
