/** What people and bots say on a pull request: comments, one that is edited, one that is taken back, and a review. */
import { remarks } from "scripts/demo/catalogue/messages";
import { merge_bot, people } from "scripts/demo/catalogue/people";
import { isoTime } from "scripts/demo/payloads/defaults";
import { issueComment } from "scripts/demo/payloads/issue";
import { pullRequestReview, pullRequestReviewComment } from "scripts/demo/payloads/review";
import { stateAt, type LabelChange, type PullStory } from "scripts/demo/pull_story";
import { minute, second } from "scripts/demo/root";
import type { Moment } from "scripts/demo/timeline";
import type { Trunks } from "scripts/demo/trunk";

const first_talk_id = 3500;

/** Reviews and comments: a bot's that it edits, people's, and one that is taken back. */
export function talk(story: PullStory, labels: readonly LabelChange[], trunks: Trunks): Moment[] {
  const { plan, root, pushes, end } = story;
  const chance = root.random("talk");
  const [{ at: opened_at }] = pushes;
  const reviewer = chance.pick(people.filter(({ login }) => login !== story.author.login));
  const issue = {
    number: story.number,
    title: story.title,
    body: story.body,
    author: story.author.login,
    is_pull_request: true,
    created_at: isoTime(opened_at),
  };
  const say = (
    place: number,
    author: string,
    body: string,
    at: number,
    action: "created" | "edited" | "deleted",
    before: string,
    made_at = at,
  ) =>
    root.send(at, "issue_comment", [place, action], () =>
      issueComment({
        repo: plan.name,
        issue,
        action,
        id: root.id(first_talk_id + place),
        author,
        body,
        body_before: before,
        created_at: isoTime(made_at),
        updated_at: isoTime(at),
      }),
    );
  const remark = chance.pick(remarks);
  const greeting = `Thanks! CI runs for ${pushes[0].sha.slice(0, 10)}.`;
  const bot_at = opened_at + 40 * second;
  const remark_at = opened_at + chance.int(10, 80) * minute;
  const moments = [
    say(0, merge_bot.login, greeting, bot_at, "created", ""),
    say(
      0,
      merge_bot.login,
      `${greeting}\n\nAll required jobs have reported.`,
      opened_at + 95 * minute,
      "edited",
      greeting,
      bot_at,
    ),
    say(1, reviewer.login, remark, remark_at, "created", ""),
  ];
  if (chance.chance(0.25))
    moments.push(say(1, reviewer.login, remark, remark_at + 3 * minute, "deleted", "", remark_at));
  const review_at = opened_at + chance.int(25, 90) * minute;
  const approves = end !== null && (end.merged || end.sha !== null);
  moments.push(
    root.send(review_at, "pull_request_review", ["first"], () =>
      pullRequestReview({
        pull: stateAt(story, labels, review_at, trunks),
        id: root.id(first_talk_id + 20),
        state: approves ? "approved" : story.number % 2 === 0 ? "changes_requested" : "commented",
        body: approves ? "Looks right to me." : "A few questions inline.",
        reviewer: reviewer.login,
        submitted_at: isoTime(review_at),
      }),
    ),
    root.send(review_at, "pull_request_review_comment", ["first"], () =>
      pullRequestReviewComment({
        pull: stateAt(story, labels, review_at, trunks),
        id: root.id(first_talk_id + 21),
        review_id: root.id(first_talk_id + 20),
        author: reviewer.login,
        created_at: isoTime(review_at),
      }),
    ),
  );
  // Talk ends with the pull request.
  return moments.filter(({ at }) => end === null || at < end.at);
}
