/** What the endpoints about out-of-tree backends take: period, scope, upstream and the filters of a dashboard. */
import { ConclusionOrAny, JobPart, PullOrAll, RepoOrAll } from "clickhouse_queries/oot_parameters";
import { Days } from "clickhouse_queries/parameters";
import { oot_scopes, period_default } from "lib/model/oot";
import { count } from "lib/model/saved_query";
import { ApiError } from "lib/server/api_error";
import type { NextApiRequest } from "next";
import { z } from "zod";

/** Of the list of all backends. */
export const BackendsQuery = z.object({
  days: Days.default(period_default),
  scope: z.enum(oot_scopes).default("pull_request"),
  upstream: RepoOrAll,
});
export type BackendsQuery = z.output<typeof BackendsQuery>;

/** Of one backend's dashboard; pages count from 0. */
export const BackendQuery = BackendsQuery.extend({
  job: JobPart,
  conclusion: ConclusionOrAny,
  pr: PullOrAll,
  page: count({ min: 0, max: 1_000_000 }).default(0),
});
export type BackendQuery = z.output<typeof BackendQuery>;

/** The named parameters of the address; the path's own are none of them. @throws ApiError 400 */
export function ootQuery<Query extends typeof BackendsQuery>(
  request: NextApiRequest,
  query: Query,
  others: readonly string[],
): z.output<Query> {
  const given = Object.entries(request.query).filter(([name]) => !others.includes(name));
  const unknown = given.find(([name]) => !(name in query.shape));
  if (unknown) throw new ApiError(400, `Unknown: ${unknown[0].slice(0, 100)}`);
  return query.parse(Object.fromEntries(given));
}
