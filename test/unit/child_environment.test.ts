/** What a HUD fills in itself: the environment of its children, and the secrets it keeps. */
import { generateKeyPairSync } from "node:crypto";
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ConfigError, readConfig, setting_names } from "lib/config";
import { childEnvironment } from "engines/environment";
import { completeSecrets, isEmbedded, missingSecrets } from "engines/secrets";

const private_key = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({
  type: "pkcs1",
  format: "pem",
});

describe("a child reads the same configuration as its supervisor", () => {
  test.each<[string, Record<string, string>]>([
    ["with nothing set", {}],
    [
      "with everything set",
      {
        PORT: "4000",
        HUD_HOST: "::1",
        HUD_DATA_DIR: "/var/lib/hud",
        HUD_PUBLIC_URL: "https://hud.example.org",
        DYNAMODB_ENDPOINT: "aws",
        DYNAMODB_TABLE_PREFIX: "hud-",
        AWS_REGION: "eu-west-1",
        CLICKHOUSE_URL: "https://ch.example.org",
        CLICKHOUSE_USERNAME: "hud",
        CLICKHOUSE_PASSWORD: "p a#s$s",
        CLICKHOUSE_DATABASE: "hud",
        HUD_ARCHIVE: "s3://bucket/a/b",
        S3_ENDPOINT: "http://127.0.0.1:9000",
        GITHUB_WEBHOOK_SECRET: "one",
        OOT_RELAY_TOKEN: "two",
        CIRCLECI_WEBHOOK_SECRET: "three",
        HUD_API_TOKEN: "four",
        GITHUB_API_URL: "https://ghe.example.org/api/v3",
        GITHUB_TOKEN: "ghp_1",
        GITHUB_APP_ID: "12",
        GITHUB_APP_PRIVATE_KEY: String(private_key),
        HUD_ARTIFACT_MAX: "123456789",
        HUD_ARTIFACT_DAYS: "0",
        HUD_OOT_ALLOWLIST: "https://example.org/allowlist.yml",
        HUD_CHECK_COLUMNS: "7",
        HUD_REPO_CONFIG: "/etc/hud/repos.yaml",
        LOG_LEVEL: "warn",
      },
    ],
    ["with a folder as archive", { HUD_ARCHIVE: "file:/var/an archive" }],
  ])("%s", (_name, env) => {
    const config = readConfig(env);
    const child = childEnvironment(config, { PATH: "/bin", ...env }, { dev: false });
    expect(readConfig(child)).toEqual(config);
    expect(child).toMatchObject({ PATH: "/bin", NODE_ENV: "production" });
    for (const name of setting_names) expect(typeof child[name]).toBe("string");
  });
});

describe("secrets", () => {
  let data_dir: string;
  beforeEach(() => {
    data_dir = mkdtempSync(join(tmpdir(), "hud-secrets-"));
  });
  afterEach(() => {
    rmSync(data_dir, { recursive: true });
  });
  const config = (env: Record<string, string> = {}) => readConfig({ HUD_DATA_DIR: data_dir, ...env });

  test("those not given are made up once and kept, readable by their owner alone; a given one wins", () => {
    expect(missingSecrets(config({ HUD_API_TOKEN: "mine" }))).toEqual([
      "GITHUB_WEBHOOK_SECRET",
      "OOT_RELAY_TOKEN",
      "CIRCLECI_WEBHOOK_SECRET",
    ]);
    const first = completeSecrets(config({ HUD_API_TOKEN: "mine" })).secrets;
    expect(first).toEqual({
      github_webhook: expect.stringMatching(/^[0-9a-f]{64}$/),
      oot_relay: expect.stringMatching(/^[0-9a-f]{64}$/),
      circleci_webhook: expect.stringMatching(/^[0-9a-f]{64}$/),
      api_token: "mine",
    });
    expect(new Set(Object.values(first)).size).toBe(4);
    expect(readFileSync(join(data_dir, "secrets.json"), "utf8")).not.toContain("mine");

    chmodSync(join(data_dir, "secrets.json"), 0o644);
    const second = completeSecrets(config()).secrets;
    expect(second).toEqual({ ...first, api_token: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(completeSecrets(config()).secrets).toEqual(second);
    expect(statSync(join(data_dir, "secrets.json")).mode & 0o777).toBe(0o600);
    expect(completeSecrets(config({ OOT_RELAY_TOKEN: "given" })).secrets.oot_relay).toBe("given");
  });

  test("without creating, what is not kept stays unknown", () => {
    expect(completeSecrets(config(), { create: false }).secrets).toEqual(config().secrets);
  });

  test("a file that cannot be read is refused and left alone", () => {
    writeFileSync(join(data_dir, "secrets.json"), '{"github_webhook": 12}');
    expect(() => completeSecrets(config())).toThrow(ConfigError);
    expect(readFileSync(join(data_dir, "secrets.json"), "utf8")).toBe('{"github_webhook": 12}');
  });

  test("embedded means that both engines are ours", () => {
    expect(isEmbedded(config())).toBe(true);
    expect(isEmbedded(config({ CLICKHOUSE_URL: "http://ch" }))).toBe(false);
    expect(isEmbedded(config({ DYNAMODB_ENDPOINT: "http://ddb" }))).toBe(false);
  });
});
