/** GitHub's webhook deliveries in, records out. The registry is closed: an event that is not in it records nothing. */
import { fromWorkflowJob, fromWorkflowRun } from "lib/intake/github/actions";
import { fromCheckRun, fromStatus } from "lib/intake/github/checks";
import { fromIssueComment, fromIssues } from "lib/intake/github/issues";
import { fromPullRequest, fromPullRequestReview, fromPullRequestReviewComment } from "lib/intake/github/pull_request";
import { fromPush } from "lib/intake/github/push";
import { RepoName } from "lib/model/fields";
import type { Heard } from "lib/model/records/kind";
import { z } from "zod";

const translators = new Map<string, (payload: unknown) => Heard[]>([
  ["workflow_job", fromWorkflowJob],
  ["workflow_run", fromWorkflowRun],
  ["push", fromPush],
  ["pull_request", fromPullRequest],
  ["pull_request_review", fromPullRequestReview],
  ["pull_request_review_comment", fromPullRequestReviewComment],
  ["issues", fromIssues],
  ["issue_comment", fromIssueComment],
  ["check_run", fromCheckRun],
  ["status", fromStatus],
]);

/** @throws ZodError naming the field, when an event we record does not have the shape GitHub documents. */
export function recordsFromGithub(event: string, payload: unknown): Heard[] {
  return translators.get(event)?.(payload) ?? [];
}

const AnyPayload = z.object({ repository: z.object({ full_name: RepoName }) });

/** The repository that any delivery is about; null for one about an organisation or an app. */
export function repositoryOf(payload: unknown): string | null {
  return AnyPayload.safeParse(payload).data?.repository.full_name ?? null;
}
