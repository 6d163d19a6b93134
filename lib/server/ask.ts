/** Saved queries as API routes ask them: measured. */
import type { FactsOf, FactsQuery, ParamsOf, RowOf, SavedQuery } from "lib/model/saved_query";
import { whileAlive } from "lib/server/patience";
import type { Services } from "lib/server/services";
import { factsOf, runQuery } from "lib/warehouse/run_query";

export async function ask<Query extends SavedQuery>(
  services: Services,
  query: Query,
  params: ParamsOf<Query>,
): Promise<RowOf<Query>[]> {
  const stop = services.metrics.query_seconds.startTimer({ query: query.name });
  try {
    return await whileAlive(services, runQuery(services.warehouse, query, params));
  } finally {
    stop();
  }
}

export async function askFacts<Query extends FactsQuery>(
  services: Services,
  query: Query,
  params: ParamsOf<Query>,
): Promise<FactsOf<Query>> {
  return factsOf(query, await ask<FactsQuery>(services, query, params));
}
