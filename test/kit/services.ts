/** What API routes work with, for a test: with a real ClickHouse, and without a DynamoDB to speak to. */
import { readConfig } from "lib/config";
import { openServices, type Services } from "lib/server/services";

export function servicesWith(
  { url }: { url: string },
  settings: Record<string, string> = {},
): Services & { close(): Promise<void> } {
  const engines = { CLICKHOUSE_URL: url, DYNAMODB_ENDPOINT: "http://127.0.0.1:1" };
  const services = openServices(readConfig({ ...engines, LOG_LEVEL: "silent", ...secrets, ...settings }));
  return {
    ...services,
    close: async () => {
      services.dynamo.destroy();
      await services.warehouse.close();
    },
  };
}

// Given engines come with given secrets.
const secret = "0123456789abcdef0123456789abcdef";
const secrets = {
  GITHUB_WEBHOOK_SECRET: secret,
  OOT_RELAY_TOKEN: secret,
  CIRCLECI_WEBHOOK_SECRET: secret,
  HUD_API_TOKEN: secret,
};
