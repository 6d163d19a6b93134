/** The dry run: how much GitHub has, and what it would take to fetch it. */
import type { RepoClient } from "lib/github/client";
import { listCommits, listing_max, listPulls, listRuns, type RestRepository } from "lib/github/history";
import { askForCommits } from "scripts/backfill/fill";
import type { BackfillOptions } from "scripts/backfill/options";
import { newPlan, scopeOf } from "scripts/backfill/plan";
import { duration } from "scripts/progress";

const per_page = 100;
const hour_ms = 3_600_000;

/** A few sentences for the screen. Asks for a handful of pages, and stores nothing. */
export async function explainEstimate(
  client: RepoClient,
  options: BackfillOptions,
  { full_name, default_branch }: RestRepository,
  signal: AbortSignal,
): Promise<string> {
  const scope = scopeOf(options, default_branch);
  const { since: from, until } = newPlan(full_name, scope, Date.now());
  const range = { from, until };
  let requests = 1;
  let commits = 0;
  for (const branch of scope.branches) {
    // Pages of one: the last page's number is how many there are.
    const { items, last_page } = await askForCommits(listCommits(client, branch, range, 1, signal, 1), { branch });
    const count = items.length === 0 ? 0 : last_page;
    commits += count;
    requests += Math.max(1, Math.ceil(count / per_page));
  }
  let pulls = 0;
  for (let page = 1; scope.pulls; page++) {
    const { items, has_next } = await listPulls(client, page, signal);
    const wanted = items.filter(({ updated_at }) => Date.parse(updated_at) >= Date.parse(from)).length;
    pulls += wanted;
    requests += 1;
    if (!has_next || wanted < items.length) break;
  }
  const { total: runs } = await listRuns(client, range, 1, signal);
  requests += Math.ceil(runs / per_page) + (runs >= listing_max ? 2 * Math.ceil(runs / listing_max) : 1);
  if (scope.jobs) requests += runs;
  const number = (value: number): string => value.toLocaleString("en");
  const rate = client.rate_limit();
  const hourly = rate ? rate.limit * 0.9 : null;
  const time = hourly === null || requests <= hourly ? "" : `, spread over ${duration((requests / hourly) * hour_ms)}`;
  const left = rate ? ` GitHub allows ${number(rate.limit)} an hour, ${number(rate.remaining)} of them now.` : "";
  return [
    `The last ${scope.days} days of ${full_name}:`,
    `  commits        ${number(commits)} (${scope.branches.join(", ")})`,
    ...(scope.pulls ? [`  pull requests  ${number(pulls)}`] : []),
    `  workflow runs  ${number(runs)}${runs > listing_max ? " or more" : ""}`,
    `About ${number(requests)} requests${scope.jobs ? ", one for each run's jobs" : ""}${time}.${left}`,
    "Nothing has been stored: this was a dry run.",
    "",
  ].join("\n");
}
