/** The environment that children get: every setting spelled out, so that each process reads the same configuration. */
import { secret_variables, setting_names, type Config } from "lib/config";

/** What a process is started with; Next.js's types want NODE_ENV in it. */
export type ChildEnvironment = NodeJS.ProcessEnv;

/**
 * `base` (PATH, AWS credentials, proxies, …) with every setting of `config`: readConfig of the result gives `config`
 * again. What is unset is passed as empty, so that no `.env` file is read into it a second time.
 */
export function childEnvironment(
  config: Config,
  base: Record<string, string | undefined>,
  { dev }: { dev: boolean },
): ChildEnvironment {
  const { archive, clickhouse, dynamodb, github, secrets } = config;
  const settings: Record<string, string | null> = {
    ...Object.fromEntries(setting_names.map((name) => [name, null])),
    PORT: String(config.port),
    HUD_HOST: config.host,
    HUD_DATA_DIR: config.data_dir,
    HUD_PUBLIC_URL: config.public_url,
    DYNAMODB_ENDPOINT: dynamodb.endpoint,
    DYNAMODB_TABLE_PREFIX: dynamodb.table_prefix,
    AWS_REGION: dynamodb.region,
    CLICKHOUSE_URL: clickhouse.url,
    CLICKHOUSE_USERNAME: clickhouse.username,
    CLICKHOUSE_PASSWORD: clickhouse.password,
    CLICKHOUSE_DATABASE: clickhouse.database,
    HUD_ARCHIVE: archive.kind === "folder" ? `file:${archive.path}` : `s3://${archive.bucket}/${archive.prefix}`,
    S3_ENDPOINT: archive.kind === "s3" ? archive.endpoint : null,
    [secret_variables.github_webhook]: secrets.github_webhook,
    [secret_variables.oot_relay]: secrets.oot_relay,
    [secret_variables.circleci_webhook]: secrets.circleci_webhook,
    [secret_variables.api_token]: secrets.api_token,
    GITHUB_API_URL: github.api_url,
    GITHUB_TOKEN: github.token,
    GITHUB_APP_ID: github.app?.id ?? null,
    GITHUB_APP_PRIVATE_KEY: github.app?.private_key ?? null,
    HUD_LOGS: config.logs,
    HUD_ARTIFACT_MAX: String(config.artifacts.bytes_max),
    HUD_ARTIFACT_DAYS: String(config.artifacts.days ?? 0),
    HUD_OOT_ALLOWLIST: config.oot_allowlist,
    HUD_CHECK_COLUMNS: String(config.check_columns),
    HUD_REPO_CONFIG: config.repo_config.is_named ? config.repo_config.path : null,
    LOG_LEVEL: config.log_level,
  };
  const env = { ...base };
  for (const [name, value] of Object.entries(settings)) env[name] = value ?? "";
  return { ...env, NODE_ENV: dev ? "development" : "production" };
}
