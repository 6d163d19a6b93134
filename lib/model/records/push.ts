/** One push to one branch or tag: which commits it brought, or that it deleted the ref. */
import { branchSeen, commitSeen, inBranch, repositorySeen } from "lib/model/commit";
import { clip, Moment, RepoName, Sha } from "lib/model/fields";
import { itemBytes } from "lib/model/item_size";
import { canonical, compareTuples, ever, newestWins } from "lib/model/join";
import type { RecordKind, TableRow } from "lib/model/records/kind";
import { z } from "zod";

export const PushedCommit = z.strictObject({
  sha: Sha,
  time: Moment.nullable(),
  message: z.string(),
  author_name: z.string().nullable(),
  author_login: z.string().nullable(),
});
export type PushedCommit = z.infer<typeof PushedCommit>;

export const Push = z.strictObject({
  dynamoKey: z.string(), // "owner/repo/<ref>/<after>"
  repo: RepoName,
  ref: z.string(),
  before: z.string(),
  after: z.string(),
  created: z.boolean(),
  deleted: z.boolean(),
  forced: z.boolean(),
  pushed_at: Moment.nullable(),
  pusher: z.string().nullable(),
  compare_url: z.string().nullable(),
  repo_url: z.string().nullable(),
  default_branch: z.string().nullable(),
  head_sha: Sha.nullable(),
  /** Oldest first, as GitHub lists them; GitHub sends at most 2,048. */
  commits: z.array(PushedCommit),
  truncated: z.boolean(),
});
export type Push = z.infer<typeof Push>;

const bytes_max = 380_000;

/** Keeps every commit's hash and time; shortens what people wrote, bodies first, until 2,048 commits fit. */
function fit(push: Push): Push {
  const shorten = (change: (commit: PushedCommit) => PushedCommit): Push => ({
    ...push,
    commits: push.commits.map(change),
    truncated: true,
  });
  const title = (message: string, max: number): string => clip(message.split("\n", 1)[0] ?? "", max);
  const candidates = [
    () => push,
    () => shorten((commit) => ({ ...commit, message: title(commit.message, 200) })),
    () => shorten((commit) => ({ ...commit, message: title(commit.message, 60), author_name: null })),
    () => shorten((commit) => ({ ...commit, message: title(commit.message, 20), author_name: null })),
    () => shorten((commit) => ({ ...commit, message: "", author_name: null, author_login: null })),
    () => ({ ...shorten((commit) => commit), commits: [] }),
  ];
  for (const candidate of candidates) {
    const fitted = candidate();
    if (itemBytes(fitted) <= bytes_max) return fitted;
  }
  return push; // Unreachable: a push without commits is small, since every other field is bounded where it is parsed.
}

/**
 * A branch that is made again, or forced back, on a commit it was once on is the same record pushed twice; the later
 * push brings fewer commits or none. All of them are ancestors of one commit, so the longest list tells the most.
 */
function fullest(a: PushedCommit[], b: PushedCommit[]): PushedCommit[] {
  const rank = (commits: PushedCommit[]) => [commits.length, itemBytes(commits), canonical(commits)];
  return compareTuples(rank(a), rank(b)) >= 0 ? a : b;
}

export const push: RecordKind<Push> = {
  name: "push",
  dynamo_table: "push",
  schema: Push,
  merge: newestWins<Push>({ rank: (record) => [record.pushed_at], joins: { commits: fullest, truncated: ever } }),
  fit,
  rows: (record, revision) => {
    const { commits, repo_url, default_branch, ...row } = record;
    const { repo, pushed_at } = row;
    const rows: TableRow[] = [
      { table: "push", row: { ...row, commit_count: commits.length, revision, is_deleted: 0 } },
    ];
    const branch = /^refs\/heads\/(.+)$/s.exec(record.ref)?.[1];
    const tag = /^refs\/tags\/(.+)$/s.exec(record.ref)?.[1];
    const heard_at = pushed_at ?? new Date(0).toISOString();
    const source = { repo, source: "push", heard_at } as const;
    rows.push(repositorySeen({ ...source, default_branch, repo_url }));
    for (const [position, commit] of commits.entries()) {
      const time = commit.time ?? heard_at;
      rows.push(commitSeen({ ...source, ...commit, time, repo_url }));
      if (branch) rows.push(inBranch({ ...source, branch, sha: commit.sha, time, position, message: commit.message }));
    }
    if (branch) rows.push(branchSeen({ ...source, name: branch, ref_source: "head", deleted: record.deleted }));
    if (tag) rows.push(branchSeen({ ...source, name: tag, ref_source: "tag", deleted: record.deleted }));
    return rows;
  },
};
