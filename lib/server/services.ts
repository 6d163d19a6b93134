/** What API routes work with: opened once per process, at the first request. */
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { ClickHouseClient } from "@clickhouse/client";
import type { Archive } from "lib/archive/archive";
import { openArchive } from "lib/archive/open";
import { type Config, readConfig } from "lib/config";
import type { HudGrid } from "lib/model/grid";
import type { GridPage } from "lib/model/grid_page";
import { LiveEvents } from "lib/server/events";
import { openLog } from "lib/log";
import { GithubArtifacts } from "lib/server/github_artifacts";
import { HeardInputs } from "lib/server/heard_inputs";
import { Joint } from "lib/server/joint";
import { createMetrics, type Metrics } from "lib/server/metrics";
import { OotAllowlist } from "lib/server/oot_allowlist";
import { ReceivedMarks } from "lib/server/received";
import { RepoConfigs } from "lib/server/repo_configs";
import { dynamoClient } from "lib/store/client";
import { githubClient } from "lib/github/client";
import { LogFetcher } from "lib/logs/fetch_log";
import type { LogTools } from "lib/logs/job_log";
import { RuleBook } from "lib/logs/rule_book";
import { PendingLogs } from "lib/store/pending_logs";
import { RecordStore } from "lib/store/record_store";
import { SavedRules } from "lib/store/saved_rules";
import { warehouseClient } from "lib/warehouse/client";
import { TestReports } from "lib/warehouse/test_reports";
import type { Logger } from "pino";

export interface Services {
  config: Config;
  log: Logger;
  metrics: Metrics;
  dynamo: DynamoDBClient;
  store: RecordStore;
  received: ReceivedMarks;
  inputs: HeardInputs;
  archive: Archive;
  warehouse: ClickHouseClient;
  test_reports: TestReports;
  github_artifacts: GithubArtifacts;
  logs: LogTools;
  pending_logs: PendingLogs;
  /** Null: there are no credentials for GitHub, or logs are switched off. */
  log_fetcher: LogFetcher | null;
  saved_rules: SavedRules;
  oot_allowlist: OotAllowlist;
  repo_configs: RepoConfigs;
  live: LiveEvents;
  /** Pages that many people have open and ask for at once. */
  grid_pages: Joint<GridPage>;
  hud_pages: Joint<HudGrid>;
}

export function openServices(config: Config): Services {
  const { dynamodb, clickhouse } = config;
  // The supervisor fills these in for the embedded engines; without it they must be given.
  if (dynamodb.endpoint === null || clickhouse.url === null) {
    throw new Error("DYNAMODB_ENDPOINT and CLICKHOUSE_URL are needed when the web server is started by itself");
  }
  const log = openLog(config.log_level, "web");
  const metrics = createMetrics();
  const warehouse = warehouseClient({ ...clickhouse, url: clickhouse.url });
  const dynamo = dynamoClient({ endpoint: dynamodb.endpoint, region: dynamodb.region });
  const store = new RecordStore(dynamo, dynamodb.table_prefix, (kind) =>
    metrics.merge_retries.inc({ kind: kind.name }),
  );
  const archive = openArchive(config.archive, dynamodb.region);
  const saved_rules = new SavedRules(dynamo, dynamodb.table_prefix);
  return {
    config,
    log,
    metrics,
    dynamo,
    store,
    received: new ReceivedMarks(dynamo, dynamodb.table_prefix, log),
    inputs: new HeardInputs(dynamo, dynamodb.table_prefix, log),
    archive,
    warehouse,
    test_reports: new TestReports(warehouse),
    github_artifacts: new GithubArtifacts(config.github, log),
    logs: { archive, warehouse, store, rules: new RuleBook(saved_rules, warehouse) },
    pending_logs: new PendingLogs(dynamo, dynamodb.table_prefix),
    saved_rules,
    log_fetcher: openLogFetcher(config, archive),
    oot_allowlist: new OotAllowlist(config.oot_allowlist, log),
    repo_configs: new RepoConfigs(config.repo_config, log),
    live: new LiveEvents(),
    grid_pages: new Joint(),
    hud_pages: new Joint(),
  };
}

/** Somebody waits for the log: a closed rate budget is not waited for. */
const github_wait_max_ms = 2_000;

function openLogFetcher({ github, logs }: Config, archive: Archive): LogFetcher | null {
  if (logs === "off" || (github.token === null && github.app === null)) return null;
  return new LogFetcher(githubClient(github, { wait_max_ms: github_wait_max_ms }), archive);
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
