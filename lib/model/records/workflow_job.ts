/** One attempt at one job of a GitHub Actions workflow run, as far as we have heard. */
import { conclusions, statuses } from "lib/model/conclusion";
import { Id, Moment, RepoName, Sha } from "lib/model/fields";
import { dropLargestText } from "lib/model/item_size";
import { earliest, known, latest, newestWins } from "lib/model/join";
import { laterFinding, LogFinding } from "lib/model/log_finding";
import type { RecordKind } from "lib/model/records/kind";
import { z } from "zod";

const Step = z.strictObject({
  number: z.int().nullable(),
  name: z.string(),
  status: z.string().nullable(),
  conclusion: z.string().nullable(),
  started_at: Moment.nullable(),
  completed_at: Moment.nullable(),
});

export const WorkflowJob = z.strictObject({
  dynamoKey: z.string(), // "owner/repo/<job id>"
  repo: RepoName,
  id: Id,
  run_id: Id,
  run_attempt: Id,
  name: z.string(),
  workflow_name: z.string().nullable(),
  head_sha: Sha,
  head_branch: z.string().nullable(),
  status: z.enum(statuses),
  conclusion: z.enum(conclusions).nullable(),
  created_at: Moment.nullable(),
  started_at: Moment.nullable(),
  completed_at: Moment.nullable(),
  html_url: z.string().nullable(),
  labels: z.array(z.string()),
  runner_id: Id.nullable(),
  runner_name: z.string().nullable(),
  runner_group_name: z.string().nullable(),
  steps: z.array(Step),
  /** What its log says; null until there is one. No delivery brings it, so none may take it away. */
  log: LogFinding.nullable().default(null),
  truncated: z.boolean(),
});
export type WorkflowJob = z.infer<typeof WorkflowJob>;

export const workflowJob: RecordKind<WorkflowJob> = {
  name: "workflow_job",
  dynamo_table: "workflow-job",
  schema: WorkflowJob,
  merge: newestWins<WorkflowJob>({
    rank: (job) => [
      statuses.indexOf(job.status),
      job.completed_at,
      job.steps.filter((step) => step.status === "completed").length,
    ],
    joins: {
      created_at: earliest,
      // GitHub gives a queued job the time it was queued, and the real start only later.
      started_at: latest,
      workflow_name: known,
      head_branch: known,
      runner_id: known,
      runner_name: known,
      runner_group_name: known,
      log: laterFinding,
    },
  }),
  fit: (job) => dropLargestText(job, ["steps", "labels"]),
  rows: ({ steps, log, ...job }, revision) => [
    {
      table: "workflow_job",
      row: { ...job, steps: JSON.stringify(steps), ...findingColumns(log), revision, is_deleted: 0 },
    },
    { table: "commit_run", row: { repo: job.repo, head_sha: job.head_sha, run_id: job.run_id } },
  ],
};

function findingColumns(log: LogFinding | null): Record<string, unknown> {
  return {
    has_log: log !== null,
    log_lines: log?.lines ?? 0,
    classified_at: log?.classified_at ?? null,
    failure_rule: log?.rule ?? null,
    failure_line: log?.line ?? null,
    failure_line_num: log?.line_num ?? null,
    failure_captures: log?.captures ?? [],
    failure_context: log?.context ?? [],
  };
}
