/** One pull request: what it is, every head it has had, what reviewers say, and all that ran for one of its heads. */
import { commitTitles } from "clickhouse_queries/commit_titles/query";
import { pullFacts, type PullReview } from "clickhouse_queries/pull_facts/query";
import type { PullPageAnswer, ReviewAnswer } from "lib/model/answers";
import { ApiError } from "lib/server/api_error";
import { ask, askFacts } from "lib/server/ask";
import { askCommitFacts, putTogether } from "lib/server/commit_facts";
import { testedAt, whatRan } from "lib/server/commit_page";
import { pullBodyHtml } from "lib/server/pull_body";
import { compareText } from "lib/server/rows";
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
  const early = defaultBranch(services, repo);
  early.catch(() => undefined); // Awaited later: without this, a failure before that would be nobody's.
  const about = await askFacts(services, pullFacts, { repo, number });
  const [pull] = about.pull;
  if (!pull) throw new ApiError(404, `Nothing has been heard of pull request ${number} in ${repo}`);
  const heads = [...new Set([pull.head_sha, ...pull.head_shas.toReversed()])];
  const shown = sha === undefined ? pull.head_sha : heads.find((head) => head.startsWith(sha));
  if (shown === undefined) throw new ApiError(404, `Pull request ${number} of ${repo} never had the head ${sha ?? ""}`);

  const facts =
    shown === pull.facts_of ? putTogether(shown, about) : await askCommitFacts(services, { repo, sha: shown });
  const ran = whatRan(repo, facts);
  const trunk = trunkCommits(services, {
    ...{ repo, sha: shown, branch: pull.base_ref ?? "", base: pull.base_sha, until: testedAt(facts), early },
    own: new Set([...heads, pull.merge_commit_sha ?? shown]),
    pull_number: number,
  });
  const [verdicts, commits] = await Promise.all([
    verdictsOf(services, repo, { ...ran, said: facts.said }, trunk),
    ask(services, commitTitles, { repo, shas: heads.slice(0, heads_max) }),
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
    reviews: lastWords(about.review),
    baseRef: pull.base_ref,
    baseSha: pull.base_sha,
    headRef: pull.head_ref,
    headRepo: pull.head_repo,
    shas: heads.map((head) => ({ sha: head, title: titles.get(head) ?? "" })),
    sha: shown,
    commitUrl: `${host}/${repo}/commit/${shown}`,
    verdicts,
    ...ran,
  };
}

const decisive: ReadonlySet<string> = new Set(["approved", "changes_requested", "dismissed"]);

/** Of each reviewer the last word that decides, or else the last one; a comment takes no approval back. */
function lastWords(reviews: readonly PullReview[]): ReviewAnswer[] {
  const words = new Map<string, ReviewAnswer>();
  const said_at = ({ submitted_at, updated_at }: PullReview): string => submitted_at ?? updated_at ?? "";
  const in_order = reviews.toSorted((a, b) => compareText(said_at(a), said_at(b)) || a.id - b.id);
  for (const { author, state, submitted_at, html_url } of in_order) {
    if (state === "pending") continue;
    const name = author ?? "ghost"; // As GitHub calls who has left.
    const before = words.get(name);
    if (before && decisive.has(before.state) && !decisive.has(state)) continue;
    words.set(name, { author: name, state, at: submitted_at, url: html_url });
  }
  return [...words.values()].sort((a, b) => Number(decisive.has(b.state)) - Number(decisive.has(a.state)));
}
