/** What happens by the clock: nightly and release branches, tags, periodic runs, benchmarks, and the day's CI incident. */
import { gitAuthor, merge_bot, people } from "scripts/demo/catalogue/people";
import {
  bench_repository,
  bench_slot,
  main_repository,
  numberOf,
  type RepositoryPlan,
} from "scripts/demo/catalogue/repositories";
import {
  bench_workflow,
  nightly_workflow,
  periodic_workflow,
  type WorkflowPlan,
} from "scripts/demo/catalogue/workflows";
import { backendMoments } from "scripts/demo/oot";
import { default_parent_sha, isoTime, zero_sha } from "scripts/demo/payloads/defaults";
import { issueComment, issues, type IssuesOptions, type IssueState } from "scripts/demo/payloads/issue";
import { create, push } from "scripts/demo/payloads/push";
import { hour, minute, Root, second, startOf, wholeSecond } from "scripts/demo/root";
import { runMoments, type RunPlan } from "scripts/demo/runs";
import type { Moment } from "scripts/demo/timeline";
import { breakageOf, filesOf, type Trunks } from "scripts/demo/trunk";

const release_branch = "release/2.4";
const never = () => false;

/** The main repository's clock. */
export function scheduleMoments(seed: number, plan: RepositoryPlan, day: number, trunks: Trunks): Moment[] {
  if (plan.name !== main_repository) return [];
  const root = (place: number) => new Root(seed, plan.name, day, plan.slots.other + place);
  const midnight = startOf(day);
  return [
    {
      at: midnight + 15 * minute,
      unfold: () => branchCommit(plan, root(1), trunks, "nightly", midnight + 15 * minute),
    },
    {
      at: midnight + 11 * hour,
      unfold: () => branchCommit(plan, root(2), trunks, release_branch, midnight + 11 * hour),
    },
    { at: midnight + 16 * hour, unfold: () => tagMoments(plan, root(3), trunks, midnight + 16 * hour) },
    ...[1, 7, 13, 19].map((starts, place): Moment => {
      const at = midnight + starts * hour + 3 * minute;
      return { at, unfold: () => periodicMoments(plan, root(4 + place), trunks, at) };
    }),
    ...incidentMoments(seed, plan, root(10)),
  ];
}

/** The benchmark repository runs every four hours on a commit that seldom changes. */
export function benchMoments(seed: number, day: number): Moment[] {
  return Array.from({ length: 6 }, (_, place): Moment => {
    const root = new Root(seed, bench_repository, day, bench_slot + place);
    const at = startOf(day) + place * 4 * hour + 20 * minute;
    const changed = new Root(seed, bench_repository, day, bench_slot).sha("head");
    const head_commit = {
      message: `Record baselines of day ${day}`,
      timestamp: isoTime(startOf(day)),
      author: { name: merge_bot.name, email: merge_bot.email },
    };
    const run: RunPlan = {
      root,
      workflow: bench_workflow,
      round: 0,
      event: "schedule",
      at,
      head_sha: changed,
      head_branch: "main",
      head_commit,
      actor: merge_bot.login,
      breaks: never,
      rerun: 0,
    };
    return { at, unfold: () => runMoments(run) };
  });
}

/** The day's commit on another branch: a bot's on `nightly`, a cherry-pick on the release branch. */
function branchCommit(plan: RepositoryPlan, root: Root, trunks: Trunks, branch: string, at: number): Moment[] {
  const nightly = branch === "nightly";
  const trunk = trunks.headBefore(plan, at);
  const chance = root.random("branch");
  const author = nightly ? merge_bot : chance.pick(people);
  const date = isoTime(at).slice(0, 10);
  const picked = trunk === null ? default_parent_sha : trunk.sha;
  const message = nightly
    ? `${date} nightly release (${picked})`
    : `${trunk?.title ?? "Fix the build"} (#${numberOf(plan, root.day, "open", 50)})\n\n(cherry picked from commit ${picked})`;
  const sha = root.sha(branch);
  const before = new Root(root.seed, root.repo, root.day - 1, root.slot).sha(branch);
  const head = { id: sha, message, timestamp: isoTime(at), author: gitAuthor(author), ...filesOf(sha) };
  const upstream = () =>
    push({
      repo: plan.name,
      ref: `refs/heads/${branch}`,
      before,
      after: sha,
      commits: [head],
      pushed_at: isoTime(at),
      sender: author.login,
    });
  const run = {
    root,
    round: 0,
    event: "push",
    head_sha: sha,
    head_branch: branch,
    head_commit: { message, timestamp: isoTime(at), author: { name: author.name, email: author.email } },
    actor: author.login,
    breaks: never,
    rerun: 0.5,
  };
  const workflows: WorkflowPlan[] = nightly ? [nightly_workflow] : plan.pull_workflows;
  return [
    root.send(at, "push", [branch], upstream),
    ...workflows.flatMap((workflow) => runMoments({ ...run, workflow, at: at + (5 + workflow.slot) * second })),
    ...(nightly
      ? backendMoments({
          root,
          plan,
          round: 0,
          at,
          event_type: "nightly",
          delivery_id: root.uuid("push", branch),
          upstream,
        })
      : []),
  ];
}

function tagMoments(plan: RepositoryPlan, root: Root, trunks: Trunks, at: number): Moment[] {
  const tag = `v2.5.0-dev${root.day}`;
  const commit = trunks.headBefore(plan, at);
  const after = commit?.sha ?? default_parent_sha;
  const head_commit = { id: after, message: commit?.message ?? "Release", timestamp: isoTime(commit?.at ?? at) };
  const by = { repo: plan.name, sender: merge_bot.login };
  return [
    root.send(at, "push", [tag], () =>
      push({
        ...by,
        ref: `refs/tags/${tag}`,
        before: zero_sha,
        after,
        base_ref: "refs/heads/main",
        commits: [],
        head_commit,
        pushed_at: isoTime(at),
      }),
    ),
    root.send(at, "create", [tag], () => create({ ...by, ref: tag, ref_type: "tag" })),
  ];
}

/** A scheduled run checks out what the trunk's head is by then. */
function periodicMoments(plan: RepositoryPlan, root: Root, trunks: Trunks, at: number): Moment[] {
  const commit = trunks.headBefore(plan, at);
  if (commit === null) return [];
  const { author, message } = commit;
  return runMoments({
    root,
    workflow: periodic_workflow,
    round: 0,
    event: "schedule",
    at,
    head_sha: commit.sha,
    head_branch: "main",
    head_commit: { message, timestamp: isoTime(commit.at), author: { name: author.name, email: author.email } },
    actor: merge_bot.login,
    breaks: trunks.brokenAt(plan, commit.at),
    rerun: 0.2,
  });
}

/** The issue that tells everybody why main is red: opened when it breaks, labelled, discussed, closed long after the fix. */
function incidentMoments(seed: number, plan: RepositoryPlan, root: Root): Moment[] {
  const breakage = breakageOf(seed, plan, root.day);
  if (breakage === null) return [];
  const chance = root.random("incident");
  const author = chance.pick(people);
  const opened_at = breakage.from + 25 * minute;
  const closed_at = opened_at + wholeSecond((14 + 8 * chance.next()) * hour);
  const label = { name: "ci: sev", color: "b60205", description: "Stops everybody: look before you merge" };
  const title = "Main is red: jobs fail on every commit since this morning";
  const body = `Started at ${isoTime(breakage.from)}.\n\n## Symptoms\n\nThe same jobs fail on unrelated commits.\n\n## Mitigation\n\nDo not rerun; a revert is on its way.`;
  const issue = (at: number): IssueState => ({
    repo: plan.name,
    number: numberOf(plan, root.day, "issue", 0),
    title,
    body,
    author: author.login,
    labels: at > opened_at ? [label] : [],
    created_at: isoTime(opened_at),
    updated_at: isoTime(at),
    closed_at: at >= closed_at ? isoTime(closed_at) : null,
    state_reason: at >= closed_at ? "completed" : null,
  });
  const tell = (at: number, action: NonNullable<IssuesOptions["action"]>) =>
    root.send(at, "issues", [action], () =>
      issues({ ...issue(at), action, ...(action === "labeled" ? { label } : {}) }),
    );
  const comment = (
    at: number,
    action: "created" | "edited" | "deleted",
    id: number,
    text: string,
    by: string,
    made_at: number,
  ) =>
    root.send(at, "issue_comment", [id, action], () =>
      issueComment({
        repo: plan.name,
        issue: issue(at),
        action,
        id: root.id(id),
        author: by,
        body: text,
        body_before: "Looking.",
        created_at: isoTime(made_at),
        updated_at: isoTime(at),
      }),
    );
  const helper = chance.pick(people).login;
  return [
    tell(opened_at, "opened"),
    tell(opened_at + 20 * second, "labeled"),
    comment(opened_at + 6 * minute, "created", 3500, "Looking.", helper, opened_at + 6 * minute),
    comment(opened_at + 31 * minute, "edited", 3500, "Bisected: reverting now.", helper, opened_at + 6 * minute),
    comment(opened_at + 9 * minute, "created", 3501, "+1", author.login, opened_at + 9 * minute),
    comment(opened_at + 10 * minute, "deleted", 3501, "+1", author.login, opened_at + 9 * minute),
    tell(closed_at, "closed"),
  ];
}
