/** The closed registry of record kinds: every DynamoDB table of records is one of these. */
import { circleciJob } from "lib/model/records/circleci_job";
import { circleciWorkflow } from "lib/model/records/circleci_workflow";
import {
  issueComment,
  issues,
  issuesLabelEvent,
  pullLabelEvent,
  pullRequestReview,
  pullRequestReviewComment,
} from "lib/model/records/discussion";
import { externalCheck } from "lib/model/records/external_check";
import { jobAnnotation } from "lib/model/records/job_annotation";
import type { RecordKind } from "lib/model/records/kind";
import { ootWorkflowJob } from "lib/model/records/oot_workflow_job";
import { pullRequest } from "lib/model/records/pull_request";
import { push } from "lib/model/records/push";
import { workflowJob } from "lib/model/records/workflow_job";
import { workflowRun } from "lib/model/records/workflow_run";

// Each kind's fields are its own; what iterates over all of them only needs what they share.
export const record_kinds = [
  workflowJob,
  workflowRun,
  push,
  pullRequest,
  pullLabelEvent,
  issues,
  issuesLabelEvent,
  issueComment,
  pullRequestReview,
  pullRequestReviewComment,
  externalCheck,
  ootWorkflowJob,
  jobAnnotation,
  circleciJob,
  circleciWorkflow,
] as unknown as readonly RecordKind[];
