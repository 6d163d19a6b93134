/** What this web process counts, for Prometheus. */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";

export interface Metrics {
  registry: Registry;
  deliveries: Counter<"source" | "event" | "outcome">;
  merge_retries: Counter<"kind">;
  test_reports: Counter<"outcome">;
  test_cases: Counter<"status">;
  artifact_bytes: Counter<"direction">;
  log_uploads: Counter;
  annotations: Counter<"annotation">;
  classify_seconds: Histogram;
  request_seconds: Histogram<"route" | "status">;
  query_seconds: Histogram<"query">;
  stream_lag_seconds: Gauge<"table">;
  replicated_records: Gauge;
  parked_records: Gauge;
  logs: Gauge<"state">;
  log_classify_seconds: Gauge;
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
    test_reports: new Counter({
      name: "hud_test_reports_total",
      help: "Test reports received: stored, known already, refused or failed.",
      labelNames: ["outcome"],
      registers,
    }),
    test_cases: new Counter({
      name: "hud_test_cases_total",
      help: "Test cases received, by how they ended.",
      labelNames: ["status"],
      registers,
    }),
    artifact_bytes: new Counter({
      name: "hud_artifact_bytes_total",
      help: "Bytes of artifacts received and given out.",
      labelNames: ["direction"],
      registers,
    }),
    log_uploads: new Counter({
      name: "hud_log_uploads_total",
      help: "Logs stored through the API.",
      registers,
    }),
    annotations: new Counter({
      name: "hud_annotations_total",
      help: "Verdicts that people gave on failures.",
      labelNames: ["annotation"],
      registers,
    }),
    classify_seconds: new Histogram({
      name: "hud_classify_duration_seconds",
      help: "Time to hold an uploaded log against the rules.",
      buckets: seconds,
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
    logs: new Gauge({
      name: "hud_logs",
      help: "Logs, as the log keeper tells: fetched, classified and failed tries since it started; pending and parked now.",
      labelNames: ["state"],
      registers,
    }),
    log_classify_seconds: new Gauge({
      name: "hud_log_classify_seconds",
      help: "Time that the log keeper has spent holding logs against the rules since it started.",
      registers,
    }),
  };
}
