/** The stories of a day's changes: what lands on a main branch with its CI, and pull requests that stay open or are closed. */
import { branchName, describeChange } from "scripts/demo/catalogue/messages";
import { gitAuthor, merge_bot, people } from "scripts/demo/catalogue/people";
import { main_repository, numberOf, type RepositoryPlan } from "scripts/demo/catalogue/repositories";
import { startup_workflow } from "scripts/demo/catalogue/workflows";
import { externalChecks } from "scripts/demo/checks";
import { backendMoments } from "scripts/demo/oot";
import { isoTime } from "scripts/demo/payloads/defaults";
import { push, type CommitOptions } from "scripts/demo/payloads/push";
import type { PullPush, PullStory } from "scripts/demo/pull_story";
import { pullMoments } from "scripts/demo/pulls";
import { hour, minute, Root, second, timeOfDay, wholeSecond } from "scripts/demo/root";
import { runMoments, startupFailure } from "scripts/demo/runs";
import type { Moment } from "scripts/demo/timeline";
import { filesOf, pushedForm, type TrunkCommit, type Trunks } from "scripts/demo/trunk";

/** No pull request is opened longer before it lands: a day's stories begin at most this long before the day. */
export const longest_review = 18 * hour;

/** A commit's landing, its CI, and its pull request before that. */
export function changeMoments(plan: RepositoryPlan, commit: TrunkCommit, trunks: Trunks): Moment[] {
  const landing = { at: commit.at, unfold: () => landingMoments(plan, commit, trunks) };
  const story = storyOf(plan, commit);
  if (story === null) return [landing];
  return [{ at: story.pushes[0].at - minute, unfold: () => pullMoments(story, trunks) }, landing];
}

/** When a change's first delivery is due. */
export function beginningOf(plan: RepositoryPlan, commit: TrunkCommit): number {
  const story = storyOf(plan, commit);
  return story === null ? commit.at : story.pushes[0].at - minute;
}

function storyOf(plan: RepositoryPlan, commit: TrunkCommit): PullStory | null {
  if (commit.number === null) return null;
  const { root, at, author, landing } = commit;
  const chance = root.random("story");
  const opened_at = wholeSecond(at - Math.min(longest_review - minute, 40 * minute + chance.log_normal(4 * hour, 0.8)));
  const in_full = root.slot % 5 === 0;
  const pushes: [PullPush, ...PullPush[]] = [{ at: opened_at, sha: root.sha("head", 0), forced: false }];
  for (let place = 1; place <= (in_full ? chance.int(0, 1) : 0); place++) {
    const share = (place + chance.next() * 0.5) / 3.5;
    pushes.push({
      at: wholeSecond(opened_at + (at - opened_at) * share),
      sha: root.sha("head", place),
      forced: chance.chance(0.2),
    });
  }
  const is_fork = landing === "squash" && chance.chance(0.2);
  return {
    plan,
    root,
    number: commit.number,
    title: commit.title,
    body: commit.body,
    author,
    head_repo: is_fork ? `${author.login.replace("[bot]", "")}/${plan.name.split("/").at(-1) ?? "fork"}` : plan.name,
    head_ref: commit.branch,
    draft: chance.chance(0.1),
    pushes,
    end: {
      at: at + second,
      merged: landing !== "landed",
      sha: commit.sha,
      by: landing === "landed" ? merge_bot : author,
    },
    in_full,
  };
}

function landingMoments(plan: RepositoryPlan, commit: TrunkCommit, trunks: Trunks): Moment[] {
  const { root, at, sha, author } = commit;
  const head_commit = {
    message: commit.message,
    timestamp: isoTime(at),
    author: { name: author.name, email: author.email },
  };
  const chance = root.random("landing");
  const run = {
    root,
    round: 0,
    event: "push",
    head_sha: sha,
    head_branch: "main",
    head_commit,
    actor: commit.landing === "landed" ? merge_bot.login : author.login,
    breaks: trunks.brokenAt(plan, at),
    rerun: 0.55,
  };
  const upstream = () => pushBody(plan, commit, trunks);
  const moments: Moment[] = [root.send(at, "push", ["trunk"], upstream)];
  for (const workflow of plan.workflows) {
    const starts_at = at + (5 + workflow.slot) * second;
    moments.push({ at: starts_at, unfold: () => runMoments({ ...run, workflow, at: starts_at }) });
  }
  if (plan.name === main_repository && chance.chance(0.06)) {
    moments.push(...startupFailure({ ...run, workflow: startup_workflow, at: at + 6 * second }));
  }
  moments.push(
    ...externalChecks({
      root,
      plan,
      round: 0,
      at,
      sha,
      branch: "main",
      fork: null,
      pull_requests: [],
      message: commit.message,
      author,
    }),
    ...backendMoments({
      root,
      plan,
      round: 0,
      at,
      event_type: "push",
      delivery_id: root.uuid("push", "trunk"),
      upstream,
    }),
  );
  return moments;
}

/** A merge commit brings its pull request's commits along, which were on a branch before. */
function pushBody(plan: RepositoryPlan, commit: TrunkCommit, trunks: Trunks): object {
  const story = commit.landing === "merge" ? storyOf(plan, commit) : null;
  const brought: CommitOptions[] = (story?.pushes ?? []).map(({ sha, at }) => ({
    id: sha,
    message: `${commit.title}\n\n${commit.body}`,
    timestamp: isoTime(at),
    author: gitAuthor(commit.author),
    distinct: false,
    ...filesOf(sha),
  }));
  return push({
    repo: plan.name,
    before: trunks.shaBefore(plan, commit.at),
    after: commit.sha,
    commits: [...brought, pushedForm(commit)],
    pushed_at: isoTime(commit.at),
    sender: commit.landing === "landed" || commit.landing === "revert" ? merge_bot.login : commit.author.login,
  });
}

/** A day's pull requests that do not land: still open, closed, force-pushed while CI runs, from a fork's own `main`. */
export function openPullMoments(seed: number, plan: RepositoryPlan, day: number, trunks: Trunks): Moment[] {
  return Array.from({ length: plan.open_pulls_per_day }, (_, index): Moment => {
    const root = new Root(seed, plan.name, day, plan.slots.open + index);
    const at = timeOfDay(seed, `${plan.name} open`, day, index);
    return { at: at - minute, unfold: () => pullMoments(openStory(plan, root, index, at), trunks) };
  });
}

function openStory(plan: RepositoryPlan, root: Root, index: number, at: number): PullStory {
  const chance = root.random("open");
  const variant = (["force-pushed", "fork", "closed", "draft"] as const)[
    (index + (plan.open_pulls_per_day < 4 ? root.day : 0)) % 4
  ];
  const author = chance.pick(people);
  const { title, body } = describeChange(chance);
  const number = numberOf(plan, root.day, "open", index);
  const pushes: [PullPush, ...PullPush[]] = [{ at, sha: root.sha("head", 0), forced: false }];
  if (variant === "force-pushed") {
    // Soon enough that the first run is still going, and is cancelled.
    pushes.push({ at: at + chance.int(9, 25) * minute, sha: root.sha("head", 1), forced: true });
    pushes.push({ at: at + chance.int(50, 200) * minute, sha: root.sha("head", 2), forced: false });
  }
  return {
    plan,
    root,
    number,
    title,
    body,
    author,
    head_repo: variant === "fork" ? `${author.login}/${plan.name.split("/").at(-1) ?? "fork"}` : plan.name,
    head_ref: variant === "fork" ? "main" : branchName(title, author.login, number),
    draft: variant === "draft",
    pushes,
    end: variant === "closed" ? { at: at + chance.int(120, 600) * minute, merged: false, sha: null, by: author } : null,
    in_full: true,
  };
}
