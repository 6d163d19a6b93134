/** What this web process counts, for Prometheus. */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";

export interface Metrics {
  registry: Registry;
  deliveries: Counter<"source" | "event" | "outcome">;
  merge_retries: Counter<"kind">;
  request_seconds: Histogram<"route" | "status">;
  query_seconds: Histogram<"query">;
  stream_lag_seconds: Gauge<"table">;
  replicated_records: Gauge;
  parked_records: Gauge;
}

const seconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  return {
    registry,
    deliveries: new Counter({
      name: "hud_deliveries_total",
      help: "Deliveries received, by source, event and outcome.",
      labelNames: ["source", "event", "outcome"],
      registers,
    }),
    merge_retries: new Counter({
      name: "hud_merge_retries_total",
      help: "Merges begun again because another writer was first.",
      labelNames: ["kind"],
      registers,
    }),
    request_seconds: new Histogram({
      name: "hud_request_duration_seconds",
      help: "Time to answer API requests.",
      labelNames: ["route", "status"],
      buckets: seconds,
      registers,
    }),
    query_seconds: new Histogram({
      name: "hud_query_duration_seconds",
      help: "Time that saved queries take, at the client.",
      labelNames: ["query"],
      buckets: seconds,
      registers,
    }),
    stream_lag_seconds: new Gauge({
      name: "hud_stream_lag_seconds",
      help: "How far replication is behind each table's stream.",
      labelNames: ["table"],
      registers,
    }),
    replicated_records: new Gauge({
      name: "hud_replicated_records",
      help: "Records replicated to ClickHouse since the workers started.",
      registers,
    }),
    parked_records: new Gauge({
      name: "hud_parked_records",
      help: "Records that could not be replicated and wait to be retried.",
      registers,
    }),
  };
}
