/**
 * Results that other CI systems report to GitHub: check runs of their apps, and commit statuses.
 * @see https://docs.github.com/en/webhooks/webhook-events-and-payloads#check_run
 * @see https://docs.github.com/en/webhooks/webhook-events-and-payloads#status
 */
import { InRepository } from "lib/intake/github/shapes";
import { conclusions, statuses } from "lib/model/conclusion";
import { clip, HeardMoment, Id, KeyText, Link, OptionalText, Sha, Text } from "lib/model/fields";
import { externalCheck } from "lib/model/records/external_check";
import { heard, type Heard } from "lib/model/records/kind";
import { z } from "zod";

// Together with the check's name this makes the key.
const AppName = Text.transform((text) => clip(text, 100));

const CheckRunPayload = InRepository.extend({
  check_run: z.object({
    id: Id,
    name: KeyText,
    head_sha: Sha,
    status: z.enum(statuses),
    conclusion: z.enum(conclusions).nullish(),
    started_at: HeardMoment,
    completed_at: HeardMoment,
    html_url: Link,
    details_url: Link,
    output: z.object({ title: OptionalText }).nullish(),
    app: z.object({ slug: AppName.nullish(), name: AppName.nullish() }).nullish(),
  }),
});

export function fromCheckRun(payload: unknown): Heard[] {
  const { repository, check_run: check } = CheckRunPayload.parse(payload);
  const app = check.app?.slug || check.app?.name || "unknown";
  if (app === "github-actions") return []; // workflow_job tells the same, and more.
  const repo = repository.full_name;
  const completed = check.status === "completed";
  return [
    heard(
      externalCheck,
      externalCheck.fit({
        dynamoKey: `${repo}/${check.head_sha}/${app}/${check.name}`,
        repo,
        head_sha: check.head_sha,
        app,
        name: check.name,
        id: check.id,
        status: check.status,
        conclusion: completed ? (check.conclusion ?? null) : null,
        title: check.output?.title ?? null,
        url: check.details_url ?? check.html_url,
        started_at: check.started_at,
        completed_at: completed ? check.completed_at : null,
        updated_at: check.completed_at ?? check.started_at,
        truncated: false,
      }),
    ),
  ];
}

const StatusPayload = InRepository.extend({
  id: Id,
  sha: Sha,
  context: KeyText,
  state: z.enum(["pending", "success", "failure", "error"]),
  description: OptionalText,
  target_url: Link,
  created_at: HeardMoment,
  updated_at: HeardMoment,
});

export function fromStatus(payload: unknown): Heard[] {
  const { repository, ...status } = StatusPayload.parse(payload);
  const repo = repository.full_name;
  const completed = status.state !== "pending";
  return [
    heard(
      externalCheck,
      externalCheck.fit({
        dynamoKey: `${repo}/${status.sha}/status/${status.context}`,
        repo,
        head_sha: status.sha,
        app: "status",
        name: status.context,
        id: status.id,
        status: completed ? "completed" : "in_progress",
        conclusion: status.state === "pending" ? null : status.state === "success" ? "success" : "failure",
        title: status.description,
        url: status.target_url,
        started_at: status.created_at,
        completed_at: completed ? status.updated_at : null,
        updated_at: status.updated_at,
        truncated: false,
      }),
    ),
  ];
}
