/** Prometheus text: this process's counters, and what the workers last said of themselves. */
import { replicator } from "lib/server/freshness";
import { within } from "lib/server/patience";
import type { Services } from "lib/server/services";
import { readHeartbeat } from "lib/store/checkpoints";
import { countParked } from "lib/store/parked";

/** The log keeper's name, as workers/logs.ts has it. */
const log_keeper = "log-keeper";
/** Prometheus waits ten seconds. */
const patience_seconds = 3;

export async function metricsText({ metrics, dynamo, config, pending_logs, log }: Services): Promise<string> {
  try {
    const prefix = config.dynamodb.table_prefix;
    const read = Promise.all([
      readHeartbeat(dynamo, prefix, replicator),
      countParked(dynamo, prefix, replicator),
      pending_logs.readCounts(),
      countParked(dynamo, prefix, log_keeper),
    ]);
    const [heartbeat, parked, logs, parked_logs] = await within(patience_seconds, "store", read);
    for (const state of ["fetched", "classified", "failed", "pending"] as const) {
      metrics.logs.set({ state }, logs?.[state] ?? 0);
    }
    metrics.logs.set({ state: "parked" }, parked_logs);
    metrics.log_classify_seconds.set(logs?.classify_seconds ?? 0);
    metrics.parked_records.set(parked);
    metrics.replicated_records.set(heartbeat?.replicated ?? 0);
    metrics.stream_lag_seconds.reset();
    for (const [table, { lag_seconds }] of Object.entries(heartbeat?.tables ?? {})) {
      metrics.stream_lag_seconds.set({ table }, lag_seconds);
    }
  } catch (error) {
    // With the store away, the process's own counters are what an operator needs most.
    log.warn({ err: error }, "The workers' state cannot be read");
  }
  return metrics.registry.metrics();
}
