/** CircleCI's webhook deliveries in, records out. The registry is closed: an event that is not in it records nothing. */
import { isOfFork, repositoryOf, type SourceRepository } from "lib/intake/circleci/repository";
import {
  JobCompleted,
  type Parameters,
  parameter_sets,
  Pipeline,
  Project,
  WorkflowCompleted,
} from "lib/intake/circleci/shapes";
import type { Conclusion, Status } from "lib/model/conclusion";
import { circleciJob } from "lib/model/records/circleci_job";
import type { CircleciPipeline } from "lib/model/records/circleci_pipeline";
import { circleciWorkflow } from "lib/model/records/circleci_workflow";
import { heard, type Heard } from "lib/model/records/kind";
import { z } from "zod";

const Typed = z.object({ type: z.string().regex(/^[a-z][a-z0-9-]{0,63}$/, "must be an event's name") });
const HasJob = z.object({ job: z.object({}) });

/**
 * What a payload calls itself: "job-completed", "workflow-completed", "ping", … A message about a job is a job's, also
 * where it says that it is a workflow's, as CircleCI's own sample for GitLab does.
 * @throws ZodError naming the field
 */
export function circleciEvent(payload: unknown): string {
  const { type } = Typed.parse(payload);
  return type === "workflow-completed" && HasJob.safeParse(payload).success ? "job-completed" : type;
}

const translators = new Map<string, (payload: unknown) => Heard[]>([
  ["job-completed", fromJob],
  ["workflow-completed", fromWorkflow],
]);

/** @throws ZodError naming the field, when an event we record does not have the shape CircleCI documents. */
export function recordsFromCircleci(payload: unknown): Heard[] {
  return translators.get(circleciEvent(payload))?.(payload) ?? [];
}

const AnyPayload = z.object({ project: Project, pipeline: Pipeline });

/** The repository that any delivery is about; null for one that does not say. */
export function circleciRepository(payload: unknown): string | null {
  const parsed = AnyPayload.safeParse(payload).data;
  return parsed ? (repositoryOf(parsed.project, parsed.pipeline)?.name ?? null) : null;
}

function fromJob(payload: unknown): Heard[] {
  const { job, workflow, ...common } = JobCompleted.parse(payload);
  const pipeline = pipelineOf(common);
  if (!pipeline) return [];
  return [
    heard(
      circleciJob,
      circleciJob.fit({
        ...pipeline,
        ...outcomeOf(job),
        dynamoKey: `${common.project.slug}/${job.id}`,
        id: job.id,
        number: job.number,
        name: job.name,
        workflow_id: workflow.id,
        workflow_name: workflow.name,
        workflow_url: workflow.url,
        created_at: workflow.created_at,
        started_at: job.started_at,
        html_url: jobUrl(workflow.url, job.number),
        truncated: false,
      }),
    ),
  ];
}

function fromWorkflow(payload: unknown): Heard[] {
  const { workflow, ...common } = WorkflowCompleted.parse(payload);
  const pipeline = pipelineOf(common);
  if (!pipeline) return [];
  return [
    heard(
      circleciWorkflow,
      circleciWorkflow.fit({
        ...pipeline,
        ...outcomeOf(workflow),
        dynamoKey: `${common.project.slug}/${workflow.id}`,
        id: workflow.id,
        name: workflow.name,
        created_at: workflow.created_at,
        html_url: workflow.url,
        truncated: false,
      }),
    ),
  ];
}

/** CircleCI's words for how something ended. https://circleci.com/docs/workflows/#states */
const endings = new Map<string, Conclusion>([
  ["success", "success"],
  ["failed", "failure"],
  ["error", "failure"],
  ["infrastructure_fail", "failure"],
  ["timedout", "timed_out"],
  ["canceled", "cancelled"],
  ["cancelled", "cancelled"],
  ["not_run", "skipped"],
  ["unauthorized", "action_required"],
]);
const unfinished = new Map<string, Status>([
  ["running", "in_progress"],
  ["failing", "in_progress"],
  ["on_hold", "waiting"],
  ["queued", "queued"],
  ["not_running", "queued"],
]);

interface Outcome {
  status: Status;
  conclusion: Conclusion | null;
  completed_at: string | null;
}

function outcomeOf({ status, stopped_at }: { status: string; stopped_at: string | null }): Outcome {
  const going_on = unfinished.get(status);
  if (going_on !== undefined) return { status: going_on, conclusion: null, completed_at: null };
  return { status: "completed", conclusion: endings.get(status) ?? "neutral", completed_at: stopped_at };
}

/** Null when there is no place for it: a pipeline of no repository or commit that is told of. */
function pipelineOf(common: {
  happened_at: string | null;
  project: Project;
  pipeline: Pipeline;
}): CircleciPipeline | null {
  const { happened_at, project, pipeline } = common;
  const { vcs } = pipeline;
  const repository: SourceRepository | null = repositoryOf(project, pipeline);
  const given = parameter_sets.flatMap((name) => pipeline.trigger_parameters?.[name] ?? []);
  const head_sha = vcs?.revision ?? firstOf(given, (set) => set.checkout_sha ?? set.commit_sha);
  if (!repository || head_sha === null) return null;

  const ref = firstOf(given, ({ full_ref, ref }) => full_ref ?? ref);
  const named = vcs?.branch ?? vcs?.tag;
  const tag = named ? (vcs?.tag ?? null) : (firstOf(given, (set) => set.tag) ?? partOf(ref, "refs/tags/"));
  const branch = named ? (vcs?.branch ?? null) : (firstOf(given, (set) => set.branch) ?? partOf(ref, "refs/heads/"));
  return {
    repo: repository.name,
    project_slug: project.slug,
    pipeline_id: pipeline.id,
    pipeline_number: pipeline.number,
    trigger_type: pipeline.trigger?.type ?? null,
    head_sha,
    head_branch: tag === null ? branch : null,
    tag,
    of_fork: isOfFork(pipeline, repository, branch),
    happened_at,
    commit_message:
      messageOf(vcs) ?? firstOf(given, (set) => set.commit_message) ?? firstOf(given, (set) => set.commit_title),
    commit_time: vcs?.commit?.committed_at ?? vcs?.commit?.authored_at ?? firstOf(given, (set) => set.commit_timestamp),
    commit_author: vcs?.commit?.author?.name ?? firstOf(given, (set) => set.commit_author_name),
    pipeline_created_at: pipeline.created_at,
    repo_url: repository.url,
    default_branch: firstOf(given, (set) => set.default_branch),
  };
}

function firstOf(given: readonly Parameters[], field: (set: Parameters) => string | null): string | null {
  for (const set of given) {
    const value = field(set);
    if (value !== null) return value;
  }
  return null;
}

const partOf = (ref: string | null, prefix: string): string | null =>
  ref !== null && ref.startsWith(prefix) && ref.length > prefix.length ? ref.slice(prefix.length) : null;

function messageOf(vcs: Pipeline["vcs"]): string | null {
  const { subject = null, body = null } = vcs?.commit ?? {};
  if (subject === null) return body;
  return body === null ? subject : `${subject}\n\n${body}`;
}

/** CircleCI shows a job below its workflow, by its number. */
function jobUrl(workflow_url: string | null, number: number | null): string | null {
  if (workflow_url === null || number === null) return workflow_url;
  return `${workflow_url.replace(/\/+$/, "")}/jobs/${number}`;
}
