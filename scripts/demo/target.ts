/** Where the demo sends to: the HUD that runs on this machine's data directory, or the one that is named. */
import { findRunningHud } from "engines/data_dir";
import { completeSecrets } from "engines/secrets";
import { loadEnvFile, readConfig } from "lib/config";

export interface Target {
  /** Without a slash at the end. */
  url: string;
  github_secret: string;
  /** Null when nobody knows it: then no relay callbacks are sent. */
  oot_token: string | null;
  /** Likewise: then no CircleCI deliveries are sent. */
  circleci_secret: string | null;
  /** Likewise: then no logs are uploaded. */
  api_token: string | null;
}

/** There is nowhere to send to; the message says what to do. */
export class NoTarget extends Error {
  override name = "NoTarget";
}

interface Asked {
  url: string | null;
  secret: string | null;
  env: Record<string, string | undefined>;
  /** Where `.env.local` is. */
  folder: string;
}

/** Throws NoTarget, or ConfigError when a setting is wrong. */
export function findTarget({ url, secret, env, folder }: Asked): Target {
  const settings = { ...env };
  loadEnvFile(folder, settings);
  const config = completeSecrets(readConfig(settings), { create: false });
  const running = findRunningHud(config.data_dir)?.url ?? null;
  // A HUD in a container leaves its note where we do not see it, but whoever set PORT knows where it listens.
  const set_port = (settings["PORT"] ?? "") === "" ? null : `http://${reachable(config.host)}:${config.port}`;
  const found = url ?? running ?? set_port;
  if (found === null) {
    throw new NoTarget(
      `No HUD is running on ${config.data_dir}. Start one with "npm start", or name one with --url and --secret.`,
    );
  }
  const github_secret = secret ?? config.secrets.github_webhook;
  if (github_secret === null) {
    throw new NoTarget("The webhook secret is not known: set GITHUB_WEBHOOK_SECRET, or give --secret.");
  }
  const { oot_relay: oot_token, circleci_webhook: circleci_secret, api_token } = config.secrets;
  return { url: found.replace(/\/+$/, ""), github_secret, oot_token, circleci_secret, api_token };
}

/** An address that means "every interface" is reached over this machine's own. */
function reachable(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "localhost";
  return host.includes(":") ? `[${host}]` : host;
}
