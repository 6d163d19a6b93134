/** Pushes. @see https://docs.github.com/en/webhooks/webhook-events-and-payloads#push */
import { InRepository, Repository } from "lib/intake/github/shapes";
import { HeardMoment, KeyText, Link, OptionalName, Sha, Text, toMoment } from "lib/model/fields";
import { heard, type Heard } from "lib/model/records/kind";
import { push, type PushedCommit } from "lib/model/records/push";
import { z } from "zod";

const Commit = z.object({
  id: Sha,
  message: Text,
  timestamp: HeardMoment,
  author: z.object({ name: OptionalName, username: OptionalName }).nullish(),
});

const Flag = z.boolean().nullish();

const PushPayload = InRepository.extend({
  repository: Repository,
  ref: KeyText,
  before: Sha,
  after: Sha,
  created: Flag,
  deleted: Flag,
  forced: Flag,
  compare: Link,
  pusher: z.object({ name: OptionalName }).nullish(),
  commits: z.array(Commit).nullish(),
  head_commit: Commit.nullish(),
});

function pushed(commit: z.output<typeof Commit>): PushedCommit {
  return {
    sha: commit.id,
    time: commit.timestamp,
    message: commit.message,
    author_name: commit.author?.name ?? null,
    author_login: commit.author?.username ?? null,
  };
}

export function fromPush(payload: unknown): Heard[] {
  const { repository, head_commit, ...event } = PushPayload.parse(payload);
  const repo = repository.full_name;
  const deleted = event.deleted ?? /^0+$/.test(event.after);
  const commits = (event.commits ?? []).map(pushed);
  // A branch made from an existing commit pushes no commits, but its head is still on it.
  if (head_commit && !commits.some((commit) => commit.sha === head_commit.id)) commits.push(pushed(head_commit));
  return [
    heard(
      push,
      push.fit({
        dynamoKey: `${repo}/${event.ref}/${event.after}`,
        repo,
        ref: event.ref,
        before: event.before,
        after: event.after,
        created: event.created ?? false,
        deleted,
        forced: event.forced ?? false,
        // GitHub names the moment of a push only in the repository.
        pushed_at: toMoment(repository.pushed_at) ?? head_commit?.timestamp ?? toMoment(repository.updated_at),
        pusher: event.pusher?.name ?? null,
        compare_url: event.compare,
        repo_url: repository.html_url,
        default_branch: repository.default_branch,
        head_sha: deleted ? null : event.after,
        commits: deleted ? [] : commits,
        truncated: false,
      }),
    ),
  ];
}
