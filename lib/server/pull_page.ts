/** One pull request: what it is, every head it has had, what reviewers say, and all that ran for one of its heads. */
import { commitRuns } from "clickhouse_queries/commit_runs/query";
import { commitTitles } from "clickhouse_queries/commit_titles/query";
import { ownCommits } from "clickhouse_queries/own_commits/query";
import { pullQuery } from "clickhouse_queries/pull_query/query";
import { type PullReviewRow, pullReviews } from "clickhouse_queries/pull_reviews/query";
import type { PullPageAnswer, ReviewAnswer } from "lib/model/answers";
import { ApiError } from "lib/server/api_error";
import { ask } from "lib/server/ask";
import { testedAt, whatRan } from "lib/server/commit_page";
import { pullBodyHtml } from "lib/server/pull_body";
import type { Services } from "lib/server/services";
import { defaultBranch, trunkCommits } from "lib/server/verdict_trunk";
import { verdictsOf } from "lib/server/verdicts";

const heads_max = 1_000;

/**
 * @param sha one of the pull request's heads, or the newest that begins so; the newest of all when undefined.
 * @throws ApiError 404 when the HUD does not know the pull request, or it never had that head.
 */
export async function pullPage(
  services: Services,
  repo: string,
  number: number,
  sha: string | undefined,
): Promise<PullPageAnswer> {
  // What needs only the number, or not even that, is asked for at once.
  const early = defaultBranch(services, repo);
  const asked_own = ask(services, ownCommits, { repo, number });
  const asked_reviews = ask(services, pullReviews, { repo, number });
  // Awaited later: without this, a failure before that would be nobody's.
  for (const asked of [early, asked_own, asked_reviews]) asked.catch(() => undefined);
  const [pull] = await ask(services, pullQuery, { repo, number });
  if (!pull) throw new ApiError(404, `Nothing has been heard of pull request ${number} in ${repo}`);
  const heads = [...new Set([pull.head_sha, ...pull.head_shas.toReversed()])];
  const shown = sha === undefined ? pull.head_sha : heads.find((head) => head.startsWith(sha));
  if (shown === undefined) throw new ApiError(404, `Pull request ${number} of ${repo} never had the head ${sha ?? ""}`);

  const runs = ask(services, commitRuns, { repo, sha: shown });
  const trunk = Promise.all([asked_own, runs]).then(([own, told]) =>
    trunkCommits(services, {
      ...{ repo, sha: shown, branch: pull.base_ref ?? "", base: pull.base_sha, until: testedAt(told), early },
      own: new Set([...heads, ...own.map((commit) => commit.sha), pull.merge_commit_sha ?? shown]),
    }),
  );
  trunk.catch(() => undefined);
  const [commits, reviews, ran] = await Promise.all([
    ask(services, commitTitles, { repo, shas: heads.slice(0, heads_max) }),
    asked_reviews,
    whatRan(services, repo, shown, runs),
  ]);
  const titles = new Map(commits.map((commit) => [commit.sha, commit.title]));
  const host = pull.html_url === null ? "https://github.com" : new URL(pull.html_url).origin;
  return {
    number: pull.number,
    title: pull.title ?? "",
    body: pull.body ?? "",
    bodyHtml: pullBodyHtml(repo, pull.body ?? ""),
    author: pull.author ?? "",
    authorUrl: pull.author === null ? null : `${host}/${encodeURIComponent(pull.author)}`,
    state: pull.merged ? "merged" : pull.state,
    draft: pull.draft,
    labels: pull.labels,
    url: pull.html_url,
    reviews: lastWords(reviews),
    baseRef: pull.base_ref,
    baseSha: pull.base_sha,
    headRef: pull.head_ref,
    shas: heads.map((head) => ({ sha: head, title: titles.get(head) ?? "" })),
    sha: shown,
    commitUrl: `${host}/${repo}/commit/${shown}`,
    verdicts: await verdictsOf(services, repo, ran, trunk),
    ...ran,
  };
}

const decisive: ReadonlySet<string> = new Set(["approved", "changes_requested", "dismissed"]);

/** Of each reviewer the last word that decides, or else the last one; a comment takes no approval back. */
function lastWords(reviews: readonly PullReviewRow[]): ReviewAnswer[] {
  const words = new Map<string, ReviewAnswer>();
  for (const { author, state, submitted_at, html_url } of reviews) {
    if (state === "pending") continue;
    const name = author ?? "ghost"; // As GitHub calls who has left.
    const before = words.get(name);
    if (before && decisive.has(before.state) && !decisive.has(state)) continue;
    words.set(name, { author: name, state, at: submitted_at, url: html_url });
  }
  return [...words.values()].sort((a, b) => Number(decisive.has(b.state)) - Number(decisive.has(a.state)));
}
