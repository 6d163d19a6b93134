/** Saved queries as API routes ask them: measured. */
import type { FactsOf, FactsQuery, ParamsOf, RowOf, SavedQuery } from "lib/model/saved_query";
import { whileAlive } from "lib/server/patience";
import type { Services } from "lib/server/services";
import { runFacts, runQuery } from "lib/warehouse/run_query";

export async function ask<Query extends SavedQuery>(
  services: Services,
  query: Query,
  params: ParamsOf<Query>,
): Promise<RowOf<Query>[]> {
  return measured(services, query, () => runQuery(services.warehouse, query, params));
}

export async function askFacts<Query extends FactsQuery>(
  services: Services,
  query: Query,
  params: ParamsOf<Query>,
): Promise<FactsOf<Query>> {
  return measured(services, query, () => runFacts(services.warehouse, query, params));
}

async function measured<Answer>(services: Services, { name }: SavedQuery, run: () => Promise<Answer>): Promise<Answer> {
  const stop = services.metrics.query_seconds.startTimer({ query: name });
  try {
    return await whileAlive(services, run());
  } finally {
    stop();
  }
}
