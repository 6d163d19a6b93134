/**
 * The out-of-tree relay's callbacks in, records out. What is under `trusted` the relay vouches for; everything under
 * `untrusted` was written by the backend, and is data only.
 */
import { conclusions } from "lib/model/conclusion";
import { Attempt, HeardMoment, Link, RepoName, Sha } from "lib/model/fields";
import { utf8Bytes } from "lib/model/item_size";
import { heard, type Heard } from "lib/model/records/kind";
import { none_outranked, type OotWorkflowJob, ootWorkflowJob } from "lib/model/records/oot_workflow_job";
import { z } from "zod";

/** Ids come as numbers or as text; to us they are names. */
const IdText = z
  .union([z.string().min(1).max(200), z.int().nonnegative()], "must be a number or text")
  .transform((id) => String(id).toWellFormed());

const Name = z
  .string()
  .min(1)
  .max(500)
  .transform((text) => text.toWellFormed());
const note_max = 10_000;
const note_depth_max = 100;

/** Deeper than anybody means: writing such a value as text would overflow the stack. */
function isDeeper(value: unknown, depth: number): boolean {
  if (value === null || typeof value !== "object") return false;
  return depth === 0 || Object.values(value).some((inner) => isDeeper(inner, depth - 1));
}

/** Whatever a backend says of the machine it ran on, as text. */
const Note = z
  .unknown()
  .optional()
  .refine((note) => !isDeeper(note, note_depth_max), `must not be nested more than ${note_depth_max} deep`)
  .transform((note) =>
    note === undefined || note === null
      ? null
      : (typeof note === "string" ? note : JSON.stringify(note)).toWellFormed(),
  );

const NumberText = z
  .string()
  .regex(/^\d{1,15}(\.\d{1,9})?$/, "must be a number")
  .transform(Number);
/** As JSON or a script prints numbers: a text is taken or refused as the number would be. */
const SecondsText = z
  .string()
  .regex(/^-?\d{1,15}(\.\d{1,20})?(e[+-]?\d{1,3})?$/i, "must be a number of seconds")
  .transform(Number);
const seconds_max = 1e9; // Thirty years; a database's numbers end somewhere above.
/** To the millisecond. A clock that is ahead makes a wait negative: that is no wait. */
const Seconds = z
  .union([z.number(), SecondsText], "must be a number of seconds")
  .pipe(z.number().max(seconds_max))
  .transform((seconds) => Math.round(Math.max(0, seconds) * 1000) / 1000)
  .nullish()
  .transform((seconds) => seconds ?? null);
const Count = z
  .union([z.int().nonnegative(), NumberText.pipe(z.int())], "must be a whole number, 0 or more")
  .nullish()
  .transform((count) => count ?? null);

const TestResults = z.object({ passed: Count, failed: Count, skipped: Count, total: Count }).nullish();

const Workflow = z
  .object({
    status: z.enum(["queued", "in_progress", "completed"]),
    conclusion: z.string().nullish(),
    name: Name,
    url: Link,
    job_name: Name,
    check_run_id: IdText,
    run_id: IdText.nullish(),
    run_attempt: z.union([Attempt.positive(), NumberText.pipe(Attempt.positive())]).nullish(),
    started_at: HeardMoment,
    completed_at: HeardMoment,
    test_results: TestResults,
    artifact_url: Link,
    environment: Note,
  })
  .superRefine(({ status, conclusion }, context) => {
    if (status !== "completed" || z.enum(conclusions).safeParse(conclusion).success) return;
    context.addIssue({
      code: "custom",
      path: ["conclusion"],
      message: `a completed job needs one of ${conclusions.join(", ")}`,
    });
  });

const Callback = z.object({
  trusted: z.object({
    verified_repo: RepoName,
    downstream_repo_level: z
      .union([z.string().max(50), z.number().transform(String)])
      .transform((level) => level.toWellFormed())
      .nullish(),
    ci_metrics: z.object({ queue_time: Seconds, execution_time: Seconds }).nullish(),
  }),
  untrusted: z.object({
    callback_payload: z.object({
      event_type: z.string().max(100).nullish(),
      delivery_id: IdText,
      payload: z.unknown().optional(),
      workflow: Workflow,
    }),
  }),
});

/** Events about a branch as it stands: whatever else their payload says, they belong to no pull request. */
const without_pull_request = new Set(["push", "nightly", "periodic", "schedule", "workflow_dispatch"]);

/** An id, and so a number or text; whatever else it is, what stands beside it still counts. */
const PullNumber = z.union([z.int().positive(), NumberText.pipe(z.int().positive())]);
const HasSha = z.object({ sha: Sha });
const HasHeadSha = z.object({ head_sha: Sha });
const UpstreamPayload = z.object({
  repository: z.object({ full_name: RepoName }).nullish().catch(null),
  pull_request: z
    .object({ number: PullNumber.nullish().catch(null), head: HasSha.nullish().catch(null) })
    .nullish()
    .catch(null),
  after: Sha.nullish().catch(null),
  head_sha: Sha.nullish().catch(null),
  sha: Sha.nullish().catch(null),
  head_commit: z.object({ id: Sha }).nullish().catch(null),
  merge_group: HasHeadSha.nullish().catch(null),
  workflow_run: HasHeadSha.nullish().catch(null),
});

/** What was tested, as the upstream's own webhook says: the parts of it that we can use. */
function upstreamOf(event_type: string, payload: unknown): Pick<OotWorkflowJob, "upstream_repo" | "pr" | "head_sha"> {
  const upstream = UpstreamPayload.safeParse(payload ?? {}).data;
  const pull = without_pull_request.has(event_type) ? null : upstream?.pull_request;
  const sha =
    pull?.head?.sha ??
    upstream?.after ??
    upstream?.head_sha ??
    upstream?.sha ??
    upstream?.head_commit?.id ??
    upstream?.merge_group?.head_sha ??
    upstream?.workflow_run?.head_sha;
  return { upstream_repo: upstream?.repository?.full_name ?? null, pr: pull?.number ?? null, head_sha: sha ?? null };
}

const key_bytes_max = 2_000; // DynamoDB's keys end at 2,048 bytes.

/** @throws ZodError naming the field that is not as promised. */
export function recordFromRelay(body: unknown): Heard & { record: OotWorkflowJob } {
  const { trusted, untrusted } = Callback.parse(body);
  const { event_type, delivery_id, payload, workflow } = untrusted.callback_payload;
  const { name, conclusion, test_results, run_id, run_attempt, environment, ...job } = workflow;
  const is_long = environment !== null && environment.length > note_max;
  const completed = job.status === "completed";
  const event = event_type?.toWellFormed() ?? "";
  const dynamoKey = `${trusted.verified_repo}/${delivery_id}/${name}/${job.job_name}/${job.check_run_id}`;
  if (utf8Bytes(dynamoKey) > key_bytes_max) {
    const path = ["untrusted", "callback_payload", "workflow", "job_name"];
    throw new z.ZodError([{ code: "custom", path, message: "too long, together with the workflow's name", input: "" }]);
  }
  const record = ootWorkflowJob.fit({
    ...job,
    ...upstreamOf(event, payload),
    ...testCounts(completed ? test_results : null),
    dynamoKey,
    repo: trusted.verified_repo,
    downstream_repo_level: trusted.downstream_repo_level ?? null,
    delivery_id,
    event_type: event,
    workflow_name: name,
    run_id: run_id ?? null,
    run_attempt: run_attempt ?? 1,
    conclusion: completed ? z.enum(conclusions).parse(conclusion) : null,
    completed_at: completed ? job.completed_at : null,
    queue_time: trusted.ci_metrics?.queue_time ?? null,
    execution_time: completed ? (trusted.ci_metrics?.execution_time ?? null) : null,
    environment: is_long ? null : environment,
    truncated: is_long,
    outranked: none_outranked,
  });
  return { ...heard(ootWorkflowJob, record), record };
}

type Counts = Pick<OotWorkflowJob, "tests_passed" | "tests_failed" | "tests_skipped" | "tests_total">;

/** A missing total is the sum of what there is. */
function testCounts(results: z.output<typeof TestResults>): Counts {
  const { passed = null, failed = null, skipped = null, total = null } = results ?? {};
  const known = [passed, failed, skipped].filter((count) => count !== null);
  const sum = known.length > 0 ? known.reduce((a, b) => a + b, 0) : null;
  return { tests_passed: passed, tests_failed: failed, tests_skipped: skipped, tests_total: total ?? sum };
}
