/** How far behind what is shown may be, stage by stage. */
import type { FreshnessAnswer } from "lib/model/answers";
import { within } from "lib/server/patience";
import type { Services } from "lib/server/services";
import { readHeartbeat } from "lib/store/checkpoints";
import { countParked } from "lib/store/parked";
import { listRepositories, readRepository, type Repository } from "lib/store/repositories";

/** The consumer that fills ClickHouse. */
export const replicator = "replicator";
const patience_seconds = 5;
/** A heart that has not beaten for so long has stopped, and what it last said counts no more. */
const silent_seconds = 30;

export async function freshness(services: Services, repo: string | null): Promise<FreshnessAnswer> {
  const { dynamo, config } = services;
  const prefix = config.dynamodb.table_prefix;
  const read = Promise.all([
    repo === null
      ? listRepositories(dynamo, prefix)
      : readRepository(dynamo, prefix, repo).then((one) => (one ? [one] : [])),
    readHeartbeat(dynamo, prefix, replicator),
    countParked(dynamo, prefix, replicator),
  ]);
  const [known, heartbeat, parked] = await within(patience_seconds, "store", read);
  const newest = (stage: keyof Repository): string | null =>
    known
      .map((one) => one[stage])
      .sort()
      .at(-1) ?? null;
  return {
    repo,
    received: { last: newest("received_at") },
    recorded: { last: newest("recorded_at") },
    replicated: { last: newest("replicated_at"), lag_seconds: heartbeat && lag(heartbeat) },
    parked,
  };
}

/** Seconds by which the warehouse is behind the store; null when no worker has ever run. */
function lag(heartbeat: { updated_at: string; tables: Record<string, { lag_seconds: number }> }): number {
  const silent = (Date.now() - Date.parse(heartbeat.updated_at)) / 1000;
  const behind = Math.max(0, ...Object.values(heartbeat.tables).map((table) => table.lag_seconds));
  return Math.round((silent > silent_seconds ? Math.max(silent, behind) : behind) * 1000) / 1000;
}
