/** Structured logs: one JSON object a line, with no secret or token in it. */
import pino, { type Logger } from "pino";

const hidden = [
  "*.authorization",
  "*.cookie",
  "*.token",
  "*.secret",
  "*.password",
  "*.private_key",
  'req.headers["x-hub-signature-256"]',
  'req.headers["x-oot-relay-token"]',
  'req.headers["x-hud-internal-bot"]',
];

export function logger(level: string): Logger {
  return pino({
    level,
    base: { part: "web" },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: hidden, censor: "[hidden]" },
  });
}
