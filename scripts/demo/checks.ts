/** What other systems report on a commit: coverage and pipelines as check runs, deploys and a lab as statuses, CircleCI itself. */
import type { Person } from "scripts/demo/catalogue/people";
import { main_repository, type RepositoryPlan } from "scripts/demo/catalogue/repositories";
import { circleciMoments } from "scripts/demo/circleci";
import { checkRun, status, type CheckRunOptions } from "scripts/demo/payloads/checks";
import { isoTime } from "scripts/demo/payloads/defaults";
import type { Conclusion } from "scripts/demo/payloads/workflow";
import { minute, second, wholeSecond, type Root } from "scripts/demo/root";
import type { Moment } from "scripts/demo/timeline";

const first_check_id = 3600;
/** The trunk's run of the web repository's "lint" job is local id 0; Actions reports it as a check run as well. */
const lint_job_id = 0;

export interface CheckedCommit {
  root: Root;
  plan: RepositoryPlan;
  /** 0 for the trunk's commit, from 1 for a pull request's pushes. */
  round: number;
  at: number;
  sha: string;
  branch: string;
  /** Of a fork's pull request. */
  fork: { repo: string; number: number } | null;
  pull_requests: NonNullable<CheckRunOptions["pull_requests"]>;
  message: string;
  author: Person;
}

/** Each repository has other systems. */
export function externalChecks(commit: CheckedCommit): Moment[] {
  if (commit.plan.name === main_repository) return [...mainChecks(commit), ...circleciMoments(commit)];
  return commit.plan.name.endsWith("/web") ? webChecks(commit) : labChecks(commit);
}

function check(
  commit: CheckedCommit,
  place: number,
  app: string,
  name: string,
  minutes: number,
  conclusion: Conclusion,
  id?: number,
): Moment[] {
  const { root, plan, round, sha, branch, pull_requests } = commit;
  const chance = root.random("check", round, name);
  const from = commit.at + chance.int(8, 90) * second;
  const to = from + Math.max(second, wholeSecond(chance.log_normal(minutes * minute, 0.3)));
  const common = {
    repo: plan.name,
    id: id ?? root.id(first_check_id + round * 10 + place),
    app,
    name,
    head_sha: sha,
    head_branch: branch,
    pull_requests,
    sender: `${app}[bot]`,
  };
  const send = (state: "in_progress" | "completed", at: number) =>
    root.send(at, "check_run", [round, place, state], () =>
      checkRun({
        ...common,
        status: state,
        conclusion,
        started_at: isoTime(from),
        completed_at: isoTime(to),
        title: state === "completed" ? `${name}: ${conclusion}` : null,
      }),
    );
  return [send("in_progress", from), send("completed", to)];
}

function statuses(
  commit: CheckedCommit,
  place: number,
  context: string,
  minutes: number,
  fails: number,
  target: string,
): Moment[] {
  const { root, plan, round, sha, author, message, branch } = commit;
  const chance = root.random("status", round, context);
  const from = commit.at + chance.int(5, 30) * second;
  const to = from + Math.max(second, wholeSecond(chance.log_normal(minutes * minute, 0.3)));
  const end = chance.chance(fails) ? (chance.chance(0.3) ? "error" : "failure") : "success";
  const send = (state: "pending" | "success" | "failure" | "error", at: number, id: number) =>
    root.send(at, "status", [round, place, state], () =>
      status({
        repo: plan.name,
        id: root.id(id),
        sha,
        context,
        state,
        description: { pending: "Waiting", success: "Ready", failure: "Failed", error: "The lab could not be reached" }[
          state
        ],
        target_url: target + sha.slice(0, 8),
        created_at: isoTime(at),
        message,
        author,
        branches: [branch],
      }),
    );
  const first = first_check_id + 100 + round * 10 + place * 2;
  return [send("pending", from, first), send(end, to, first + 1)];
}

function mainChecks(commit: CheckedCommit): Moment[] {
  const chance = commit.root.random("verdicts", commit.round);
  return [
    ...check(
      commit,
      0,
      "codecov",
      "codecov/project",
      70,
      chance.chance(0.08) ? "failure" : chance.chance(0.15) ? "neutral" : "success",
    ),
    ...check(commit, 1, "azure-pipelines", "rocket.windows-arm64", 44, chance.chance(0.06) ? "failure" : "success"),
  ];
}

function webChecks(commit: CheckedCommit): Moment[] {
  return [
    ...statuses(commit, 0, "netlify/acme-web/deploy-preview", 2, 0.06, "https://app.netlify.example/acme-web/"),
    ...check(commit, 2, "netlify", "Pages changed - acme-web", 2, "neutral"),
    ...(commit.round === 0
      ? check(commit, 3, "github-actions", "lint", 3, "success", commit.root.id(lint_job_id))
      : []),
  ];
}

function labChecks(commit: CheckedCommit): Moment[] {
  return statuses(commit, 0, "ci/jenkins/gpu-lab", 25, 0.1, "https://jenkins.nova.example/gpu-lab/");
}
