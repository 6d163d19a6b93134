/** The environment, parsed once: every setting of the README, with its default and what it accepts. */
import { createPrivateKey } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { isIP } from "node:net";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { EnvFileError, parseEnvFile } from "lib/env_file";

export interface Config {
  port: number;
  host: string;
  /** Absolute. */
  data_dir: string;
  /** Where the world reaches this HUD when that is not `host:port` (a proxy, a tunnel); no slash at the end. */
  public_url: string | null;
  /** `endpoint`: null = embedded, "aws" = AWS itself, otherwise a URL. */
  dynamodb: { endpoint: string | null; table_prefix: string; region: string };
  /** `url`: null = embedded. */
  clickhouse: { url: string | null; username: string; password: string; database: string };
  archive: { kind: "folder"; path: string } | { kind: "s3"; bucket: string; prefix: string; endpoint: string | null };
  secrets: {
    github_webhook: string | null;
    oot_relay: string | null;
    circleci_webhook: string | null;
    api_token: string | null;
  };
  github: { api_url: string; token: string | null; app: { id: string; private_key: string } | null };
  /** Whose logs are fetched from GitHub: jobs' that did not succeed, all jobs', or nobody's. */
  logs: (typeof log_choices)[number];
  /** `days`: null = kept for ever. */
  artifacts: { bytes_max: number; days: number | null };
  oot_allowlist: string | null;
  /** Up to so many columns of a page of the grid are external checks without being asked for. */
  check_columns: number;
  /** What the operator says of repositories; the file that nobody named need not exist. */
  repo_config: { path: string; is_named: boolean };
  log_level: (typeof log_levels)[number];
}

const log_levels = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;

const log_choices = ["failed", "all", "off"] as const;

/** Which variable carries which of `Config.secrets`. */
export const secret_variables = {
  github_webhook: "GITHUB_WEBHOOK_SECRET",
  oot_relay: "OOT_RELAY_TOKEN",
  circleci_webhook: "CIRCLECI_WEBHOOK_SECRET",
  api_token: "HUD_API_TOKEN",
} as const satisfies Record<keyof Config["secrets"], string>;

/** Settings that the HUD refuses; the message names each and says what is expected, and repeats no secret. */
export class ConfigError extends Error {
  override name = "ConfigError";
}

type Environment = Record<string, string | undefined>;

/** Thrown by a setting's parser: `expected` completes "PORT must …". */
class Refusal extends Error {}

/** Credentials inside a URL are secrets too, and a value may be a whole file by mistake. */
const shown = (value: string): string => {
  const safe = value.replace(/\/\/[^/\s]*@/, "//…@");
  return `"${safe.length > 80 ? `${safe.slice(0, 80)}…` : safe}"`;
};

/** An optional setting: unset and empty are the same. `parse` throws Refusal. */
function setting<T>(parse: (value: string) => T, { secret = false } = {}) {
  return z
    .string()
    .optional()
    .transform((value, context) => {
      if (value === undefined || value === "") return null;
      try {
        return parse(value);
      } catch (problem) {
        if (!(problem instanceof Refusal)) throw problem;
        const got = secret ? "" : `, got ${shown(value)}`;
        context.addIssue({ code: "custom", message: `must ${problem.message}${got}` });
        return z.NEVER;
      }
    });
}

const matching = (pattern: RegExp, expected: string) => (value: string) => {
  if (!pattern.test(value)) throw new Refusal(expected);
  return value;
};

function port(value: string): number {
  const number = Number(value);
  if (!/^\d+$/.test(value) || number > 65_535) throw new Refusal("be a whole number from 0 to 65535");
  return number;
}

function columnCount(value: string): number {
  if (!/^\d{1,5}$/.test(value)) throw new Refusal("be a whole number from 0 to 99999");
  return Number(value);
}

const byte_units: Readonly<Record<string, number>> = { "": 1, kb: 1e3, mb: 1e6, gb: 1e9, tb: 1e12 };

/** "5GB", "500 MB", "1000000". */
function byteCount(value: string): number {
  const [, count = "", unit = ""] = /^(\d{1,15}) ?([kmgt]b)?$/i.exec(value) ?? [];
  const bytes = Number(count) * (byte_units[unit.toLowerCase()] ?? 1);
  if (count === "" || bytes < 1 || bytes > 5e12) throw new Refusal('be a size such as "5GB" or a number of bytes');
  return bytes;
}

function dayCount(value: string): number {
  if (!/^\d{1,5}$/.test(value)) throw new Refusal("be a whole number of days, or 0 for ever");
  return Number(value);
}

function host(value: string): string {
  const bare = value.replace(/^\[(.*)\]$/, "$1");
  if (isIP(bare) === 0 && !/^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$/.test(bare)) {
    throw new Refusal("be an IP address or a host name");
  }
  return bare;
}

/** An http(s) URL, without credentials, query or fragment; returned without a slash at the end. */
function webUrl(value: string): string {
  const url = URL.canParse(value) ? new URL(value) : null;
  if (url === null || !/^https?:$/.test(url.protocol) || !/^https?:\/\//i.test(value)) {
    throw new Refusal("be a URL that begins with http:// or https://");
  }
  if (url.username !== "" || url.password !== "") throw new Refusal("not contain a user name or password");
  if (url.search !== "" || url.hash !== "") throw new Refusal("not contain ? or #");
  return url.href.replace(/\/+$/, "");
}

function folder(value: string): string {
  return resolve(value === "~" || value.startsWith("~/") ? join(homedir(), value.slice(1)) : value);
}

type ArchiveSetting = { kind: "folder"; path: string | null } | { kind: "s3"; bucket: string; prefix: string };

function archive(value: string): ArchiveSetting {
  if (value.startsWith("file:")) {
    const path = value.slice("file:".length);
    if (path === "") return { kind: "folder", path: null };
    if (!path.startsWith("//")) return { kind: "folder", path: folder(path) };
    if (path.startsWith("///") && URL.canParse(value)) return { kind: "folder", path: fileURLToPath(value) };
  }
  const [, bucket, prefix = ""] = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/([^?#]*))?$/.exec(value) ?? [];
  if (bucket === undefined) throw new Refusal("be file:/a/folder or s3://bucket/prefix");
  return { kind: "s3", bucket, prefix: prefix.replace(/^\/+|\/+$/g, "") };
}

/** A shared secret: a stray line break from a file or a paste would fail every signature without a word. */
const secret = setting(matching(/^\S([\s\S]*\S)?$/, "not begin or end with a space or line break"), { secret: true });
/** A secret that travels in a header. */
const token = setting(matching(/^[\x21-\x7e]+$/, "be printable ASCII without spaces or line breaks"), { secret: true });

/** A PEM key; a literal "\n" stands for a line break, since many places cannot hold one. */
function privateKey(value: string): string {
  const pem = value.replaceAll("\\n", "\n");
  try {
    if (createPrivateKey(pem).asymmetricKeyType === "rsa") return pem;
  } catch {
    // The reason may quote the key: it is not repeated.
  }
  throw new Refusal("be an RSA private key in PEM form, as GitHub gives it");
}

const settings = z.object({
  PORT: setting(port),
  HUD_HOST: setting(host),
  HUD_DATA_DIR: setting(folder),
  HUD_PUBLIC_URL: setting(webUrl),
  DYNAMODB_ENDPOINT: setting((value) => {
    if (value === "aws") return value;
    if (!/^https?:\/\//i.test(value)) throw new Refusal('be "aws" or a URL that begins with http:// or https://');
    return webUrl(value);
  }),
  DYNAMODB_TABLE_PREFIX: setting(matching(/^[A-Za-z0-9_.-]{1,200}$/, "be up to 200 of A-Z a-z 0-9 _ . -")),
  AWS_REGION: setting(matching(/^[a-z0-9-]{1,40}$/, 'be a region such as "us-east-1"')),
  CLICKHOUSE_URL: setting(webUrl),
  CLICKHOUSE_USERNAME: setting((value) => value),
  CLICKHOUSE_PASSWORD: setting((value) => value, { secret: true }),
  CLICKHOUSE_DATABASE: setting(matching(/^[A-Za-z_][A-Za-z0-9_]{0,99}$/, "be a name of A-Z a-z 0-9 _")),
  HUD_ARCHIVE: setting(archive),
  S3_ENDPOINT: setting(webUrl),
  GITHUB_WEBHOOK_SECRET: secret,
  OOT_RELAY_TOKEN: token,
  CIRCLECI_WEBHOOK_SECRET: secret,
  HUD_API_TOKEN: token,
  GITHUB_API_URL: setting(webUrl),
  GITHUB_TOKEN: token,
  GITHUB_APP_ID: setting(matching(/^[A-Za-z0-9.]+$/, "be the App's id")),
  GITHUB_APP_PRIVATE_KEY: setting(privateKey, { secret: true }),
  HUD_LOGS: setting((value) => {
    const choice = log_choices.find((known) => known === value);
    if (choice === undefined) throw new Refusal(`be one of ${log_choices.join(", ")}`);
    return choice;
  }),
  HUD_ARTIFACT_MAX: setting(byteCount),
  HUD_ARTIFACT_DAYS: setting(dayCount),
  HUD_OOT_ALLOWLIST: setting(
    matching(/^(https?:\/\/|(?![a-z][a-z\d+.-]*:\/\/))/i, "be a file or a URL that begins with http:// or https://"),
  ),
  HUD_CHECK_COLUMNS: setting(columnCount),
  HUD_REPO_CONFIG: setting(folder),
  LOG_LEVEL: setting((value) => {
    const level = log_levels.find((known) => known === value);
    if (level === undefined) throw new Refusal(`be one of ${log_levels.join(", ")}`);
    return level;
  }),
});

/** The names of all settings: for whoever hands an environment on to a child process. */
export const setting_names: readonly string[] = Object.keys(settings.shape);

/** Reads every setting; throws one ConfigError that names all the bad ones. Relative paths start at the working directory. */
export function readConfig(env: Environment = process.env): Config {
  const parsed = settings.safeParse(Object.fromEntries(setting_names.map((name) => [name, env[name]])));
  const problems = parsed.success ? [] : parsed.error.issues.map((issue) => `${issue.path.join(".")} ${issue.message}`);
  const given = (name: keyof typeof settings.shape) => (env[name] ?? "") !== "";
  if (given("GITHUB_APP_ID") !== given("GITHUB_APP_PRIVATE_KEY")) {
    const [present, absent] = given("GITHUB_APP_ID")
      ? ["GITHUB_APP_ID", "GITHUB_APP_PRIVATE_KEY"]
      : ["GITHUB_APP_PRIVATE_KEY", "GITHUB_APP_ID"];
    problems.push(`${absent} must be given with ${present}`);
  }
  if (env.DYNAMODB_ENDPOINT === "aws" && !given("AWS_REGION")) {
    problems.push("AWS_REGION must be given with DYNAMODB_ENDPOINT=aws");
  }
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems.join("\n"));

  const read = parsed.data;
  const data_dir = read.HUD_DATA_DIR ?? resolve(".hud");
  const archived = read.HUD_ARCHIVE ?? { kind: "folder", path: null };
  return {
    port: read.PORT ?? 3000,
    host: read.HUD_HOST ?? "127.0.0.1",
    data_dir,
    public_url: read.HUD_PUBLIC_URL,
    dynamodb: {
      endpoint: read.DYNAMODB_ENDPOINT,
      table_prefix: read.DYNAMODB_TABLE_PREFIX ?? "torchci-",
      region: read.AWS_REGION ?? "us-east-1",
    },
    clickhouse: {
      url: read.CLICKHOUSE_URL,
      username: read.CLICKHOUSE_USERNAME ?? "default",
      password: read.CLICKHOUSE_PASSWORD ?? "",
      database: read.CLICKHOUSE_DATABASE ?? "default",
    },
    archive:
      archived.kind === "s3"
        ? { ...archived, endpoint: read.S3_ENDPOINT }
        : { kind: "folder", path: archived.path ?? join(data_dir, "archive") },
    secrets: {
      github_webhook: read.GITHUB_WEBHOOK_SECRET,
      oot_relay: read.OOT_RELAY_TOKEN,
      circleci_webhook: read.CIRCLECI_WEBHOOK_SECRET,
      api_token: read.HUD_API_TOKEN,
    },
    github: {
      api_url: read.GITHUB_API_URL ?? "https://api.github.com",
      token: read.GITHUB_TOKEN,
      app:
        read.GITHUB_APP_ID !== null && read.GITHUB_APP_PRIVATE_KEY !== null
          ? { id: read.GITHUB_APP_ID, private_key: read.GITHUB_APP_PRIVATE_KEY }
          : null,
    },
    logs: read.HUD_LOGS ?? "failed",
    artifacts: { bytes_max: read.HUD_ARTIFACT_MAX ?? 5e9, days: (read.HUD_ARTIFACT_DAYS ?? 90) || null },
    oot_allowlist: read.HUD_OOT_ALLOWLIST,
    check_columns: read.HUD_CHECK_COLUMNS ?? 20,
    repo_config: {
      path: read.HUD_REPO_CONFIG ?? resolve("config/repos.yaml"),
      is_named: read.HUD_REPO_CONFIG !== null,
    },
    log_level: read.LOG_LEVEL ?? "info",
  };
}

/**
 * Adds what `.env.local` in `folder` says to `env`, where the real environment has no say (an empty variable has one:
 * it means "unset"). No file is no matter; one that cannot be read is a ConfigError that names the line.
 */
export function loadEnvFile(folder = process.cwd(), env: Environment = process.env): void {
  const path = join(folder, ".env.local");
  if (!existsSync(path)) return;
  try {
    for (const [name, value] of parseEnvFile(readFileSync(path, "utf8"))) env[name] ??= value;
  } catch (problem) {
    throw new ConfigError(`${path} ${problem instanceof EnvFileError ? problem.message : "cannot be read"}`);
  }
}
