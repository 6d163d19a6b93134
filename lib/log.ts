/** Structured logs: one JSON object a line, with no secret or token in it. */
import { type Logger, pino, stdTimeFunctions } from "pino";

const names = ["authorization", "cookie", "token", "secret", "password", "private_key"];
const headers = ["authorization", "cookie", "x-hub-signature-256", "circleci-signature", "x-oot-relay-token"];
const hidden = [
  ...names.flatMap((name) => [name, `*.${name}`]),
  ...[...headers, "x-hud-internal-bot"].flatMap((name) => [
    `headers["${name}"]`,
    `*.headers["${name}"]`,
    `*.*.headers["${name}"]`,
  ]),
];

/** @param part whose log it is: "web", or the name of a worker. */
export function openLog(level: string, part: string): Logger {
  return pino({
    level,
    base: { part },
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: hidden, censor: "[hidden]" },
  });
}
