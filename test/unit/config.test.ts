/** Every setting: its default, what it accepts, and how a bad one is refused. */
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { ConfigError, loadEnvFile, readConfig, setting_names, type Config } from "lib/config";
import { parseEnvFile } from "lib/env_file";

const pem = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ type: "pkcs1", format: "pem" });
const elliptic = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ type: "pkcs8", format: "pem" });

/** The message with which `env` is refused; fails the test if it is not. */
function refusal(env: Record<string, string>): string {
  try {
    readConfig(env);
  } catch (problem) {
    expect(problem).toBeInstanceOf(ConfigError);
    return problem instanceof Error ? problem.message : "";
  }
  throw new Error(`accepted: ${JSON.stringify(env)}`);
}

test("an empty environment gives the defaults", () => {
  const defaults: Config = {
    port: 3000,
    host: "127.0.0.1",
    data_dir: resolve(".hud"),
    public_url: null,
    dynamodb: { endpoint: null, table_prefix: "torchci-", region: "us-east-1" },
    clickhouse: { url: null, username: "default", password: "", database: "default" },
    archive: { kind: "folder", path: resolve(".hud/archive") },
    secrets: { github_webhook: null, oot_relay: null, circleci_webhook: null, api_token: null },
    github: { api_url: "https://api.github.com", token: null, app: null },
    artifacts: { bytes_max: 5e9, days: 90 },
    logs: "failed",
    oot_allowlist: null,
    check_columns: 20,
    repo_config: { path: resolve("config/repos.yaml"), is_named: false },
    log_level: "info",
  };
  expect(readConfig({})).toEqual(defaults);
  expect(readConfig(Object.fromEntries(setting_names.map((name) => [name, ""])))).toEqual(defaults);
});

const accepted: [string, string, (config: Config) => unknown, unknown][] = [
  ["PORT", "0", (c) => c.port, 0],
  ["PORT", "65535", (c) => c.port, 65_535],
  ["HUD_HOST", "0.0.0.0", (c) => c.host, "0.0.0.0"],
  ["HUD_HOST", "[::1]", (c) => c.host, "::1"],
  ["HUD_HOST", "hud.example.org", (c) => c.host, "hud.example.org"],
  ["HUD_DATA_DIR", "some/where", (c) => c.data_dir, resolve("some/where")],
  ["HUD_DATA_DIR", "/var/lib/hud", (c) => c.data_dir, "/var/lib/hud"],
  ["HUD_DATA_DIR", "/var/lib/hud", (c) => c.archive, { kind: "folder", path: "/var/lib/hud/archive" }],
  ["HUD_DATA_DIR", "~/hud", (c) => c.data_dir, join(homedir(), "hud")],
  ["HUD_ARTIFACT_MAX", "500 MB", (c) => c.artifacts.bytes_max, 5e8],
  ["HUD_ARTIFACT_MAX", "1000", (c) => c.artifacts.bytes_max, 1000],
  ["HUD_ARTIFACT_DAYS", "14", (c) => c.artifacts.days, 14],
  ["HUD_ARTIFACT_DAYS", "0", (c) => c.artifacts.days, null],
  ["HUD_PUBLIC_URL", "https://hud.example.org/", (c) => c.public_url, "https://hud.example.org"],
  ["HUD_PUBLIC_URL", "https://example.org/ci/hud/", (c) => c.public_url, "https://example.org/ci/hud"],
  ["DYNAMODB_ENDPOINT", "http://localhost:8000", (c) => c.dynamodb.endpoint, "http://localhost:8000"],
  ["DYNAMODB_TABLE_PREFIX", "hud_2.", (c) => c.dynamodb.table_prefix, "hud_2."],
  ["AWS_REGION", "eu-central-1", (c) => c.dynamodb.region, "eu-central-1"],
  ["CLICKHOUSE_URL", "https://ch.example.org:8443", (c) => c.clickhouse.url, "https://ch.example.org:8443"],
  ["CLICKHOUSE_USERNAME", "reader", (c) => c.clickhouse.username, "reader"],
  ["CLICKHOUSE_PASSWORD", " p a s s ", (c) => c.clickhouse.password, " p a s s "],
  ["CLICKHOUSE_DATABASE", "hud_1", (c) => c.clickhouse.database, "hud_1"],
  ["HUD_ARCHIVE", "file:", (c) => c.archive, { kind: "folder", path: resolve(".hud/archive") }],
  ["HUD_ARCHIVE", "file:/var/archive", (c) => c.archive, { kind: "folder", path: "/var/archive" }],
  ["HUD_ARCHIVE", "file:///var/an%20archive", (c) => c.archive, { kind: "folder", path: "/var/an archive" }],
  ["HUD_ARCHIVE", "file:raw", (c) => c.archive, { kind: "folder", path: resolve("raw") }],
  ["HUD_ARCHIVE", "s3://bucket", (c) => c.archive, { kind: "s3", bucket: "bucket", prefix: "", endpoint: null }],
  [
    "HUD_ARCHIVE",
    "s3://my.bucket/a/b/",
    (c) => c.archive,
    { kind: "s3", bucket: "my.bucket", prefix: "a/b", endpoint: null },
  ],
  ["GITHUB_WEBHOOK_SECRET", "a b#$c", (c) => c.secrets.github_webhook, "a b#$c"],
  ["OOT_RELAY_TOKEN", "relay", (c) => c.secrets.oot_relay, "relay"],
  ["CIRCLECI_WEBHOOK_SECRET", "circle", (c) => c.secrets.circleci_webhook, "circle"],
  ["HUD_API_TOKEN", "api", (c) => c.secrets.api_token, "api"],
  ["GITHUB_API_URL", "https://ghe.example.org/api/v3/", (c) => c.github.api_url, "https://ghe.example.org/api/v3"],
  ["GITHUB_TOKEN", "ghp_1", (c) => c.github.token, "ghp_1"],
  ["HUD_LOGS", "all", (c) => c.logs, "all"],
  ["HUD_OOT_ALLOWLIST", "allowlist.yml", (c) => c.oot_allowlist, "allowlist.yml"],
  ["HUD_OOT_ALLOWLIST", "HTTPS://example.org/a.yml", (c) => c.oot_allowlist, "HTTPS://example.org/a.yml"],
  ["HUD_CHECK_COLUMNS", "0", (c) => c.check_columns, 0],
  ["HUD_REPO_CONFIG", "repos.yaml", (c) => c.repo_config, { path: resolve("repos.yaml"), is_named: true }],
  ["LOG_LEVEL", "debug", (c) => c.log_level, "debug"],
];
test.each(accepted)("%s=%s is accepted", (name, value, pick, expected) => {
  expect(pick(readConfig({ [name]: value }))).toEqual(expected);
});

const refused: [string, string, RegExp][] = [
  ["HUD_CHECK_COLUMNS", "many", /whole number/],
  ["PORT", "abc", /^PORT must be a whole number from 0 to 65535, got "abc"$/],
  ["PORT", "65536", /^PORT must be a whole number/],
  ["PORT", "-1", /^PORT must be a whole number/],
  ["PORT", "3e3", /^PORT must be a whole number/],
  ["HUD_HOST", "http://localhost", /^HUD_HOST must be an IP address or a host name, got "http:\/\/localhost"$/],
  ["HUD_HOST", "two words", /^HUD_HOST must/],
  ["HUD_ARTIFACT_MAX", "lots", /^HUD_ARTIFACT_MAX must be a size such as "5GB"/],
  ["HUD_ARTIFACT_MAX", "0", /^HUD_ARTIFACT_MAX must be a size/],
  ["HUD_ARTIFACT_DAYS", "-1", /^HUD_ARTIFACT_DAYS must be a whole number of days/],
  ["HUD_PUBLIC_URL", "hud.example.org", /^HUD_PUBLIC_URL must be a URL that begins with http/],
  ["HUD_PUBLIC_URL", "https://a.org/?q", /^HUD_PUBLIC_URL must not contain \? or #/],
  ["DYNAMODB_ENDPOINT", "AWS", /^DYNAMODB_ENDPOINT must be "aws" or a URL/],
  ["DYNAMODB_ENDPOINT", "localhost:8000", /^DYNAMODB_ENDPOINT must be "aws" or a URL/],
  ["DYNAMODB_ENDPOINT", "aws", /^AWS_REGION must be given with DYNAMODB_ENDPOINT=aws$/],
  ["DYNAMODB_TABLE_PREFIX", "a/b", /^DYNAMODB_TABLE_PREFIX must/],
  ["AWS_REGION", "US East", /^AWS_REGION must be a region such as/],
  ["CLICKHOUSE_URL", "tcp://ch:9000", /^CLICKHOUSE_URL must be a URL that begins with http/],
  ["CLICKHOUSE_DATABASE", "a;b", /^CLICKHOUSE_DATABASE must/],
  ["HUD_ARCHIVE", "/var/archive", /^HUD_ARCHIVE must be file:\/a\/folder or s3:\/\/bucket\/prefix/],
  ["HUD_ARCHIVE", "file://host/path", /^HUD_ARCHIVE must/],
  ["HUD_ARCHIVE", "s3://Bad_Bucket/x", /^HUD_ARCHIVE must/],
  ["HUD_OOT_ALLOWLIST", "ftp://example.org/a.yml", /^HUD_OOT_ALLOWLIST must be a file or a URL that begins with http/],
  ["HUD_OOT_ALLOWLIST", "file:///a.yml", /^HUD_OOT_ALLOWLIST must be a file or a URL/],
  ["S3_ENDPOINT", "minio:9000", /^S3_ENDPOINT must be a URL/],
  ["GITHUB_API_URL", "api.github.com", /^GITHUB_API_URL must be a URL/],
  ["GITHUB_APP_ID", "12 34", /^GITHUB_APP_ID must be the App's id/],
  ["GITHUB_APP_ID", "1234", /^GITHUB_APP_PRIVATE_KEY must be given with GITHUB_APP_ID$/],
  ["LOG_LEVEL", "loud", /^LOG_LEVEL must be one of fatal, error, warn, info, debug, trace, silent, got "loud"$/],
];
test.each(refused)("%s=%s is refused", (name, value, message) => {
  expect(refusal({ [name]: value })).toMatch(message);
});

test.each([
  ["GITHUB_WEBHOOK_SECRET", "hunter2\n"],
  ["CIRCLECI_WEBHOOK_SECRET", " hunter2"],
  ["OOT_RELAY_TOKEN", "hunter2 x"],
  ["HUD_API_TOKEN", "hunter2\n"],
  ["GITHUB_TOKEN", "hunter2\r"],
  ["GITHUB_APP_PRIVATE_KEY", "hunter2"],
  ["GITHUB_APP_PRIVATE_KEY", `hunter2 ${String(elliptic)}`],
  ["CLICKHOUSE_URL", "http://me:hunter2@ch:8123"],
  ["CLICKHOUSE_URL", "http://me:hunter2@ch:notaport"],
  ["HUD_PUBLIC_URL", "ftp://me:hunter2@host"],
])("a bad %s is named and not repeated", (name, value) => {
  const message = refusal({ [name]: value });
  expect(message).toContain(`${name} must`);
  expect(message).not.toContain("hunter2");
});

test("every bad setting is named at once", () => {
  const message = refusal({ PORT: "x", CLICKHOUSE_URL: "y", GITHUB_APP_PRIVATE_KEY: "z" });
  expect(message.split("\n").map((line) => line.split(" ")[0])).toEqual([
    "PORT",
    "CLICKHOUSE_URL",
    "GITHUB_APP_PRIVATE_KEY",
    "GITHUB_APP_ID",
  ]);
});

test("a GitHub App's key may carry its line breaks as \\n", () => {
  const one_line = String(pem).replaceAll("\n", "\\n");
  const { app } = readConfig({ GITHUB_APP_ID: "1234", GITHUB_APP_PRIVATE_KEY: one_line }).github;
  expect(app).toEqual({ id: "1234", private_key: String(pem) });
});

test("S3_ENDPOINT is for the archive's bucket", () => {
  const { archive } = readConfig({ HUD_ARCHIVE: "s3://bucket/x", S3_ENDPOINT: "http://127.0.0.1:9000" });
  expect(archive).toEqual({ kind: "s3", bucket: "bucket", prefix: "x", endpoint: "http://127.0.0.1:9000" });
});

describe(".env.local", () => {
  test("lines, quotes, comments", () => {
    const text = [
      "\uFEFF# a comment",
      "PLAIN = a$b\\n#c   # said of PLAIN\r",
      "export EXPORTED=1",
      "",
      'DOUBLE="two\\nlines \\"quoted\\" \\$x" # said of DOUBLE',
      "SINGLE='as $it \\n stands'",
      'SPANS="-----BEGIN',
      '-----END"',
      "EMPTY=",
      "EMPTY_COMMENTED= # nothing",
      "PLAIN_TWICE=1",
      "PLAIN_TWICE=2",
    ].join("\n");
    expect(Object.fromEntries(parseEnvFile(text))).toEqual({
      PLAIN: "a$b\\n#c",
      EXPORTED: "1",
      DOUBLE: 'two\nlines "quoted" \\$x',
      SINGLE: "as $it \\n stands",
      SPANS: "-----BEGIN\n-----END",
      EMPTY: "",
      EMPTY_COMMENTED: "",
      PLAIN_TWICE: "2",
    });
  });

  test.each(["A=1\nhunter2", 'A=1\nB="hunter2', "A=1\n2B=hunter2", "A=1\nB='hunter2' x"])(
    "a line that means nothing is refused by number, unquoted (%j)",
    (text) => {
      expect(() => parseEnvFile(text)).toThrow(/^line 2 is not NAME=value$/);
    },
  );

  test("the real environment wins, also when it says: unset", () => {
    const folder = mkdtempSync(join(tmpdir(), "hud-config-"));
    try {
      const env: Record<string, string | undefined> = { PORT: "1", GITHUB_TOKEN: "" };
      loadEnvFile(folder, env);
      expect(env).toEqual({ PORT: "1", GITHUB_TOKEN: "" });
      writeFileSync(join(folder, ".env.local"), "PORT=2\nGITHUB_TOKEN=x\nLOG_LEVEL=debug\n");
      loadEnvFile(folder, env);
      expect(env).toEqual({ PORT: "1", GITHUB_TOKEN: "", LOG_LEVEL: "debug" });
      writeFileSync(join(folder, ".env.local"), "what?");
      expect(() => loadEnvFile(folder, env)).toThrow(
        new ConfigError(`${join(folder, ".env.local")} line 1 is not NAME=value`),
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
