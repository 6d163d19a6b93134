/** What CircleCI's jobs and workflows share: the pipeline that they are of, and the commit that it is for. */
import { branchSeen, commitSeen, inBranch, repositorySeen } from "lib/model/commit";
import { Id, Moment, RepoName, Sha } from "lib/model/fields";
import { earliest, known } from "lib/model/join";
import type { TableRow } from "lib/model/records/kind";
import { z } from "zod";

/** Fields of both kinds. */
export const pipeline_fields = {
  repo: RepoName,
  /** "gh/owner/repo", or "circleci/<organization>/<project>" where a project is not called after its repository. */
  project_slug: z.string(),
  pipeline_id: z.string().nullable(),
  pipeline_number: Id.nullable(),
  /** How the pipeline was started: webhook, api, schedule, … */
  trigger_type: z.string().nullable(),
  head_sha: Sha,
  head_branch: z.string().nullable(),
  tag: z.string().nullable(),
  /** The commit is of a fork: its branch is not ours, whatever it is called. */
  of_fork: z.boolean(),
  /** When CircleCI sent word of it. */
  happened_at: Moment.nullable(),
  commit_message: z.string().nullable(),
  commit_time: Moment.nullable(),
  commit_author: z.string().nullable(),
  /** When the pipeline was made. */
  pipeline_created_at: Moment.nullable(),
  repo_url: z.string().nullable(),
  default_branch: z.string().nullable(),
};
export type CircleciPipeline = z.infer<z.ZodObject<typeof pipeline_fields>>;

/** What a pipeline is of never changes, though a message may leave it out. */
export const pipeline_joins = {
  pipeline_id: known,
  pipeline_number: known,
  trigger_type: known,
  head_branch: known,
  tag: known,
  commit_message: known,
  commit_time: known,
  commit_author: known,
  pipeline_created_at: earliest,
  repo_url: known,
  default_branch: known,
} as const;

/**
 * What the record's own row holds, and the rows that tell of its repository, commit and branch: what is said of these is
 * theirs alone.
 */
export function splitPipeline<Fields extends CircleciPipeline>(record: Fields) {
  const { commit_message, commit_time, commit_author, pipeline_created_at, repo_url, default_branch, ...row } = record;
  const commit = { commit_message, commit_time, commit_author, pipeline_created_at, repo_url, default_branch };
  return { row, told: pipelineRows(record, commit) };
}

type OfCommit = Pick<
  CircleciPipeline,
  "commit_message" | "commit_time" | "commit_author" | "pipeline_created_at" | "repo_url" | "default_branch"
>;

function pipelineRows(pipeline: CircleciPipeline, commit: OfCommit): TableRow[] {
  const { repo, head_sha: sha, head_branch: branch, tag, of_fork } = pipeline;
  const { repo_url, default_branch } = commit;
  const heard_at = commit.pipeline_created_at ?? pipeline.happened_at;
  const time = commit.commit_time ?? heard_at;
  if (time === null) return [];
  const message = commit.commit_message ?? "";
  const source = { repo, source: "circleci", heard_at: heard_at ?? time } as const;
  const rows = [
    repositorySeen({ ...source, default_branch, repo_url }),
    commitSeen({
      ...source,
      ...{ sha, time, message, repo_url },
      ...{ author_name: commit.commit_author, author_login: null },
    }),
  ];
  if (of_fork) return rows;
  if (tag !== null) rows.push(branchSeen({ ...source, name: tag, ref_source: "tag", deleted: false }));
  if (branch !== null) {
    rows.push(inBranch({ ...source, branch, sha, time, position: 0, message }));
    rows.push(branchSeen({ ...source, name: branch, ref_source: "run", deleted: false }));
  }
  return rows;
}
