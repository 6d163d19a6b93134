/** What GitHub's REST API lists, in the shape of the webhook payloads that would have told the same. */
import type { RestCommit, RestPull, RestRepository, RestRun } from "lib/github/history";

/** An event's name and payload, as the translators take them. */
export interface Told {
  event: string;
  payload: Record<string, unknown>;
  /** What it tells of, for people. */
  name: string;
}

export function runTold(repository: RestRepository, run: RestRun): Told {
  return { event: "workflow_run", payload: { repository, workflow_run: run }, name: `run ${run.id}` };
}

export function jobTold(repository: RestRepository, job: Record<string, unknown>): Told {
  return { event: "workflow_job", payload: { repository, workflow_job: job }, name: `job ${String(job.id)}` };
}

export function pullTold(repository: RestRepository, pull: RestPull): Told {
  return { event: "pull_request", payload: { repository, pull_request: pull }, name: `pull request ${pull.number}` };
}

/**
 * One push for each commit of a page of a branch's history (children first, as GitHub lists them).
 *
 * REST does not tell how commits were pushed. A push that ends in a given commit is at least true to what it brought,
 * and merges with the real one, if that is or will be known, losing nothing: a push of the whole page would share its
 * key with the real push of its head and one of them would win over the other. It says what it is by what it lacks:
 * a pusher and a comparison, which every real push has.
 *
 * The time of a push is not told either. A commit reaches a branch no sooner than its parents, so each is taken to
 * have come at its committer's date, but a millisecond after the one before it where clocks disagree: then the order
 * of the times is the order of the history.
 */
export function commitsTold(repository: RestRepository, branch: string, newest_first: readonly RestCommit[]): Told[] {
  let before_ms = 0;
  return newest_first.toReversed().map((listed) => {
    const { sha, commit, author, parents } = listed;
    const committed_at = commit.committer?.date ?? null;
    before_ms = Math.max(committed_at === null ? 0 : Date.parse(committed_at), before_ms + 1);
    const pushed = {
      id: sha,
      message: commit.message,
      timestamp: committed_at,
      author: { name: commit.author?.name ?? null, username: author?.login ?? null },
    };
    return {
      event: "push",
      name: `commit ${sha}`,
      payload: {
        repository: { ...repository, pushed_at: new Date(before_ms).toISOString() },
        ref: `refs/heads/${branch}`,
        before: parents[0]?.sha ?? "0".repeat(sha.length),
        after: sha,
        head_commit: pushed,
        commits: [pushed],
      },
    };
  });
}
