/** TCP ports: one for a sidecar to keep, and whether a given one is free. */
import { randomInt } from "node:crypto";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * Sidecars' ports are kept over restarts, so they lie below every platform's ephemeral range (32768 and up): there, a
 * client that reconnects while the sidecar is away could be given the sidecar's own port and keep it.
 */
const first_port = 20_000;
const end_port = 32_000;
const max_attempts = 100;

export async function chooseFreePort(host = "127.0.0.1", taken: readonly number[] = []): Promise<number> {
  for (let attempt = 0; attempt < max_attempts; attempt++) {
    const port = randomInt(first_port, end_port);
    if (!taken.includes(port) && (await whyNotFree(host, port)) === null) return port;
  }
  throw new Error(`No free port was found between ${first_port} and ${end_port} on ${host}.`);
}

/** The system's error code when `port` cannot be listened on; null when it can, now or within `patience_seconds`. */
export async function whyNotFree(host: string, port: number, patience_seconds = 0): Promise<string | null> {
  const give_up = Date.now() + patience_seconds * 1_000;
  for (;;) {
    const code = await tryListen(host, port);
    if (code !== "EADDRINUSE" || Date.now() >= give_up) return code;
    await sleep(100);
  }
}

/** A system's error code for people, naming the settings to change. */
export function portRefusal(host: string, port: number, code: string): string {
  if (code === "EADDRINUSE") {
    return `Port ${port} is already in use. Set PORT to another one (0 = any free port), or stop what is using it.`;
  }
  if (code === "EACCES") return `Port ${port} may not be used by this user. Set PORT to 1024 or more.`;
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND") return `HUD_HOST ${host} is not an address of this machine.`;
  return `HUD_HOST ${host} with PORT ${port} cannot be listened on (${code}).`;
}

function tryListen(host: string, port: number): Promise<string | null> {
  return new Promise((settle) => {
    const server = createServer();
    server.once("error", (problem: NodeJS.ErrnoException) => {
      settle(problem.code ?? "unknown");
    });
    server.listen({ host, port, exclusive: true }, () => {
      server.close(() => {
        settle(null);
      });
    });
  });
}
