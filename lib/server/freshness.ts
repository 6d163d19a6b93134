/** How far behind what is shown may be, stage by stage. */
import type { FreshnessAnswer } from "lib/model/answers";
import { within } from "lib/server/patience";
import type { Services } from "lib/server/services";
import { type Heartbeat, readHeartbeat, type TableHealth } from "lib/store/checkpoints";
import { countParked } from "lib/store/parked";
import { listRepositories, readRepository, type Repository } from "lib/store/repositories";

/** The consumer that fills ClickHouse. */
export const replicator = "replicator";
const patience_seconds = 5;
/** A heart that has not beaten for so long has stopped, and what it last said counts no more. */
const silent_seconds = 30;
/** Lambda gives a failed batch again and again; whether one not told of for so long was mended, nobody knows. */
const failing_seconds = 300;

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
  const recorded_at = newest("recorded_at");
  return {
    repo,
    received: { last: newest("received_at") },
    recorded: { last: recorded_at },
    replicated: { last: newest("replicated_at"), lag_seconds: heartbeat && lagOf(heartbeat, recorded_at, Date.now()) },
    parked,
  };
}

/**
 * Seconds by which the warehouse is behind the store; null when that cannot be told.
 * @param recorded_at when the last delivery was recorded, ISO 8601.
 */
export function lagOf({ updated_at, tables }: Heartbeat, recorded_at: string | null, now: number): number | null {
  const seconds_ago = (at: string): number => (now - Date.parse(at)) / 1000;
  const healths = Object.values(tables);
  const silent = seconds_ago(updated_at);
  const runs_on_events = healths.some(({ told_at }) => told_at !== undefined);
  const lags = healths.map((health) => lagOfTable(health, seconds_ago));
  const behind = Math.max(0, ...lags.map((lag) => lag ?? 0));
  if (!runs_on_events) return rounded(silent > silent_seconds ? Math.max(silent, behind) : behind);
  // What was recorded meanwhile may have changed no record, and then no worker ever hears of it.
  const recorded = recorded_at === null ? Infinity : seconds_ago(recorded_at);
  const unheard = silent - recorded > silent_seconds;
  return (unheard || lags.includes(null)) && behind < silent_seconds ? null : rounded(behind);
}

function lagOfTable({ lag_seconds, last_record_at, told_at }: TableHealth, seconds_ago: (at: string) => number) {
  if (told_at === undefined) return lag_seconds;
  const silent = seconds_ago(told_at);
  if (lag_seconds > 0) return silent > failing_seconds ? null : lag_seconds + silent;
  // Behind records that were so old when their turn came, more of that age may wait; but then their turn comes at once.
  return silent > silent_seconds || last_record_at === null ? 0 : seconds_ago(last_record_at) - silent;
}

const rounded = (seconds: number): number => Math.round(seconds * 1000) / 1000;
