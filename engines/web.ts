/**
 * The web server's process: Next.js behind our own HTTP server, which takes connections when the supervisor says so and
 * ends the way one that is sent webhooks must: finishing what it has accepted.
 *
 * `node --import tsx engines/web.ts [--dev]`, with HUD_HOST and PORT; by hand, without a supervisor, it listens at once.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import next from "next";
import { readConfig } from "lib/config";
import { portRefusal } from "engines/ports";

/** Longer than the idle time of the usual proxies (60 s): they, not we, close a connection, so no request meets a closing one. */
const keep_alive_ms = 65_000;
/** Artifacts of gigabytes over a slow line. */
const request_ms = 15 * 60_000;
const finish_ms = 5_000;
/** Without a supervisor there are no engines to finish with. */
const abandoned_ms = 500;

async function main(): Promise<void> {
  const config = readConfig(process.env);
  const dev = process.argv.includes("--dev");
  const opened = whenOpened();
  const responses = new Set<ServerResponse>();
  let handle: ((request: IncomingMessage, response: ServerResponse) => Promise<void>) | null = null;
  const server = createServer((request, response) => {
    responses.add(response);
    response.once("close", () => responses.delete(response));
    if (!server.listening) response.setHeader("Connection", "close");
    handle?.(request, response).catch((problem: unknown) => {
      process.stderr.write(`${problem instanceof Error ? (problem.stack ?? problem.message) : String(problem)}\n`);
      if (!response.headersSent) response.writeHead(500, { "Content-Type": "application/json" });
      response.end('{"error":"Internal error"}');
    });
  });
  server.keepAliveTimeout = keep_alive_ms;
  server.headersTimeout = keep_alive_ms + 1_000;
  server.requestTimeout = request_ms;

  // `httpServer` lets Next attach the hot reload's web socket.
  const app = next({
    dev,
    dir: process.cwd(),
    hostname: config.host,
    port: config.port,
    httpServer: server,
    quiet: !dev,
  });

  let stopping = false;
  const stop = (bound_ms: number) => {
    if (stopping) return;
    stopping = true;
    finish(server, responses, bound_ms).then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on("SIGTERM", () => {
    stop(finish_ms);
  });
  process.on("SIGINT", () => {
    stop(finish_ms);
  });
  process.on("disconnect", () => {
    stop(process.platform === "win32" ? finish_ms : abandoned_ms);
  });

  await app.prepare();
  handle = app.getRequestHandler();
  await opened;
  if (stopping) return;
  server.on("error", (problem: NodeJS.ErrnoException) => {
    const refused = portRefusal(config.host, config.port, problem.code ?? "unknown");
    if (process.send !== undefined) {
      process.send({ refused }, () => process.exit(1));
      return;
    }
    process.stderr.write(`${refused}\n`);
    process.exit(1);
  });
  server.listen(config.port, config.host, () => {
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : config.port;
    const url = `http://${config.host.includes(":") ? `[${config.host}]` : config.host}:${port}`;
    if (process.send === undefined) process.stdout.write(`Listening on ${url}\n`);
    else process.send({ ready: { url } });
  });
}

/** The supervisor sends `{ open: true }` when the engines are prepared: until then every request would fail. */
function whenOpened(): Promise<void> {
  if (process.send === undefined) return Promise.resolve();
  return new Promise((resolve) => {
    process.on("message", (message) => {
      if (message instanceof Object && "open" in message && message.open === true) resolve();
    });
  });
}

/** Takes no more requests, and resolves when those begun are answered, or after `bound_ms`. */
async function finish(server: Server, responses: Set<ServerResponse>, bound_ms: number): Promise<void> {
  if (!server.listening) return;
  const closed = new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
  });
  const sweep = setInterval(() => {
    // An event stream never ends by itself; its reader comes back by itself.
    for (const response of responses) {
      const type = response.getHeader("Content-Type");
      if (typeof type === "string" && type.startsWith("text/event-stream")) response.destroy();
    }
    // A connection that has had its answer is idle only now.
    server.closeIdleConnections();
  }, 25);
  const bound = new Promise<void>((resolve) => setTimeout(resolve, bound_ms));
  await Promise.race([closed, bound]);
  clearInterval(sweep);
}

main().catch((problem: unknown) => {
  process.stderr.write(`${problem instanceof Error ? (problem.stack ?? problem.message) : String(problem)}\n`);
  process.exit(1);
});
