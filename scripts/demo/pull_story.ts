/** A pull request's story and how it stands at any time of it. */
import { authorTime, gitAuthor, type Person } from "scripts/demo/catalogue/people";
import type { RepositoryPlan } from "scripts/demo/catalogue/repositories";
import { isoTime } from "scripts/demo/payloads/defaults";
import type { PullState } from "scripts/demo/payloads/pull_request";
import { minute, second, type Root } from "scripts/demo/root";
import { filesOf, type Trunks } from "scripts/demo/trunk";

export interface PullPush {
  at: number;
  sha: string;
  forced: boolean;
}

export interface PullStory {
  plan: RepositoryPlan;
  root: Root;
  number: number;
  title: string;
  body: string;
  author: Person;
  head_repo: string;
  head_ref: string;
  draft: boolean;
  /** The first opens it. */
  pushes: [PullPush, ...PullPush[]];
  /** How it ends: merged with a commit, or closed; `sha` is the commit on the base branch. */
  end: { at: number; merged: boolean; sha: string | null; by: Person } | null;
  /** Whether its CI, reviews and comments are told too. */
  in_full: boolean;
}

export interface LabelChange {
  at: number;
  name: string;
  color: string;
  on: boolean;
}

/** The pull request as it stands at a time. */
export function stateAt(story: PullStory, labels: readonly LabelChange[], at: number, trunks: Trunks): PullState {
  const { plan, pushes, end, author } = story;
  const ended = end !== null && at >= end.at ? end : null;
  const merged = ended !== null && ended.merged;
  const head = pushes.findLast((one) => one.at <= at) ?? pushes[0];
  return {
    repo: plan.name,
    number: story.number,
    title: story.title,
    body: story.body,
    author: author.login,
    author_association: story.head_repo === plan.name ? "MEMBER" : "CONTRIBUTOR",
    state: ended === null ? "open" : "closed",
    draft: story.draft && (end === null || at < end.at - 20 * minute),
    head_ref: story.head_ref,
    head_sha: head.sha,
    head_repo: story.head_repo,
    base_ref: "main",
    base_sha: trunks.shaBefore(plan, pushes[0].at),
    labels: labels
      .filter(
        (label) =>
          label.at <= at &&
          label.on &&
          !labels.some((other) => other.name === label.name && !other.on && other.at <= at),
      )
      .map(({ name, color }) => ({ name, color })),
    created_at: isoTime(pushes[0].at),
    updated_at: isoTime(at),
    closed_at: ended === null ? null : isoTime(ended.at),
    merged_at: merged ? isoTime(ended.at) : null,
    // While it is open GitHub names its trial merge here, a commit of no branch.
    merge_commit_sha: merged ? ended.sha : story.root.sha("trial merge", head.sha),
    commits: pushes.filter((one) => one.at <= at && !one.forced).length,
    additions: 5 + (story.number % 190),
    deletions: story.number % 47,
    changed_files: 1 + (story.number % 9),
    ...(merged ? { merged_by: ended.by.login } : {}),
  };
}

export function labelChanges(story: PullStory): LabelChange[] {
  const chance = story.root.random("labels");
  const [{ at }] = story.pushes;
  const labels: LabelChange[] = [
    {
      at: at + 14 * second,
      name: `module: ${chance.pick(["ops", "build", "runtime", "docs"])}`,
      color: "0e8a16",
      on: true,
    },
  ];
  if (story.in_full && chance.chance(0.5)) {
    labels.push({ at: at + 2 * minute, name: "needs review", color: "fbca04", on: true });
    labels.push({ at: at + 50 * minute, name: "needs review", color: "fbca04", on: false });
  }
  if (story.end !== null && !story.end.merged && story.end.sha !== null)
    labels.push({ at: story.end.at, name: "Merged", color: "8e1599", on: true });
  return labels.filter((label) => story.end === null || label.at <= story.end.at);
}

export function commitOf(story: PullStory, place: number) {
  const { at, sha } = story.pushes[place] ?? story.pushes[0];
  const message =
    place === 0
      ? `${story.title}\n\n${story.body}`
      : (["Address review", "Fix lint", "Add the missing test"][place % 3] ?? "Update");
  return {
    id: sha,
    message,
    timestamp: authorTime(at - 40 * second, story.author),
    author: gitAuthor(story.author),
    ...filesOf(sha),
  };
}
