/** Saved queries as API routes ask them: measured. */
import type { ParamsOf, RowOf, SavedQuery } from "lib/model/saved_query";
import type { Services } from "lib/server/services";
import { runQuery } from "lib/warehouse/run_query";

export async function ask<Query extends SavedQuery>(
  { warehouse, metrics }: Services,
  query: Query,
  params: ParamsOf<Query>,
): Promise<RowOf<Query>[]> {
  const stop = metrics.query_seconds.startTimer({ query: query.name });
  try {
    return await runQuery(warehouse, query, params);
  } finally {
    stop();
  }
}
