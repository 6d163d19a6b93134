/**
 * GitHub Actions' two events.
 * @see https://docs.github.com/en/webhooks/webhook-events-and-payloads#workflow_job
 * @see https://docs.github.com/en/webhooks/webhook-events-and-payloads#workflow_run
 */
import { InRepository, Login } from "lib/intake/github/shapes";
import { conclusions, statuses } from "lib/model/conclusion";
import { Attempt, HeardMoment, Id, Link, Name, OptionalId, OptionalName, OptionalText, Sha } from "lib/model/fields";
import { heard, type Heard } from "lib/model/records/kind";
import { workflowJob } from "lib/model/records/workflow_job";
import { workflowRun } from "lib/model/records/workflow_run";
import { z } from "zod";

const steps_max = 1_000;

const Step = z.object({
  number: z
    .int()
    .nullish()
    .transform((number) => number ?? null),
  name: Name,
  status: OptionalName,
  conclusion: OptionalName,
  started_at: HeardMoment,
  completed_at: HeardMoment,
});

const WorkflowJobPayload = InRepository.extend({
  workflow_job: z.object({
    id: Id,
    run_id: Id,
    run_attempt: Attempt.nullish(),
    name: Name,
    workflow_name: OptionalName,
    head_sha: Sha,
    head_branch: OptionalName,
    status: z.enum(statuses),
    conclusion: z.enum(conclusions).nullish(),
    created_at: HeardMoment,
    started_at: HeardMoment,
    completed_at: HeardMoment,
    html_url: Link,
    labels: z.array(Name).nullish(),
    runner_id: OptionalId,
    runner_name: OptionalName,
    runner_group_name: OptionalName,
    steps: z.array(Step).nullish(),
  }),
});

export function fromWorkflowJob(payload: unknown): Heard[] {
  const { repository, workflow_job: job } = WorkflowJobPayload.parse(payload);
  const completed = job.status === "completed";
  return [
    heard(
      workflowJob,
      workflowJob.fit({
        ...job,
        dynamoKey: `${repository.full_name}/${job.id}`,
        repo: repository.full_name,
        run_attempt: job.run_attempt ?? 1,
        conclusion: completed ? (job.conclusion ?? null) : null,
        completed_at: completed ? job.completed_at : null,
        labels: (job.labels ?? []).slice(0, 100),
        steps: (job.steps ?? []).slice(0, steps_max),
        log: null,
        truncated: false,
      }),
    ),
  ];
}

const WorkflowRunPayload = InRepository.extend({
  workflow_run: z.object({
    id: Id,
    run_attempt: Attempt.nullish(),
    run_number: OptionalId,
    workflow_id: OptionalId,
    name: OptionalName,
    display_title: OptionalText,
    path: OptionalName,
    event: Name,
    status: z.enum(statuses),
    conclusion: z.enum(conclusions).nullish(),
    head_sha: Sha,
    head_branch: OptionalName,
    head_repository: z.object({ full_name: Name }).nullish(),
    head_commit: z
      .object({
        message: OptionalText,
        timestamp: HeardMoment,
        author: z.object({ name: OptionalName }).nullish(),
      })
      .nullish(),
    created_at: HeardMoment,
    updated_at: HeardMoment,
    run_started_at: HeardMoment,
    html_url: Link,
    actor: Login,
    triggering_actor: Login,
    pull_requests: z.array(z.object({ number: Id })).nullish(),
  }),
});

export function fromWorkflowRun(payload: unknown): Heard[] {
  const { repository, workflow_run: run } = WorkflowRunPayload.parse(payload);
  const { head_commit, head_repository, pull_requests, triggering_actor, ...fields } = run;
  const run_attempt = run.run_attempt ?? 1;
  return [
    heard(
      workflowRun,
      workflowRun.fit({
        ...fields,
        dynamoKey: `${repository.full_name}/${run.id}/${run_attempt}`,
        repo: repository.full_name,
        repo_url: repository.html_url,
        default_branch: repository.default_branch,
        run_attempt,
        conclusion: run.status === "completed" ? (run.conclusion ?? null) : null,
        // A fork that was deleted has no repository any more; its runs still are not ours.
        head_repo: head_repository === undefined ? repository.full_name : (head_repository?.full_name ?? null),
        actor: triggering_actor ?? run.actor,
        pull_numbers: (pull_requests ?? []).slice(0, 100).map((pull) => pull.number),
        commit_message: head_commit?.message ?? null,
        commit_time: head_commit?.timestamp ?? null,
        commit_author: head_commit?.author?.name ?? null,
        truncated: false,
      }),
    ),
  ];
}
