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

export const none_outranked = { upstream_repo: [], pr: [], head_sha: [] };

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
  /** What callbacks named that lost against `upstream_repo`, `pr` and `head_sha`: there the job's rows are taken back. */
  outranked: z
    .strictObject({ upstream_repo: z.array(RepoName), pr: z.array(Id), head_sha: z.array(Sha) })
    .default(none_outranked),
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
    // It follows from both whole: merge has the last word.
    outranked: (a) => a,
  },
});

/** More than any relay that is only mistaken would name. */
const outranked_max = 10;

/** Less than what won, which is the greatest. Greatest first, so that which are left does not depend on the order either. */
function outranked<Field extends keyof OotWorkflowJob["outranked"]>(
  field: Field,
  a: OotWorkflowJob,
  b: OotWorkflowJob,
): OotWorkflowJob["outranked"][Field] {
  const won = known<string | number>(a[field], b[field]);
  const told = [...a.outranked[field], ...b.outranked[field], a[field], b[field]];
  const lost = [...new Set(told)].filter((value) => value !== null && compare(value, won) < 0);
  const kept = lost.sort((x, y) => compare(y, x)).slice(0, outranked_max);
  return kept as OotWorkflowJob["outranked"][Field]; // All came from such lists and fields.
}

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
    outranked: {
      upstream_repo: outranked("upstream_repo", a, b),
      pr: outranked("pr", a, b),
      head_sha: outranked("head_sha", a, b),
    },
  }),
  fit: (job) => dropLargestText(job, ["environment", "artifact_url", "url"]),
  // The upstream hears of it, not the backend: that one need not be a repository which this HUD watches.
  newsOf: (job) => job.upstream_repo,
  rows: ({ outranked, ...job }, revision) => {
    const row = { ...job, revision, is_deleted: 0 };
    const pulls = placesOf(job, outranked, "pr");
    const commits = placesOf(job, outranked, "head_sha");
    return [
      { table: "oot_workflow_job", row },
      ...[...pulls.map((place) => ({ ...place, at: `pr/${place.at}` })), ...commits].map(
        ({ upstream_repo, at, is_deleted }) => ({
          table: "oot_subject_job",
          row: { ...row, upstream_repo, subject: at, is_deleted },
        }),
      ),
      ...commits.map((place) => upstreamRow(job, place, revision)),
    ];
  },
};

type Told = Omit<OotWorkflowJob, "outranked">;

/** A pull request or commit of an upstream where the job's row is looked for; deleted: there it is no more. */
interface Place<At> {
  upstream_repo: string;
  at: At;
  is_deleted: 0 | 1;
}

function placesOf<Field extends "pr" | "head_sha">(
  job: Told,
  lost: OotWorkflowJob["outranked"],
  field: Field,
): Place<NonNullable<Told[Field]>>[] {
  const { upstream_repo: upstream, [field]: current } = job;
  if (upstream === null || current === null) return [];
  const all = [current, ...lost[field]] as NonNullable<Told[Field]>[]; // Both are of the one field.
  return [upstream, ...lost.upstream_repo].flatMap((upstream_repo) =>
    all.map((at): Place<NonNullable<Told[Field]>> => {
      return { upstream_repo, at, is_deleted: upstream_repo === upstream && at === current ? 0 : 1 };
    }),
  );
}

/** The job among all that ran on the upstream's commit. */
function upstreamRow(job: Told, { upstream_repo, at, is_deleted }: Place<string>, revision: number): TableRow {
  const { dynamoKey, run_attempt, status, conclusion, started_at, completed_at, queue_time } = job;
  const waited = started_at !== null && queue_time !== null;
  const created_at = waited ? new Date(Date.parse(started_at) - Math.round(queue_time * 1000)).toISOString() : null;
  return providerJobRow(
    {
      ...{ repo: upstream_repo, head_sha: at, head_branch: null, provider: "oot", dynamoKey },
      ...{ workflow_name: `${job.repo} / ${job.workflow_name}`, name: job.job_name },
      ...{ external_id: job.check_run_id, run_id: job.run_id ?? "", run_attempt, status, conclusion },
      ...{ created_at, started_at, completed_at, html_url: job.url },
      ...{ is_ci: false, of_fork: false },
    },
    revision,
    is_deleted,
  );
}
