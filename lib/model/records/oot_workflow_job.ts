/** One job that an out-of-tree backend ran for an upstream's change, as the relay's callbacks tell it. */
import { conclusions, statuses } from "lib/model/conclusion";
import { Id, Moment, RepoName, Sha } from "lib/model/fields";
import { dropLargestText } from "lib/model/item_size";
import { compare, earliest, ever, known, newestWins } from "lib/model/join";
import { providerJobRow } from "lib/model/provider_job";
import type { RecordKind, TableRow } from "lib/model/records/kind";
import { z } from "zod";

const Count = z.int().nonnegative();
const Seconds = z.number().nonnegative();

export const OotWorkflowJob = z.strictObject({
  dynamoKey: z.string(), // "<verified_repo>/<delivery_id>/<workflow>/<job_name>/<check_run_id>"
  /** The backend's repository: the only part that the relay vouches for. */
  repo: RepoName,
  downstream_repo_level: z.string().nullable(),
  /** Where the change is that was tested; null when the callback does not say. */
  upstream_repo: RepoName.nullable(),
  delivery_id: z.string(),
  /** What happened upstream: pull_request, push, nightly, …; "" when the callback does not say. */
  event_type: z.string(),
  /** Null for events that have no pull request. */
  pr: Id.nullable(),
  head_sha: Sha.nullable(),
  workflow_name: z.string(),
  job_name: z.string(),
  check_run_id: z.string(),
  run_id: z.string().nullable(),
  run_attempt: Id,
  status: z.enum(statuses),
  conclusion: z.enum(conclusions).nullable(),
  url: z.string().nullable(),
  started_at: Moment.nullable(),
  completed_at: Moment.nullable(),
  /** Seconds; the `in_progress` callback brings it. */
  queue_time: Seconds.nullable(),
  /** Seconds; the `completed` callback brings it. */
  execution_time: Seconds.nullable(),
  tests_passed: Count.nullable(),
  tests_failed: Count.nullable(),
  tests_skipped: Count.nullable(),
  tests_total: Count.nullable(),
  artifact_url: z.string().nullable(),
  environment: z.string().nullable(),
  truncated: z.boolean(),
});
export type OotWorkflowJob = z.infer<typeof OotWorkflowJob>;

/** What the upstream's delivery was about: the same for every attempt at it, told by any callback or none. */
const of_delivery = {
  event_type: (a: string, b: string) => (compare(a, b) >= 0 ? a : b),
  upstream_repo: known<string>,
  pr: known<number>,
  head_sha: known<string>,
};

const newestAttempt = newestWins<OotWorkflowJob>({
  epoch: (job) => job.run_attempt,
  rank: (job) => [statuses.indexOf(job.status), job.completed_at],
  joins: {
    ...of_delivery,
    queue_time: known,
    execution_time: known,
    started_at: earliest,
    downstream_repo_level: known,
    url: known,
    run_id: known,
    artifact_url: known,
    environment: known,
    truncated: ever,
  },
});

export const ootWorkflowJob: RecordKind<OotWorkflowJob> = {
  name: "oot_workflow_job",
  dynamo_table: "oot-workflow-job",
  schema: OotWorkflowJob,
  // A later attempt replaces an earlier one whole, but need not repeat what the delivery was about.
  merge: (a, b) => ({
    ...newestAttempt(a, b),
    event_type: of_delivery.event_type(a.event_type, b.event_type),
    upstream_repo: of_delivery.upstream_repo(a.upstream_repo, b.upstream_repo),
    pr: of_delivery.pr(a.pr, b.pr),
    head_sha: of_delivery.head_sha(a.head_sha, b.head_sha),
  }),
  fit: (job) => dropLargestText(job, ["environment", "artifact_url", "url"]),
  // The upstream hears of it, not the backend: that one need not be a repository which this HUD watches.
  newsOf: (job) => job.upstream_repo,
  rows: (job, revision) => {
    const row = { ...job, revision, is_deleted: 0 };
    return [
      { table: "oot_workflow_job", row },
      { table: "oot_delivery_job", row },
      ...deliveryRows(job),
      ...upstreamRows(job, revision),
    ];
  },
};

/** The job among all that ran on the upstream's commit. */
function upstreamRows(job: OotWorkflowJob, revision: number): TableRow[] {
  const { dynamoKey, upstream_repo, head_sha, run_attempt, status, conclusion, started_at, completed_at } = job;
  if (upstream_repo === null || head_sha === null) return [];
  const { queue_time } = job;
  const waited = started_at !== null && queue_time !== null;
  const created_at = waited ? new Date(Date.parse(started_at) - Math.round(queue_time * 1000)).toISOString() : null;
  return [
    providerJobRow(
      {
        ...{ repo: upstream_repo, head_sha, head_branch: null, provider: "oot", dynamoKey },
        ...{ workflow_name: `${job.repo} / ${job.workflow_name}`, name: job.job_name },
        ...{ external_id: job.check_run_id, run_id: job.run_id ?? "", run_attempt, status, conclusion },
        ...{ created_at, started_at, completed_at, html_url: job.url },
        ...{ is_ci: false, of_fork: false },
      },
      revision,
    ),
  ];
}

/** By which a pull request's or commit's page finds the deliveries that it is about. */
function deliveryRows({ upstream_repo, pr, head_sha, delivery_id }: OotWorkflowJob): TableRow[] {
  if (upstream_repo === null) return [];
  return [{ table: "oot_delivery", row: { upstream_repo, pr: pr ?? 0, head_sha: head_sha ?? "", delivery_id } }];
}
