/** The secrets of an embedded HUD: those not given are made up once and kept in the data directory. */
import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { ConfigError, secret_variables, type Config } from "lib/config";
import { readGithubApp } from "lib/github_app_file";
import { writeWhole } from "engines/data_dir";

const kept = z.string().min(1).optional();
const kept_secrets = z.strictObject({ github_webhook: kept, oot_relay: kept, circleci_webhook: kept, api_token: kept });
const secret_names = kept_secrets.keyof().options;

export const secretsPath = (data_dir: string): string => join(data_dir, "secrets.json");

/** Embedded: both engines are ours. With a server of one's own, secrets are the operator's to choose. */
export const isEmbedded = (config: Config): boolean =>
  config.dynamodb.endpoint === null && config.clickhouse.url === null;

/** The variables of the secrets that `config` lacks. */
export const missingSecrets = (config: Config): string[] =>
  secret_names.filter((name) => config.secrets[name] === null).map((name) => secret_variables[name]);

/**
 * Fills in what is missing from `<data dir>/secrets.json`, and what is missing there with new random values. A given
 * secret always wins. Call it with the data directory locked, or with `create: false`: then a secret that is neither
 * given nor kept stays null.
 */
export function completeSecrets(config: Config, { create = true } = {}): Config {
  const path = secretsPath(config.data_dir);
  const file = readKept(path);
  const secrets = { ...config.secrets };
  let created = 0;
  for (const name of secret_names) {
    if (secrets[name] !== null) continue;
    if (file[name] === undefined && create) {
      file[name] = randomBytes(32).toString("hex");
      created++;
    }
    secrets[name] = file[name] ?? null;
  }
  if (created > 0) {
    mkdirSync(config.data_dir, { recursive: true, mode: 0o700 });
    writeWhole(path, `${JSON.stringify(file, null, 2)}\n`);
  } else if (existsSync(path)) {
    chmodSync(path, 0o600);
  }
  return { ...config, secrets };
}

/** Fills in the GitHub App that was made from the set-up page; one that is given wins. @throws ConfigError */
export function completeApp(config: Config): Config {
  if (config.github.app !== null) return config;
  try {
    const app = readGithubApp(config.data_dir);
    if (app === null) return config;
    return { ...config, github: { ...config.github, app: { id: String(app.id), private_key: app.private_key } } };
  } catch (problem) {
    throw new ConfigError(problem instanceof Error ? problem.message : String(problem));
  }
}

/** A file that cannot be read is refused, not replaced: GitHub already signs with what is in it. */
function readKept(path: string): z.infer<typeof kept_secrets> {
  if (!existsSync(path)) return {};
  try {
    return kept_secrets.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch {
    throw new ConfigError(`${path} cannot be read as secrets. Repair it, or delete it to have new ones made.`);
  }
}
