/** What every worker needs of the outside: both databases and a log, made from the configuration. */
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBStreamsClient } from "@aws-sdk/client-dynamodb-streams";
import type { ClickHouseClient } from "@clickhouse/client";
import { type Config, ConfigError } from "lib/config";
import { type GithubClient, githubClient } from "lib/github/client";
import { openLog } from "lib/log";
import { dynamoClient, dynamoClientConfig } from "lib/store/client";
import { warehouseClient } from "lib/warehouse/client";
import type { Logger } from "pino";

export interface Connections {
  client: DynamoDBClient;
  streams: DynamoDBStreamsClient;
  warehouse: ClickHouseClient;
  table_prefix: string;
  log: Logger;
}

/**
 * Opens nothing yet: connections are made when they are first used.
 * @throws ConfigError when the engines' addresses are missing: a worker does not start engines of its own.
 */
export function openConnections(config: Config, process_name: string): Connections {
  const { dynamodb, clickhouse, log_level } = config;
  if (dynamodb.endpoint === null) throw new ConfigError("DYNAMODB_ENDPOINT must be given to a worker");
  if (clickhouse.url === null) throw new ConfigError("CLICKHOUSE_URL must be given to a worker");
  const settings = { endpoint: dynamodb.endpoint, region: dynamodb.region };
  return {
    client: dynamoClient(settings),
    // Polling sends the same few commands all day: resolving each one's middleware once saves a fifth of their cost.
    streams: new DynamoDBStreamsClient({ ...dynamoClientConfig(settings), cacheMiddleware: true }),
    warehouse: warehouseClient({ ...clickhouse, url: clickhouse.url }),
    table_prefix: dynamodb.table_prefix,
    log: openLog(log_level, process_name),
  };
}

/** GitHub's longest wait for a rate limit: what cannot be asked now, a worker asks later. */
const github_wait_max_ms = 5_000;

/** One for all of a process: those who use it share its rate budget. Null without a token and an App. */
export function openGithub({ github }: Config): GithubClient | null {
  if (github.token === null && github.app === null) return null;
  return githubClient(github, { wait_max_ms: github_wait_max_ms });
}

export async function closeConnections({ client, streams, warehouse }: Connections): Promise<void> {
  client.destroy();
  streams.destroy();
  await warehouse.close();
}
