/** What API routes work with: opened once per process, at the first request. */
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { ClickHouseClient } from "@clickhouse/client";
import type { Archive } from "lib/archive/archive";
import { openArchive } from "lib/archive/open";
import { type Config, readConfig } from "lib/config";
import { LiveEvents } from "lib/server/events";
import { logger } from "lib/server/log";
import { createMetrics, type Metrics } from "lib/server/metrics";
import { OotAllowlist } from "lib/server/oot_allowlist";
import { ReceivedMarks } from "lib/server/received";
import { dynamoClient } from "lib/store/client";
import { RecordStore } from "lib/store/record_store";
import { warehouseClient } from "lib/warehouse/client";
import type { Logger } from "pino";

export interface Services {
  config: Config;
  log: Logger;
  metrics: Metrics;
  dynamo: DynamoDBClient;
  store: RecordStore;
  received: ReceivedMarks;
  archive: Archive;
  warehouse: ClickHouseClient;
  oot_allowlist: OotAllowlist;
  live: LiveEvents;
}

export function openServices(config: Config): Services {
  const { dynamodb, clickhouse } = config;
  // The supervisor fills these in for the embedded engines; without it they must be given.
  if (dynamodb.endpoint === null || clickhouse.url === null) {
    throw new Error("DYNAMODB_ENDPOINT and CLICKHOUSE_URL are needed when the web server is started by itself");
  }
  const log = logger(config.log_level);
  const metrics = createMetrics();
  const dynamo = dynamoClient({ endpoint: dynamodb.endpoint, region: dynamodb.region });
  return {
    config,
    log,
    metrics,
    dynamo,
    store: new RecordStore(dynamo, dynamodb.table_prefix, (kind) => metrics.merge_retries.inc({ kind: kind.name })),
    received: new ReceivedMarks(dynamo, dynamodb.table_prefix, log),
    archive: openArchive(config.archive, dynamodb.region),
    warehouse: warehouseClient({ ...clickhouse, url: clickhouse.url }),
    oot_allowlist: new OotAllowlist(config.oot_allowlist, log),
    live: new LiveEvents(),
  };
}

// Next.js may bundle this module into several routes: the process has one of each client all the same.
const holder = globalThis as typeof globalThis & { hud_services?: Services };

export function services(): Services {
  holder.hud_services ??= openServices(readConfig());
  return holder.hud_services;
}

/** Tests hand in services of their own; undefined forgets them. */
export function useServices(given: Services | undefined): void {
  if (given) holder.hud_services = given;
  else delete holder.hud_services;
}
