/** A pull request's life: pushes, CI, talk, labels and its end, as the deliveries that GitHub sends. */
import { merge_bot } from "scripts/demo/catalogue/people";
import { externalChecks } from "scripts/demo/checks";
import { backendMoments } from "scripts/demo/oot";
import { default_parent_sha, idOf, isoTime, zero_sha } from "scripts/demo/payloads/defaults";
import { pullRequest, type PullRequestOptions } from "scripts/demo/payloads/pull_request";
import { deleteRef, push } from "scripts/demo/payloads/push";
import { commitOf, labelChanges, stateAt, type PullStory } from "scripts/demo/pull_story";
import { minute, second } from "scripts/demo/root";
import { runMoments } from "scripts/demo/runs";
import { talk } from "scripts/demo/talk";
import type { Moment } from "scripts/demo/timeline";
import type { Trunks } from "scripts/demo/trunk";

/** Everything that happens on and to the pull request. */
export function pullMoments(story: PullStory, trunks: Trunks): Moment[] {
  const labels = labelChanges(story);
  const tell = (
    at: number,
    action: NonNullable<PullRequestOptions["action"]>,
    more: Partial<PullRequestOptions> = {},
    name = "",
  ) =>
    story.root.send(at, "pull_request", [action, at, name], () =>
      pullRequest({
        ...stateAt(story, labels, at, trunks),
        action,
        sender: more.sender ?? story.author.login,
        ...more,
      }),
    );
  const moments = story.pushes.flatMap((one, place) => [
    ...(story.head_repo === story.plan.name ? [branchPush(story, place)] : []),
    place === 0
      ? tell(one.at, "opened")
      : tell(one.at, "synchronize", { before: story.pushes[place - 1]?.sha ?? default_parent_sha }),
    ...(story.in_full ? [{ at: one.at, unfold: () => checksOf(story, place, trunks) }] : []),
  ]);
  for (const label of labels) {
    const { name, color } = label;
    moments.push(
      tell(label.at, label.on ? "labeled" : "unlabeled", { label: { name, color }, sender: merge_bot.login }, name),
    );
  }
  if (story.draft && story.end !== null) moments.push(tell(story.end.at - 20 * minute, "ready_for_review"));
  if (story.in_full) moments.push(...talk(story, labels, trunks));
  if (story.end !== null) {
    moments.push(tell(story.end.at, "closed", { sender: story.end.by.login }));
    if (story.end.merged && story.head_repo === story.plan.name)
      moments.push(...branchDeletion(story, story.end.at + 4 * second));
  }
  return moments;
}

function branchPush(story: PullStory, place: number): Moment {
  const { at, sha, forced } = story.pushes[place] ?? story.pushes[0];
  const sent_at = place === 0 ? at - 45 * second : at - second;
  return story.root.send(sent_at, "push", [place], () =>
    push({
      repo: story.plan.name,
      ref: `refs/heads/${story.head_ref}`,
      before: story.pushes[place - 1]?.sha ?? zero_sha,
      after: sha,
      forced,
      commits: [commitOf(story, place)],
      pushed_at: isoTime(sent_at),
      sender: story.author.login,
    }),
  );
}

function branchDeletion({ root, plan, pushes, head_ref, end, author }: PullStory, at: number): Moment[] {
  const by = { repo: plan.name, sender: end?.by.login ?? author.login };
  return [
    root.send(at, "push", ["deletion"], () =>
      push({
        ...by,
        ref: `refs/heads/${head_ref}`,
        before: pushes.at(-1)?.sha ?? pushes[0].sha,
        after: zero_sha,
        pushed_at: isoTime(at),
      }),
    ),
    root.send(at, "delete", [head_ref], () => deleteRef({ ...by, ref: head_ref })),
  ];
}

/** One push's workflow runs, foreign checks and out-of-tree results. */
function checksOf(story: PullStory, place: number, trunks: Trunks): Moment[] {
  const { plan, root, pushes, author } = story;
  const { at, sha } = pushes[place] ?? pushes[0];
  const next = pushes[place + 1];
  const chance = root.random("causes", place);
  const causes = chance.chance(place === pushes.length - 1 && story.end !== null ? 0.04 : 0.35)
    ? chance.int(0, 30)
    : null;
  const inherited = chance.chance(0.7) ? trunks.brokenAt(plan, at) : () => false;
  const same_repo = story.head_repo === plan.name;
  const { message, timestamp } = commitOf(story, place);
  const pull = {
    number: story.number,
    id: idOf(`${plan.name}#${story.number}`),
    head_ref: story.head_ref,
    base_ref: "main",
    base_sha: trunks.shaBefore(plan, at),
  };
  const pull_requests = same_repo ? [pull] : [];
  const head = { head_sha: sha, head_branch: story.head_ref, pull_requests };
  const runs = plan.pull_workflows.flatMap((workflow) =>
    runMoments({
      ...head,
      root,
      workflow,
      round: place + 1,
      event: "pull_request",
      at: at + (4 + workflow.slot) * second,
      head_repo: story.head_repo,
      head_commit: { message, timestamp, author: { name: author.name, email: author.email } },
      display_title: story.title,
      actor: author.login,
      ...(next === undefined ? {} : { cancel_at: next.at + 6 * second }),
      breaks: (job) => inherited(job) || (causes !== null && (job.index === causes || job.needs === causes)),
      rerun: 0.4,
    }),
  );
  const upstream = () =>
    pullRequest({ ...stateAt(story, [], at, trunks), action: place === 0 ? "opened" : "synchronize" });
  const delivery_id = root.uuid("pull_request", place === 0 ? "opened" : "synchronize", at, "");
  return [
    ...runs,
    ...externalChecks({
      root,
      plan,
      round: place + 1,
      at,
      sha,
      branch: story.head_ref,
      fork: same_repo ? null : { repo: story.head_repo, number: story.number },
      pull_requests,
      message,
      author,
    }),
    ...backendMoments({ root, plan, round: place + 1, at, event_type: "pull_request", delivery_id, upstream }),
  ];
}
