/** One CircleCI workflow that has ended. */
import { conclusions, statuses } from "lib/model/conclusion";
import { Moment } from "lib/model/fields";
import { dropLargestText } from "lib/model/item_size";
import { earliest, known, newestWins } from "lib/model/join";
import { providerRunRow } from "lib/model/provider_job";
import { pipeline_fields, pipeline_joins, splitPipeline } from "lib/model/records/circleci_pipeline";
import type { RecordKind } from "lib/model/records/kind";
import { z } from "zod";

export const CircleciWorkflow = z.strictObject({
  dynamoKey: z.string(), // "<project slug>/<workflow id>"
  id: z.string(),
  ...pipeline_fields,
  name: z.string(),
  status: z.enum(statuses),
  conclusion: z.enum(conclusions).nullable(),
  created_at: Moment.nullable(),
  completed_at: Moment.nullable(),
  html_url: z.string().nullable(),
  truncated: z.boolean(),
});
export type CircleciWorkflow = z.infer<typeof CircleciWorkflow>;

export const circleciWorkflow: RecordKind<CircleciWorkflow> = {
  name: "circleci_workflow",
  dynamo_table: "circleci-workflow",
  schema: CircleciWorkflow,
  merge: newestWins<CircleciWorkflow>({
    rank: (workflow) => [statuses.indexOf(workflow.status), workflow.completed_at, workflow.happened_at],
    joins: { ...pipeline_joins, html_url: known, created_at: earliest },
  }),
  fit: (workflow) => dropLargestText(workflow, ["commit_message"]),
  rows: (workflow, revision) => {
    const { row, told } = splitPipeline(workflow);
    const { dynamoKey, repo, head_sha, head_branch, of_fork, status, conclusion, html_url } = workflow;
    const { created_at, completed_at } = workflow;
    return [
      { table: "circleci_workflow", row: { ...row, revision, is_deleted: 0 } },
      providerRunRow(
        {
          ...{ repo, head_sha, head_branch, provider: "circleci", dynamoKey, workflow_name: workflow.name },
          ...{ run_id: workflow.id, status, conclusion, created_at, completed_at, html_url, of_fork, is_ci: true },
        },
        revision,
      ),
      ...told,
    ];
  },
};
