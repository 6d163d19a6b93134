/** What lands on each repository's main branch: squashes, merges, direct pushes, reverts; and when the branch is broken. */
import { describeBump, describeChange, branchName } from "scripts/demo/catalogue/messages";
import {
  authorTime,
  dependency_bot,
  gitAuthor,
  merge_bot,
  people,
  web_flow,
  type Person,
} from "scripts/demo/catalogue/people";
import { numberOf, type RepositoryPlan } from "scripts/demo/catalogue/repositories";
import type { JobPlan } from "scripts/demo/catalogue/workflows";
import { default_parent_sha } from "scripts/demo/payloads/defaults";
import type { CommitOptions } from "scripts/demo/payloads/push";
import { random } from "scripts/demo/random";
import { dayOf, hour, Root, startOf, timeOfDay, wholeSecond } from "scripts/demo/root";

/** How a change got to the branch; `landed` is a merge tool's own commit with a trailer, its pull request closed unmerged. */
export type Landing = "squash" | "merge" | "landed" | "direct" | "revert";

export interface TrunkCommit {
  root: Root;
  at: number;
  sha: string;
  landing: Landing;
  title: string;
  message: string;
  body: string;
  author: Person;
  branch: string;
  /** The pull request, if it had one. */
  number: number | null;
}

/** A stretch of time in which commits of a main branch fail some jobs; a revert ends it. */
export interface Breakage {
  from: number;
  to: number;
  jobs: (job: JobPlan) => boolean;
}

const broken_jobs: ((job: JobPlan) => boolean)[] = [
  ({ name }) => /\((default|chromium), 2,/.test(name),
  ({ name, kind }) => kind === "build" && /win|linux, py3\.12/.test(name),
  ({ name }) => /asan|vulkan|gpu|distributed|node 22/.test(name),
  ({ name }) => /mypy|format|^lint$/.test(name),
];

/** The day's breakage, if it has one. */
export function breakageOf(seed: number, plan: RepositoryPlan, day: number): Breakage | null {
  const chance = random(seed, plan.name, day, "breakage");
  if (!chance.chance(plan.breaks)) return null;
  const from = wholeSecond(startOf(day) + (6 + chance.next() * 9) * hour);
  const kind = (day + (seed % 4)) % broken_jobs.length;
  return { from, to: from + wholeSecond((3.5 + chance.next() * 3.5) * hour), jobs: broken_jobs[kind] ?? (() => false) };
}

/** Main branches of one world, day by day; a few days are kept at hand. */
export class Trunks {
  private readonly days = new Map<string, TrunkCommit[]>();

  constructor(private readonly seed: number) {}

  /** The day's commits, oldest first. */
  day(plan: RepositoryPlan, day: number): readonly TrunkCommit[] {
    const key = `${plan.name} ${day}`;
    const known = this.days.get(key);
    if (known !== undefined) return known;
    const commits = dayOfCommits(this.seed, plan, day);
    this.days.set(key, commits);
    const oldest = this.days.keys().next().value;
    if (this.days.size > 24 && oldest !== undefined) this.days.delete(oldest);
    return commits;
  }

  /** The head of the branch just before a time. */
  headBefore(plan: RepositoryPlan, at: number): TrunkCommit | null {
    for (let day = dayOf(at); day > dayOf(at) - 4; day--) {
      const commit = this.day(plan, day).findLast((one) => one.at < at);
      if (commit !== undefined) return commit;
    }
    return null;
  }

  shaBefore(plan: RepositoryPlan, at: number): string {
    return this.headBefore(plan, at)?.sha ?? default_parent_sha;
  }

  /** Whether a job of a commit made at that time fails because the branch is broken. */
  brokenAt(plan: RepositoryPlan, at: number): (job: JobPlan) => boolean {
    const breakage = breakageOf(this.seed, plan, dayOf(at));
    return breakage !== null && breakage.from <= at && at < breakage.to ? breakage.jobs : () => false;
  }
}

function dayOfCommits(seed: number, plan: RepositoryPlan, day: number): TrunkCommit[] {
  const commits = Array.from({ length: plan.commits_per_day }, (_, index) => change(seed, plan, day, index));
  commits.sort((a, b) => a.at - b.at || a.root.slot - b.root.slot);
  const breakage = breakageOf(seed, plan, day);
  const culprit = breakage === null ? undefined : commits.find(({ at }) => at >= breakage.from && at < breakage.to);
  if (breakage === null || culprit === undefined) return commits;
  const after = commits.findIndex(({ at }) => at >= breakage.to);
  commits.splice(after < 0 ? commits.length : after, 0, revert(seed, plan, day, culprit, breakage.to));
  return commits;
}

function change(seed: number, plan: RepositoryPlan, day: number, index: number): TrunkCommit {
  const root = new Root(seed, plan.name, day, plan.slots.changes + index);
  const chance = root.random("change");
  const bump = chance.chance(0.08);
  const { title, body } = bump ? describeBump(chance) : describeChange(chance);
  const author = bump ? dependency_bot : chance.pick(people);
  const drawn = chance.next();
  const landing: Landing =
    bump || drawn < 0.62 ? "squash" : drawn < 0.74 ? "merge" : drawn < 0.92 ? "landed" : "direct";
  const number = landing === "direct" ? null : numberOf(plan, day, "change", index);
  const branch = branchName(title, author.login, number ?? 0);
  const message = messageOf(plan.name, landing, number ?? 0, branch, title, body);
  const at = timeOfDay(seed, plan.name, day, index);
  return { root, at, sha: root.sha("trunk", message), landing, title, message, body, author, branch, number };
}

function messageOf(
  repo: string,
  landing: Landing,
  number: number,
  branch: string,
  title: string,
  body: string,
): string {
  if (landing === "squash") return `${title} (#${number})\n\n${body}`;
  if (landing === "merge")
    return `Merge pull request #${number} from ${repo.split("/", 1)[0] ?? repo}/${branch}\n\n${title}`;
  if (landing === "landed") {
    return `${title}\n\n${body}\n\nPull Request resolved: https://github.com/${repo}/pull/${number}\nApproved by: @sanna-lehto, @priyar`;
  }
  return `${title}\n\n${body}`;
}

function revert(seed: number, plan: RepositoryPlan, day: number, culprit: TrunkCommit, at: number): TrunkCommit {
  const root = new Root(seed, plan.name, day, plan.slots.other);
  const reverted = culprit.message.split("\n", 1)[0] ?? culprit.title;
  const title = `Revert "${reverted}"`;
  const body = `This reverts commit ${culprit.sha}.\n\nReverted on behalf of https://github.com/${culprit.author.login}: it breaks main, see the first red column.`;
  const message = `${title}\n\n${body}`;
  return {
    root,
    at,
    sha: root.sha("trunk", message),
    landing: "revert",
    title,
    message,
    body,
    author: merge_bot,
    branch: "",
    number: null,
  };
}

/** The commit as a push lists it: what GitHub merges itself, it also commits. */
export function pushedForm({ sha, message, at, author, landing }: TrunkCommit): CommitOptions {
  const by_github = landing === "squash" || landing === "merge";
  return {
    id: sha,
    message,
    timestamp: authorTime(at - 1000, author),
    author: gitAuthor(author),
    committer: by_github ? web_flow : gitAuthor(landing === "landed" ? merge_bot : author),
    ...filesOf(sha),
  };
}

/** Some files that a commit might touch. */
export function filesOf(sha: string): Pick<CommitOptions, "added" | "modified" | "removed"> {
  const chance = random("files", sha);
  const file = () =>
    `${chance.pick(["src", "include", "tests", "python"])}/${chance.pick(["buffer", "ops", "graph", "pool", "verify"])}.${chance.pick(["cpp", "h", "py"])}`;
  const some = (most: number) => [...new Set(Array.from({ length: chance.int(0, most) }, file))];
  return { added: some(1), removed: chance.chance(0.1) ? some(1) : [], modified: [...new Set([file(), ...some(4)])] };
}
