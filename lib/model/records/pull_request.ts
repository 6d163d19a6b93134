/** One pull request as it stands, and every head it has had. */
import { branchSeen, commitSeen, inBranch, repositorySeen } from "lib/model/commit";
import { Id, Moment, RepoName, Sha } from "lib/model/fields";
import { dropLargestText } from "lib/model/item_size";
import { newestWins } from "lib/model/join";
import type { RecordKind, TableRow } from "lib/model/records/kind";
import { z } from "zod";

const Head = z.strictObject({ sha: Sha, heard_at: Moment });
type Head = z.infer<typeof Head>;

export const PullRequest = z.strictObject({
  dynamoKey: z.string(), // "owner/repo/<number>"
  repo: RepoName,
  number: Id,
  title: z.string().nullable(),
  body: z.string().nullable(),
  state: z.enum(["open", "closed"]),
  draft: z.boolean(),
  merged: z.boolean(),
  author: z.string().nullable(),
  base_ref: z.string().nullable(),
  base_sha: Sha.nullable(),
  head_ref: z.string().nullable(),
  head_sha: Sha,
  head_repo: z.string().nullable(),
  merge_commit_sha: Sha.nullable(),
  labels: z.array(z.string()),
  html_url: z.string().nullable(),
  repo_url: z.string().nullable(),
  default_branch: z.string().nullable(),
  created_at: Moment.nullable(),
  updated_at: Moment.nullable(),
  closed_at: Moment.nullable(),
  merged_at: Moment.nullable(),
  /** Every head commit heard of, oldest first; a synchronize that arrives late still adds the one it brought. */
  heads: z.array(Head),
  truncated: z.boolean(),
});
export type PullRequest = z.infer<typeof PullRequest>;

const heads_max = 1_000;

/**
 * The union of two lists of heads, each with the latest time it was heard of.
 * Times only grow, so what the cap drops would be dropped in any order of merging.
 */
function unionOfHeads(a: Head[], b: Head[]): Head[] {
  const heard_at = new Map<string, string>();
  for (const head of [...a, ...b]) {
    const before = heard_at.get(head.sha);
    if (before === undefined || before < head.heard_at) heard_at.set(head.sha, head.heard_at);
  }
  return [...heard_at]
    .map(([sha, at]) => ({ sha, heard_at: at }))
    .sort((x, y) => (x.heard_at + x.sha < y.heard_at + y.sha ? -1 : 1))
    .slice(-heads_max);
}

export const pullRequest: RecordKind<PullRequest> = {
  name: "pull_request",
  dynamo_table: "pull-request",
  schema: PullRequest,
  merge: newestWins<PullRequest>({
    // Within one second, merged is further than closed, and closed than open.
    rank: (pull) => [pull.updated_at, pull.merged, pull.state === "closed"],
    joins: { heads: unionOfHeads },
  }),
  fit: (pull) => dropLargestText(pull, ["body", "title", "labels"]),
  rows: (pull, revision) => {
    const { heads, repo_url, default_branch, ...row } = pull;
    const rows: TableRow[] = [
      { table: "pull_request", row: { ...row, head_shas: heads.map((head) => head.sha), revision, is_deleted: 0 } },
    ];
    const created_at = pull.created_at ?? new Date(0).toISOString();
    const seen = { repo: pull.repo, source: "pull_request", heard_at: created_at } as const;
    rows.push(repositorySeen({ ...seen, heard_at: pull.updated_at ?? created_at, default_branch, repo_url }));
    for (const { sha, heard_at } of heads) {
      const source = { ...seen, heard_at };
      rows.push(
        commitSeen({
          ...source,
          sha,
          time: heard_at,
          message: pull.title ?? "", // All that a pull request knows of its head's message.
          author_name: null,
          author_login: pull.author,
          repo_url,
        }),
        { table: "pull_head", row: { repo: pull.repo, sha, number: pull.number, heard_at } },
      );
      if (pull.head_ref !== null && pull.head_repo === pull.repo) {
        rows.push(inBranch({ ...source, branch: pull.head_ref, sha, time: heard_at, position: 0, message: "" }));
      }
    }
    if (pull.head_ref !== null && pull.head_repo === pull.repo) {
      rows.push(branchSeen({ ...seen, name: pull.head_ref, ref_source: "run", deleted: false }));
    }
    return rows;
  },
};
