/** Every out-of-tree backend and how it does: what the warehouse knows, joined with who is registered. */
import { ootActivity, type OotActivityRow } from "clickhouse_queries/oot_activity/query";
import { ootRecentPulls, type OotRecentPullRow } from "clickhouse_queries/oot_recent_pulls/query";
import { ootSummary, type OotSummaryRow } from "clickhouse_queries/oot_summary/query";
import { ootTrend, type OotTrendRow } from "clickhouse_queries/oot_trend/query";
import { groupBy } from "lib/model/group_by";
import { compareText, worstTone } from "lib/model/oot";
import type { RegisteredBackend } from "lib/model/oot_allowlist";
import type { OotBackend, OotBackendsAnswer } from "lib/model/oot_answers";
import { silenceOf } from "lib/model/oot_silence";
import { bucketHours, fillTrend } from "lib/model/oot_trend";
import { ask } from "lib/server/ask";
import type { BackendsQuery } from "lib/server/oot_query";
import type { Services } from "lib/server/services";

/** A backend that has not been heard from for so long is forgotten, unless it is registered. */
export const remembered_days = 90;

export interface BackendFacts {
  summary: readonly OotSummaryRow[];
  trend: readonly OotTrendRow[];
  pulls: readonly OotRecentPullRow[];
  activity: readonly OotActivityRow[];
  registered: readonly RegisteredBackend[];
}

/** @param repo one backend; "" for all. */
export async function backendFacts(
  services: Services,
  { days, scope, upstream }: BackendsQuery,
  repo = "",
): Promise<BackendFacts> {
  const [summary, trend, pulls, activity, registered] = await Promise.all([
    ask(services, ootSummary, { days, scope, upstream, repo }),
    ask(services, ootTrend, { days, scope, upstream, repo, bucket_hours: bucketHours(days) }),
    ask(services, ootRecentPulls, { days: remembered_days, upstream, repo }),
    ask(services, ootActivity, { days: Math.max(days, remembered_days), repo }),
    services.oot_allowlist.registered(),
  ]);
  return { summary, trend, pulls, activity, registered: registered.filter((one) => repo === "" || one.repo === repo) };
}

export async function ootBackends(
  services: Services,
  query: BackendsQuery,
  now_ms: number,
): Promise<OotBackendsAnswer> {
  const facts = await backendFacts(services, query);
  return { ...query, upstreams: upstreamsOf(facts.activity), backends: mergeBackends(facts, query, now_ms) };
}

export const upstreamsOf = (activity: readonly OotActivityRow[]): string[] =>
  [...new Set(activity.map(({ upstream }) => upstream))].filter((upstream) => upstream !== "").sort();

/**
 * By name. A backend is there when it was heard from within 90 days or is registered; when an upstream is asked for,
 * one that has only ever reported on others is not.
 */
export function mergeBackends(facts: BackendFacts, query: BackendsQuery, now_ms: number): OotBackend[] {
  const by_repo = {
    summary: groupBy(facts.summary, repoOf),
    trend: groupBy(facts.trend, repoOf),
    pulls: groupBy(facts.pulls, repoOf),
    activity: groupBy(facts.activity, repoOf),
    registered: groupBy(facts.registered, repoOf),
  };
  const repos = new Set(Object.values(by_repo).flatMap((rows) => [...rows.keys()]));
  return [...repos].sort().flatMap((repo) => {
    const own = {
      summary: by_repo.summary.get(repo) ?? [],
      trend: by_repo.trend.get(repo) ?? [],
      pulls: by_repo.pulls.get(repo) ?? [],
      activity: by_repo.activity.get(repo) ?? [],
      registered: by_repo.registered.get(repo) ?? [],
    };
    const elsewhere = own.activity.length > 0 && !own.activity.some((row) => isAbout(row, query.upstream));
    return elsewhere && own.summary.length === 0 ? [] : [mergeBackend(repo, own, query, now_ms)];
  });
}

const repoOf = ({ repo }: { repo: string }): string => repo;
const isAbout = (row: OotActivityRow, upstream: string): boolean => upstream === "" || row.upstream === upstream;

/** @param facts this backend's alone; without any it has zeros. */
export function mergeBackend(
  repo: string,
  { summary, trend, pulls, activity, registered }: BackendFacts,
  { days, upstream }: BackendsQuery,
  now_ms: number,
): OotBackend {
  const [row] = summary;
  const [listed] = registered;
  const heard = activity
    .filter((one) => isAbout(one, upstream))
    .toSorted((a, b) => compareText(b.last_run, a.last_run));
  const told_level = heard.find((one) => one.downstream_repo_level)?.downstream_repo_level;
  const points = trend.map(({ bucket, passed, total }) => ({ from: bucket, passed, total }));
  const hours = heard.flatMap((one) => one.hours);
  return {
    ...nothing_yet,
    ...row,
    repo,
    downstream_repo_level: row?.downstream_repo_level || told_level || (listed?.level ?? null),
    registered: listed !== undefined,
    device: listed?.device ?? null,
    oncalls: listed?.oncalls ?? [],
    last_run: heard[0]?.last_run ?? row?.last_run ?? null,
    ...silenceOf(hours, now_ms),
    pulls: pulls.map(({ upstream_repo, pr, last_heard_at, conclusions }) => ({
      ...{ upstream_repo, pr, last_heard_at },
      conclusion: worstTone(conclusions),
    })),
    trend: fillTrend(points, days, now_ms),
  };
}

const nothing_yet = {
  ...{ successes: 0, failures: 0, cancelled: 0, timed_out: 0, in_progress: 0, stale: 0, total: 0 },
  ...{ pass_rate: null, avg_duration_s: null, p50_duration_s: null, p90_duration_s: null },
  ...{ p50_queue_s: null, p90_queue_s: null },
};
