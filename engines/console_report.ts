/** What a starting and running HUD says on the terminal: sentences for people, children's log lines as they are. */
import type { Writable } from "node:stream";
import type { ReadyHud, Report } from "engines/supervisor";
import { secretsPath } from "engines/secrets";

export interface Terminal {
  out: Writable;
  err: Writable;
  /** Whether a person is looking, rather than a log file. */
  is_interactive: boolean;
}

export function consoleReport({ out, err, is_interactive }: Terminal, started_ms: number): Report {
  // Who reads us may stop reading (`npm start | head`): that is no reason to fall.
  for (const stream of [out, err]) stream.on("error", () => undefined);
  return {
    line: (name, line, stream) => {
      // Structured logs are left as they are, for whoever collects them.
      (stream === "stdout" ? out : err).write(line.startsWith("{") ? `${line}\n` : `[${name}] ${line}\n`);
    },
    fell: (name, how, again_in_seconds) => {
      err.write(`${name} ended (${how}); starting it again in ${again_in_seconds} s.\n`);
    },
    waiting: (reason, again_in_seconds) => {
      err.write(`Preparing the engines failed: ${reason}\nTrying again in ${again_in_seconds} s.\n`);
    },
    missingSecrets: (variables) => {
      for (const variable of variables) {
        err.write(`Warning: ${variable} is not set; what needs it will answer 500 "Server misconfigured".\n`);
      }
    },
    warn: (sentence) => {
      err.write(`Warning: ${sentence}\n`);
    },
    ready: (hud) => out.write(`${banner(hud, is_interactive, (Date.now() - started_ms) / 1_000)}\n`),
  };
}

/** The one place that prints the webhook secret: who starts an own HUD needs it to connect GitHub. */
function banner({ url, config, generated_secret }: ReadyHud, is_interactive: boolean, seconds: number): string {
  const secret = config.secrets.github_webhook;
  const rows: [string, string][] = [
    ["Webhook URL", `${config.public_url ?? url}/api/github/webhooks`],
    ["Webhook secret", secret === null ? "none: set GITHUB_WEBHOOK_SECRET" : "the one in GITHUB_WEBHOOK_SECRET"],
    ["Data", config.data_dir],
  ];
  if (secret !== null && (generated_secret || is_interactive)) rows[1] = ["Webhook secret", secret];
  if (generated_secret) rows.push(["All secrets", secretsPath(config.data_dir)]);
  return [
    "",
    `HUD is ready at ${config.public_url ?? url} (${seconds.toFixed(1)} s)`,
    "",
    ...rows.map(([name, value]) => `  ${name.padEnd(16)}${value}`),
    "",
    "Ctrl-C stops it. `npm run demo` in another terminal fills it with example traffic.",
    "",
  ].join("\n");
}
