/** Small valid records of every kind, for suites that need many. */
import { createHash } from "node:crypto";
import { issueComment, issues, pullRequestReview } from "lib/model/records/discussion";
import type { LogFinding } from "lib/model/log_finding";
import { externalCheck } from "lib/model/records/external_check";
import { heard, type Heard, type RecordFields } from "lib/model/records/kind";
import { pullRequest } from "lib/model/records/pull_request";
import { push } from "lib/model/records/push";
import { workflowJob } from "lib/model/records/workflow_job";
import { workflowRun } from "lib/model/records/workflow_run";

const moment = (seconds: number): string => new Date(Date.UTC(2026, 0, 1) + seconds * 1000).toISOString();
export const sampleSha = (seed: string | number): string => createHash("sha1").update(String(seed)).digest("hex");

export function sampleJob(id: number, changes: Partial<ReturnType<typeof baseJob>> = {}): Heard {
  return heard(workflowJob, { ...baseJob(id), ...changes });
}

function baseJob(id: number) {
  return {
    dynamoKey: `octo/app/${id}`,
    repo: "octo/app",
    id,
    run_id: Math.floor(id / 10),
    run_attempt: 1,
    name: `build (${id % 10})`,
    workflow_name: "CI" as string | null,
    head_sha: sampleSha(Math.floor(id / 10)),
    head_branch: "main" as string | null,
    status: "completed" as "queued" | "in_progress" | "completed",
    conclusion: "success" as "success" | "failure" | null,
    created_at: moment(id) as string | null,
    started_at: moment(id + 5) as string | null,
    completed_at: moment(id + 65) as string | null,
    html_url: `https://github.com/octo/app/actions/runs/${Math.floor(id / 10)}/job/${id}` as string | null,
    labels: ["ubuntu-latest"],
    runner_id: 7 as number | null,
    runner_name: "runner 7 💫" as string | null,
    runner_group_name: null as string | null,
    steps: Array.from({ length: 8 }, (_, number) => ({
      number,
      name: `Step ${number} "quoted" \\ and so on`,
      status: "completed",
      conclusion: "success",
      started_at: moment(id + number),
      completed_at: moment(id + number + 1),
    })),
    log: null as LogFinding | null,
    truncated: false,
  };
}

const run = (id: number): Heard =>
  heard(workflowRun, {
    ...{ dynamoKey: `octo/app/${id}/1`, repo: "octo/app", id, run_attempt: 1, run_number: id, workflow_id: 3 },
    ...{ name: "CI", display_title: "A change", path: ".github/workflows/ci.yml", event: "push" },
    ...{ status: "completed" as const, conclusion: "success" as const, head_sha: sampleSha(id), head_branch: "main" },
    ...{ head_repo: "octo/app", created_at: moment(id), updated_at: moment(id + 60), run_started_at: moment(id) },
    ...{
      html_url: null,
      actor: "mona",
      pull_numbers: [],
      commit_message: `A change (#${id + 1})\n\nwhy`,
      truncated: false,
    },
    ...{
      commit_time: moment(id),
      commit_author: "Mona",
      repo_url: "https://github.com/octo/app",
      default_branch: "main",
    },
  });

const pushed = (id: number): Heard =>
  heard(push, {
    ...{ dynamoKey: `octo/app/refs/heads/main/${sampleSha(id)}`, repo: "octo/app", ref: "refs/heads/main" },
    ...{ before: sampleSha(id - 1), after: sampleSha(id), created: false, deleted: false, forced: false },
    ...{ pushed_at: moment(id), pusher: "mona", compare_url: null, repo_url: null, default_branch: "main" },
    ...{ head_sha: sampleSha(id), truncated: false },
    commits: [0, 1].map((nth) => ({
      ...{ sha: nth === 1 ? sampleSha(id) : sampleSha(`${id}-${nth}`), time: moment(id) },
      ...{ message: `Commit ${nth} of push ${id}\n\nbody`, author_name: "Mona", author_login: null },
    })),
  });

const pull = (number: number): Heard =>
  heard(pullRequest, {
    ...{
      dynamoKey: `octo/app/${number}`,
      repo: "octo/app",
      number,
      title: "A pull request",
      body: "Body",
      state: "open" as const,
    },
    ...{ draft: false, merged: false, author: "mona", base_ref: "main", base_sha: null, head_ref: `topic-${number}` },
    ...{
      head_sha: sampleSha(`pull-${number}`),
      head_repo: "octo/app",
      merge_commit_sha: null,
      labels: ["bug"],
      html_url: null,
    },
    ...{
      repo_url: null,
      default_branch: "main",
      created_at: moment(number),
      updated_at: moment(number),
      closed_at: null,
    },
    ...{ merged_at: null, heads: [{ sha: sampleSha(`pull-${number}`), heard_at: moment(number) }], truncated: false },
  });

const issue = (number: number): Heard =>
  heard(issues, {
    ...{
      dynamoKey: `octo/app/${number}`,
      repo: "octo/app",
      number,
      title: "An issue",
      body: null,
      state: "open" as const,
    },
    ...{ state_reason: null, author: "mona", labels: [], html_url: null, created_at: moment(number), updated_at: null },
    ...{ closed_at: null, deleted: false, truncated: false },
  });

const comment = (id: number): Heard =>
  heard(issueComment, {
    ...{ dynamoKey: `octo/app/1/${id}`, repo: "octo/app", issue_number: 1, id, body: "Hello", author: "mona" },
    ...{ author_association: null, on_pull_request: false, html_url: null, created_at: moment(id), updated_at: null },
    ...{ deleted: false, truncated: false },
  });

const review = (id: number): Heard =>
  heard(pullRequestReview, {
    ...{ dynamoKey: `octo/app/${id}`, repo: "octo/app", pull_number: 1, id, state: "approved" as const, body: null },
    ...{ author: "mona", author_association: null, commit_sha: null, html_url: null, submitted_at: moment(id) },
    ...{ updated_at: null, truncated: false },
  });

const check = (id: number): Heard =>
  heard(externalCheck, {
    ...{
      dynamoKey: `octo/app/${sampleSha(id)}/status/ci`,
      repo: "octo/app",
      head_sha: sampleSha(id),
      app: "status",
      name: "ci",
    },
    ...{ id, status: "completed" as const, conclusion: "success" as const, title: null, url: null, started_at: null },
    ...{ completed_at: null, updated_at: moment(id), truncated: false },
  });

const makers = [sampleJob, run, pushed, pull, issue, comment, review, check];

/** `count` different records of mixed kinds: half of them jobs, as in life. */
export function sampleRecords(count: number, first_id = 1_000): Heard[] {
  return Array.from({ length: count }, (_, index) => {
    const maker = index % 2 === 0 ? sampleJob : makers[Math.floor(index / 2) % makers.length];
    return (maker ?? sampleJob)(first_id + index);
  });
}

/** As the store keeps it. */
export function storedItem({ record }: { record: RecordFields }, revision = 1): Record<string, unknown> {
  return { ...record, revision };
}
