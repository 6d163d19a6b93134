/** GET /api/metrics — Prometheus text: this process's counters, and what the workers last said of themselves. */
import { replicator } from "lib/server/freshness";
import { route } from "lib/server/route";
import { readHeartbeat } from "lib/store/checkpoints";
import { countParked } from "lib/store/parked";

export default route("/api/metrics", {
  GET: async (_request, response, { metrics, dynamo, config, log }) => {
    try {
      const prefix = config.dynamodb.table_prefix;
      const [heartbeat, parked] = await Promise.all([
        readHeartbeat(dynamo, prefix, replicator),
        countParked(dynamo, prefix, replicator),
      ]);
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
    response.setHeader("Content-Type", metrics.registry.contentType);
    response.send(await metrics.registry.metrics());
    return undefined;
  },
});
