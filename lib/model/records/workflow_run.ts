/** One attempt at one GitHub Actions workflow run, as far as we have heard. */
import { branchSeen, commitSeen, inBranch, repositorySeen } from "lib/model/commit";
import { conclusions, statuses } from "lib/model/conclusion";
import { Id, Moment, RepoName, Sha } from "lib/model/fields";
import { dropLargestText } from "lib/model/item_size";
import { known, newestWins } from "lib/model/join";
import type { RecordKind, TableRow } from "lib/model/records/kind";
import { z } from "zod";

export const WorkflowRun = z.strictObject({
  dynamoKey: z.string(), // "owner/repo/<run id>/<run_attempt>"
  repo: RepoName,
  id: Id,
  run_attempt: Id,
  run_number: Id.nullable(),
  workflow_id: Id.nullable(),
  name: z.string().nullable(),
  display_title: z.string().nullable(),
  path: z.string().nullable(),
  event: z.string(),
  status: z.enum(statuses),
  conclusion: z.enum(conclusions).nullable(),
  head_sha: Sha,
  head_branch: z.string().nullable(),
  /** The repository that the head branch is in: a fork's runs are recorded here too, but are never on our branches. */
  head_repo: z.string().nullable(),
  created_at: Moment.nullable(),
  updated_at: Moment.nullable(),
  run_started_at: Moment.nullable(),
  html_url: z.string().nullable(),
  actor: z.string().nullable(),
  pull_numbers: z.array(Id),
  commit_message: z.string().nullable(),
  commit_time: Moment.nullable(),
  commit_author: z.string().nullable(),
  repo_url: z.string().nullable(),
  default_branch: z.string().nullable(),
  truncated: z.boolean(),
});
export type WorkflowRun = z.infer<typeof WorkflowRun>;

export const workflowRun: RecordKind<WorkflowRun> = {
  name: "workflow_run",
  dynamo_table: "workflow-run",
  schema: WorkflowRun,
  merge: newestWins<WorkflowRun>({
    rank: (run) => [statuses.indexOf(run.status), run.updated_at],
    // What a run is of never changes, though a message may leave it out: a deleted fork is no longer named.
    joins: { head_branch: known, head_repo: known, commit_message: known, commit_time: known, commit_author: known },
  }),
  fit: (run) => dropLargestText(run, ["commit_message", "display_title"]),
  rows: (run, revision) => {
    const { repo_url, default_branch, commit_message, commit_time, commit_author, ...row } = run;
    const rows: TableRow[] = [
      { table: "workflow_run", row: { ...row, revision, is_deleted: 0 } },
      { table: "commit_run", row: { repo: run.repo, head_sha: run.head_sha, run_id: run.id } },
    ];
    // A run names its commit's message and time; without them there is no commit to show.
    const time = commit_time ?? run.created_at;
    if (time === null) return rows;
    const source = { repo: run.repo, source: "workflow_run", heard_at: run.created_at ?? time } as const;
    const message = commit_message ?? run.display_title ?? "";
    rows.push(
      repositorySeen({ ...source, default_branch, repo_url }),
      commitSeen({
        ...source,
        sha: run.head_sha,
        time,
        message,
        author_name: commit_author,
        author_login: null,
        repo_url,
      }),
    );
    if (run.head_branch !== null && run.head_repo === run.repo) {
      rows.push(inBranch({ ...source, branch: run.head_branch, sha: run.head_sha, time, position: 0, message }));
      rows.push(branchSeen({ ...source, name: run.head_branch, ref_source: "run", deleted: false }));
    }
    return rows;
  },
};
