/** What CircleCI builds of a commit and tells the HUD itself: packages, in one workflow. */
import type { Person } from "scripts/demo/catalogue/people";
import type { RepositoryPlan } from "scripts/demo/catalogue/repositories";
import { type CircleciStatus, jobCompleted, workflowCompleted } from "scripts/demo/payloads/circleci";
import { isoTime } from "scripts/demo/payloads/defaults";
import { minute, second, wholeSecond, type Root } from "scripts/demo/root";
import type { Moment } from "scripts/demo/timeline";

export interface BuiltCommit {
  root: Root;
  plan: RepositoryPlan;
  /** 0 for the trunk's commit, from 1 for a pull request's pushes. */
  round: number;
  at: number;
  sha: string;
  branch: string;
  /** Of a fork's pull request: CircleCI calls its branch after its number. */
  fork: { repo: string; number: number } | null;
  message: string;
  author: Person;
}

const workflow = "packages";
const jobs = [
  { job: "wheels-linux-aarch64", minutes: 18, fails: 0.05 },
  { job: "wheels-macos-arm64", minutes: 26, fails: 0.09 },
  { job: "docs-preview", minutes: 4, fails: 0.03 },
] as const;

/** Ids below a root's end that no other system uses: four for each of so many pushes, twice for retries. */
const first_circleci_id = 4044;
const rounds = 6;

/** CircleCI tells of each job and then of the workflow when they end; some failures are run again, in a new workflow. */
export function circleciMoments(commit: BuiltCommit): Moment[] {
  const chance = commit.root.random("circleci", commit.round);
  const first = oneWorkflow(commit, 0, commit.at + chance.int(4, 25) * second, jobs);
  const failed = jobs.filter(({ job }) => first.failed.has(job));
  if (failed.length === 0 || !chance.chance(0.6)) return first.moments;
  const again = oneWorkflow(commit, 1, first.ended_at + chance.int(3, 30) * minute, failed);
  return [...first.moments, ...again.moments];
}

function oneWorkflow(
  { root, plan, round, sha, branch, fork, message, author }: BuiltCommit,
  attempt: number,
  created_at: number,
  built: readonly (typeof jobs)[number][],
): { moments: Moment[]; failed: Set<string>; ended_at: number } {
  const [subject = "", ...rest] = message.split("\n");
  const local = (place: number): number => first_circleci_id + (((round % rounds) * 2 + attempt) % 12) * 4 + place;
  const common = {
    ...{ repo: plan.name, sha, workflow, subject, body: rest.join("\n").trim() },
    ...(fork ? { branch: `pull/${fork.number}`, origin: fork.repo } : { branch }),
    ...{ pipeline: root.id(local(3)), author: { name: author.name, email: author.email } },
    created_at: isoTime(created_at),
  };
  const failed = new Set<string>();
  let ended_at = created_at;
  const moments = built.map(({ job, minutes, fails }, place) => {
    const chance = root.random("circleci job", round, attempt, job);
    const started_at = created_at + wholeSecond(Math.max(second, chance.log_normal(20 * second, 0.8)));
    const stopped_at = started_at + wholeSecond(Math.max(5 * second, chance.log_normal(minutes * minute, 0.25)));
    const fate = chance.next();
    const status: CircleciStatus = fate < fails ? "failed" : fate > 0.98 ? "canceled" : "success";
    if (status === "failed") failed.add(job);
    ended_at = Math.max(ended_at, stopped_at);
    const times = { started_at: isoTime(started_at), stopped_at: isoTime(stopped_at) };
    return root.send(stopped_at, "circleci", [round, attempt, job], () =>
      jobCompleted({ ...common, ...times, job, number: root.id(local(place)), status }),
    );
  });
  const end = root.send(ended_at + second, "circleci", [round, attempt, "workflow"], () =>
    workflowCompleted({
      ...common,
      stopped_at: isoTime(ended_at),
      status: failed.size > 0 ? "failed" : "success",
    }),
  );
  return { moments: [...moments, end], failed, ended_at };
}
