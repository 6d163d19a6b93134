/** One job of a CircleCI workflow that has ended. */
import { conclusions, statuses } from "lib/model/conclusion";
import { Id, Moment } from "lib/model/fields";
import { dropLargestText } from "lib/model/item_size";
import { earliest, known, newestWins } from "lib/model/join";
import { providerJobRow } from "lib/model/provider_job";
import { pipeline_fields, pipeline_joins, splitPipeline } from "lib/model/records/circleci_pipeline";
import type { RecordKind } from "lib/model/records/kind";
import { z } from "zod";

export const CircleciJob = z.strictObject({
  dynamoKey: z.string(), // "<project slug>/<job id>"
  id: z.string(),
  ...pipeline_fields,
  /** Counted up within the project. */
  number: Id.nullable(),
  name: z.string(),
  workflow_id: z.string(),
  workflow_name: z.string(),
  workflow_url: z.string().nullable(),
  status: z.enum(statuses),
  conclusion: z.enum(conclusions).nullable(),
  /** The workflow's: when the job itself began to wait, CircleCI does not tell. */
  created_at: Moment.nullable(),
  started_at: Moment.nullable(),
  completed_at: Moment.nullable(),
  html_url: z.string().nullable(),
  truncated: z.boolean(),
});
export type CircleciJob = z.infer<typeof CircleciJob>;

export const circleciJob: RecordKind<CircleciJob> = {
  name: "circleci_job",
  dynamo_table: "circleci-job",
  schema: CircleciJob,
  merge: newestWins<CircleciJob>({
    rank: (job) => [statuses.indexOf(job.status), job.completed_at, job.happened_at],
    joins: { ...pipeline_joins, number: known, workflow_url: known, html_url: known, created_at: earliest },
  }),
  fit: (job) => dropLargestText(job, ["commit_message"]),
  rows: (job, revision) => {
    const { row, told } = splitPipeline(job);
    const { dynamoKey, repo, head_sha, head_branch, of_fork, workflow_name, name, status, conclusion, html_url } = job;
    const { created_at, started_at, completed_at } = job;
    return [
      { table: "circleci_job", row: { ...row, revision, is_deleted: 0 } },
      providerJobRow(
        {
          ...{ repo, head_sha, head_branch, provider: "circleci", dynamoKey, workflow_name, name, status, conclusion },
          ...{ created_at, started_at, completed_at, html_url, of_fork, is_ci: true },
          ...{ external_id: job.id, run_id: job.workflow_id, run_attempt: 1 },
        },
        revision,
      ),
      ...told,
    ];
  },
};
